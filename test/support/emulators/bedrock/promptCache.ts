import type { Usage } from './answer';
import type { ModelTraits } from './models';
import { inputTokensOf } from './tokens';
import type { ConverseBody, WireBlock } from './wire';

const minuteMs = 60_000;

/** The kept prefixes of prompts: what stands before each cache point, word for word, until its time is over after the last use. */
export class PromptCache {
  /** Until when, in milliseconds since 1970. */
  private readonly kept = new Map<string, number>();

  constructor(private readonly now: () => number = Date.now) {}

  /** The usage of a call with what of its input was read from the cache and written to it told apart. */
  use(modelId: string, body: ConverseBody, traits: ModelTraits, usage: Usage): Usage {
    const prefixes = prefixesOf(body).filter(
      ({ tokens }) => tokens >= (traits.caching?.minTokens ?? Infinity),
    );
    const keyOf = ({ text }: Prefix): string => `${modelId}\n${text}`;
    const now = this.now();
    const known = prefixes.findLast((prefix) => (this.kept.get(keyOf(prefix)) ?? 0) > now);
    for (const prefix of prefixes) {
      this.kept.set(keyOf(prefix), now + (prefix.ttl === '1h' ? 60 : 5) * minuteMs);
    }
    const cacheReadInputTokens = known?.tokens ?? 0;
    const written = prefixes.filter(({ tokens }) => tokens > cacheReadInputTokens);
    const cacheWriteInputTokens = Math.max(0, (prefixes.at(-1)?.tokens ?? 0) - cacheReadInputTokens);
    const hour =
      (written.findLast(({ ttl }) => ttl === '1h')?.tokens ?? cacheReadInputTokens) - cacheReadInputTokens;
    return {
      ...usage,
      inputTokens: usage.inputTokens - cacheReadInputTokens - cacheWriteInputTokens,
      cacheReadInputTokens,
      cacheWriteInputTokens,
      ...(cacheWriteInputTokens > 0
        ? {
            cacheDetails: [
              { ttl: '1h', inputTokens: hour },
              { ttl: '5m', inputTokens: cacheWriteInputTokens - hour },
            ].filter(({ inputTokens }) => inputTokens > 0),
          }
        : {}),
    };
  }

  clear(): void {
    this.kept.clear();
  }
}

interface Prefix {
  readonly text: string;
  readonly tokens: number;
  readonly ttl: string | undefined;
}

/** The prefix before each cache point, in the order of reading: tools, system prompt, messages. */
function prefixesOf(body: ConverseBody): readonly Prefix[] {
  const prefixes: Prefix[] = [];
  let seen: ConverseBody = {};
  const visit = (point: WireBlock['cachePoint'], next: ConverseBody): void => {
    if (point) {
      prefixes.push({ text: JSON.stringify(seen), tokens: inputTokensOf(seen), ttl: point.ttl });
    } else {
      seen = next;
    }
  };
  for (const tool of body.toolConfig?.tools ?? []) {
    visit(tool.cachePoint, { ...seen, toolConfig: { tools: [...(seen.toolConfig?.tools ?? []), tool] } });
  }
  for (const part of body.system ?? []) {
    visit(part.cachePoint, { ...seen, system: [...(seen.system ?? []), part] });
  }
  for (const message of body.messages ?? []) {
    for (const block of message.content ?? []) {
      const part = { role: message.role, content: [block] };
      visit(block.cachePoint, { ...seen, messages: [...(seen.messages ?? []), part] });
    }
  }
  return prefixes;
}
