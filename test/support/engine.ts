import { Connections, type ConnectionSettings } from '../../src/core/bedrock/connection';
import { ModelCatalog } from '../../src/core/bedrock/models/modelCatalog';
import type { BedrockEvent } from '../../src/core/bedrock/observer';
import type { Pricer } from '../../src/core/bedrock/pricing';
import { ChatEngine, type ChatEngineParts } from '../../src/core/chat/chatEngine';
import type { ChatEvent, ChatOutcome, ChatSettings, Question } from '../../src/core/chat/question';
import { textMessage } from '../../src/core/bedrock/content';
import type { ActiveCredentials } from '../../src/core/aws/credentials/activeCredentials';
import type { ScalesPictures } from '../../src/core/pictures/pictureScaler';
import type { Invocation } from '../../src/protocol/invocation';

/** Keys as an emulator hands them out. */
interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** An engine on a server of the test's, with everything it reported. */
export interface TestEngine {
  readonly engine: ChatEngine;
  readonly connections: Connections;
  readonly catalog: ModelCatalog;
  readonly events: BedrockEvent[];
  /** The records of all calls so far. */
  readonly invocations: Invocation[];
  /** The price of calls; by default nobody knows. */
  price: Pricer;
  budget: ChatEngineParts['budget'];
  settings: ChatSettings;
  connection: ConnectionSettings;
  keys: Keys;
  /** Asks one question and gathers what arrived. */
  ask(prompt: string, more?: Partial<Question>): Promise<EngineAnswer>;
  dispose(): void;
}

/** The outcome of a question. */
export interface EngineAnswer {
  readonly outcome: ChatOutcome;
  readonly events: ChatEvent[];
  readonly text: string;
}

const model = 'anthropic.claude-3-haiku-20240307-v1:0';

/** Builds the engine as the extension does, with short delays. */
export function testEngine(
  url: string,
  keys: Keys,
  more: Pick<ChatEngineParts, 'quotas' | 'clock' | 'cacheWatch'> = {},
): TestEngine {
  const events: BedrockEvent[] = [];
  const test: TestEngine = {
    events,
    keys,
    price: () => undefined,
    budget: { admit: () => Promise.resolve({ dispose: () => undefined }) },
    settings: {
      model,
      systemPrompt: '',
      parameters: {},
      fallbackModel: '',
      answerCacheMs: 0,
      historyMaxTurns: 20,
      timeouts: { idleMs: 10_000, totalMs: 60_000 },
    },
    connection: {
      endpoint: url,
      controlEndpoint: url,
      mantleEndpoint: url,
      retryMaxAttempts: 5,
      retryBaseDelayMs: 5,
    },
    get invocations() {
      return events.flatMap((event) => (event.type === 'ended' ? [event.invocation] : []));
    },
    connections: new Connections({
      settings: () => test.connection,
      credentials: () => Promise.resolve(active(test.keys)),
      region: () => Promise.resolve('us-east-1'),
    }),
    catalog: new ModelCatalog(),
    engine: undefined as unknown as ChatEngine,
    async ask(prompt, more = {}) {
      const seen: ChatEvent[] = [];
      const outcome = await test.engine.ask({
        surface: 'panel',
        conversationId: null,
        messages: [textMessage('user', prompt)],
        signal: new AbortController().signal,
        ...more,
        onEvent: (event) => {
          seen.push(event);
          more.onEvent?.(event);
        },
      });
      const text = seen.map((event) => (event.type === 'text' ? event.text : '')).join('');
      return { outcome, events: seen, text };
    },
    dispose: () => test.connections.dispose(),
  };
  const engine = new ChatEngine({
    connections: test.connections,
    catalog: test.catalog,
    settings: () => test.settings,
    observer: (event) => events.push(event),
    price: (call) => test.price(call),
    budget: { admit: (...call) => test.budget.admit(...call) },
    pictures: inThisThread,
    ...more,
  });
  return Object.assign(test, { engine });
}

/** Scales pictures as the worker does, without it. */
const inThisThread: ScalesPictures = {
  scale: async (bytes, limits) => {
    const { scalePicture } = await import('../../src/core/pictures/worker/scale');
    return scalePicture({ bytes, ...limits });
  },
};

function active(keys: Keys): ActiveCredentials {
  return { kind: 'aws', origin: 'keys', label: 'access keys', provider: () => Promise.resolve(keys) };
}
