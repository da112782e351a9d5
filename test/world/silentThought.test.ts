import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ModelParameters } from '../../src/core/bedrock/parameters';
import { answers, says, thinks, type Silence } from './bedrock';
import { withWorld } from './support/withWorld';

/** Far longer than the idle limit below. */
const LONG_MS = 700;

describe('the idle limit', () => {
  const world = withWorld();

  /** The outcome of a question to a model that is silent for long; `after` counts events, messageStart the first. */
  async function asked(
    model: string,
    after: Silence['after'],
    parameters: ModelParameters = {},
    timeouts = { idleMs: 200, totalMs: 10_000 },
  ): Promise<string> {
    const { server, test } = world();
    test.settings = { ...test.settings, timeouts };
    test.connection = { ...test.connection, retryMaxAttempts: 1 };
    const answer = answers(thinks('First I look, then I count.'), says('It is the second of both.'));
    server.reply({ kind: 'silence', ms: LONG_MS, after, answer });
    const { outcome } = await test.ask('Which?', { model, parameters });
    return outcome.type === 'called' ? (outcome.result.error?.reason ?? 'success') : outcome.type;
  }

  const low: ModelParameters = { reasoning: { type: 'effort', level: 'low' } };

  it('does not count silent thought: before the answer, at its start and between thoughts', async () => {
    for (const after of ['request', 1, 3] as const) {
      assert.equal(await asked('us.anthropic.claude-opus-5-5', after), 'success', String(after));
      assert.equal(await asked('us.anthropic.claude-opus-4-7', after, low), 'success', String(after));
      assert.equal(await asked('openai.gpt-oss-120b-1:0', after), 'success', String(after));
    }
  });

  it('counts the silence of a model that does not reason', async () => {
    for (const after of ['request', 1] as const) {
      assert.equal(await asked('anthropic.claude-3-haiku-20240307-v1:0', after), 'idleTimeout');
      assert.equal(await asked('us.anthropic.claude-opus-4-7', after), 'idleTimeout');
    }
  });

  it('counts silence in the midst of words', async () => {
    assert.equal(await asked('us.anthropic.claude-opus-5-5', 12), 'idleTimeout');
  });

  it('leaves the limit in all', async () => {
    const timeouts = { idleMs: 0, totalMs: 200 };
    assert.equal(await asked('us.anthropic.claude-opus-5-5', 1, {}, timeouts), 'idleTimeout');
  });
});
