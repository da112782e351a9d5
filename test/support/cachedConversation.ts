import { after, afterEach, before, beforeEach } from 'mocha';
import { CacheWatch } from '../../src/core/bedrock/cache/cacheWatch';
import type { CacheFinding } from '../../src/core/bedrock/cache/finding';
import { missSentence } from '../../src/core/bedrock/cache/missReasons';
import { textMessage, type Message } from '../../src/core/bedrock/content';
import type { ToolSpec } from '../../src/core/bedrock/tools/toolSpec';
import type { Question } from '../../src/core/chat/question';
import { pricer } from '../../src/core/spending/pricer';
import { startBedrockEmulator, type BedrockEmulator } from './emulators/bedrock';
import { testEngine, type TestEngine } from './engine';

/** Claude Sonnet 4.5: $3 a million tokens in, $3.75 written for five minutes, $0.30 read. */
export const sonnet = 'global.anthropic.claude-sonnet-4-5-20250929-v1:0';

/** A tool whose declaration is about 900 tokens. */
export function longTool(name: string, says = 'Looks into things.'): ToolSpec {
  return { name, description: `${says} ${'Words about it. '.repeat(220)}`, inputSchema: { type: 'object' } };
}

/** A conversation on the emulator, with a clock that the emulator's cache and the watch share. */
export class CachedConversation {
  readonly findings: CacheFinding[] = [];
  messages: Message[] = [];
  tools: readonly ToolSpec[] = [];
  more: Partial<Question> = {};

  constructor(
    readonly test: TestEngine,
    private readonly id: string | null = 'conversation',
  ) {
    test.price = pricer({ own: () => ({}) });
    test.settings = { ...test.settings, model: sonnet, historyMaxTurns: 0, parameters: { caching: '5m' } };
  }

  /** Asks the next question; how that fared with the cache. */
  async ask(question: string): Promise<CacheFinding> {
    this.messages.push(textMessage('user', question));
    const { outcome } = await this.test.ask(question, {
      conversationId: this.id,
      messages: this.messages,
      tools: this.tools,
      ...this.more,
    });
    if (outcome.type !== 'called' || outcome.result.cache === undefined) {
      throw new Error(`Not answered: ${JSON.stringify(outcome)}`);
    }
    this.messages.push({ role: 'assistant', content: outcome.result.content });
    this.findings.push(outcome.result.cache);
    return outcome.result.cache;
  }

  /** The share of calls that read all that was kept for them. */
  get hitRate(): number {
    return this.findings.filter(({ state }) => state === 'hit').length / this.findings.length;
  }
}

/** Why it was missed, and in which words. */
export function told(found: CacheFinding): [string, string | undefined, string] {
  return [found.state, found.cause?.reason, missSentence(found)];
}

/** One emulator for the tests of a suite, with a clock of its own; call it in `describe`. */
export function cachedConversations(): {
  readonly open: (id?: string | null) => CachedConversation;
  readonly pass: (ms: number) => void;
  /** The service keeps nothing any more, before its time. */
  readonly forget: () => void;
  readonly test: () => TestEngine;
} {
  let clock = Date.UTC(2026, 10, 20, 9);
  let emulator: BedrockEmulator | undefined;
  let engine: TestEngine | undefined;
  before(async () => {
    emulator = await startBedrockEmulator({ cacheNow: () => clock });
  });
  beforeEach(() => {
    emulator?.reset();
    engine =
      emulator && testEngine(emulator.url, emulator.credentials, { cacheWatch: new CacheWatch(() => clock) });
  });
  afterEach(() => engine?.dispose());
  after(() => emulator?.close());
  const test = (): TestEngine => {
    if (engine === undefined) {
      throw new Error('It begins with the first test');
    }
    return engine;
  };
  return {
    open: (id) => new CachedConversation(test(), id),
    pass: (ms) => (clock += ms),
    forget: () => emulator?.reset(),
    test,
  };
}
