import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { CacheWatch } from '../../../../../src/core/bedrock/cache/cacheWatch';
import type { CacheFinding } from '../../../../../src/core/bedrock/cache/finding';
import { textMessage } from '../../../../../src/core/bedrock/content';
import { configuredModel } from '../../../../../src/core/bedrock/models/modelChoice';
import { toConverseInput } from '../../../../../src/core/bedrock/wire/converseInput';

describe('A model that caches unasked', () => {
  /** Questions with a system prompt and the tokens read of each, as OpenAI's models report them. */
  function found(
    ...calls: readonly (readonly [systemPrompt: string, read: number, total: number])[]
  ): CacheFinding[] {
    let clock = 0;
    const watch = new CacheWatch(() => clock);
    return calls.flatMap(([systemPrompt, read, total]) => {
      const request = {
        surface: 'panel' as const,
        conversationId: 'one',
        model: configuredModel('openai.gpt-oss-120b-1:0'),
        messages: [textMessage('user', 'What grows here?')],
        systemPrompt,
        parameters: {},
      };
      clock += 1_000;
      const finding = watch.judge({
        request,
        input: toConverseInput(request),
        region: 'us-east-1',
        usage: {
          inputTokens: total - read,
          outputTokens: 1,
          cacheReadInputTokens: read,
          cacheWriteInputTokens: 0,
          source: 'reported',
        },
        startedMs: clock,
        readableMs: clock,
        price: () => undefined,
      });
      return finding ?? [];
    });
  }

  it('has missed nothing before it was seen to read', () => {
    const findings = found(['Rules', 0, 3_000], ['Rules', 0, 3_100]);
    assert.deepEqual(
      findings.map(({ state, lostTokens, cause }) => [state, lostTokens, cause]),
      [
        ['none', 0, undefined],
        ['none', 0, undefined],
      ],
    );
  });

  it('is held to what it read before, less a step of its counting', () => {
    const findings = found(['Rules', 2_816, 3_000], ['Rules', 2_688, 3_000], ['Rules', 0, 3_000]);
    assert.deepEqual(
      findings.map(({ state, lostTokens }) => [state, lostTokens]),
      [
        ['hit', 0],
        ['hit', 0],
        ['miss', 2_688],
      ],
    );
    assert.deepEqual(findings[2]?.cause, { reason: 'unknown', crossRegion: false });
  });

  it('has missed what differs, by its name', () => {
    const findings = found(['It is 9:04', 2_816, 3_000], ['It is 9:05', 0, 3_000]);
    assert.deepEqual(findings[1]?.cause, { reason: 'systemClock' });
  });
});
