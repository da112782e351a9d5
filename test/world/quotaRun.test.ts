import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { AccountQuota } from '../../src/core/bedrock/quotas/listQuotas';
import { answer } from '../support/emulators/bedrock';
import { testEngine, type TestEngine } from '../support/engine';
import { VirtualClock } from '../support/virtualClock';
import { withEmulator } from '../support/withEngine';

const sonnet = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const haiku = 'anthropic.claude-3-haiku-20240307-v1:0';
const CALLS = 200;

const quotaOf = (unit: 'tokens' | 'requests', model: string, value: number): AccountQuota => ({
  name: `Cross-region model inference ${unit} per minute for Anthropic ${model}`,
  code: 'L-0A1B2C3D',
  value,
  adjustable: true,
});

describe('a run of more calls than a quota has room for', () => {
  const emulator = withEmulator();
  let clock: VirtualClock;
  let test: TestEngine;
  let quotas: AccountQuota[];

  beforeEach(() => {
    clock = new VirtualClock();
    quotas = [];
    const known = {
      known: () => Promise.resolve(quotas),
      read: () => Promise.resolve({ type: 'known', quotas } as const),
    };
    test = testEngine(emulator().url, emulator().credentials, { quotas: known, clock });
  });
  afterEach(() => test.dispose());

  /** Asks so often, and lets time pass whenever nothing but time is waited for. */
  async function askAll(model: string, prompts: readonly string[]): Promise<number> {
    const begunMs = clock.now();
    let done = 0;
    const asked = prompts.map(async (prompt) => {
      const { outcome } = await test.ask(prompt, { model: `us.${model}`, parameters: { maxTokens: 2_000 } });
      assert.ok(outcome.type === 'called' && outcome.result.outcome === 'success', JSON.stringify(outcome));
      done++;
    });
    const all = Promise.all(asked);
    all.catch(() => (done = Infinity));
    while (done < prompts.length) {
      await turn();
      const underWay = test.events.filter(({ type }) => type === 'started').length - test.invocations.length;
      if (underWay === 0 && clock.isAwaited) {
        clock.goOn();
      }
    }
    await all;
    return clock.now() - begunMs;
  }

  /** The most that a quota lets through in a time: what it has at first, and what it gets. */
  const allowed = (perMinute: number, ms: number) => perMinute * (1 + ms / 60_000);
  const prompts = Array.from(
    { length: CALLS },
    (_, at) => `${at}: ${'tell of rivers '.repeat(1 + (at % 40))}`,
  );

  it('is never refused, and sends 95 % of what is allowed, by tokens', async () => {
    const perMinute = 20_000;
    quotas = [quotaOf('tokens', 'Claude 3 Haiku', perMinute)];
    emulator().limits.limit(haiku, { now: () => clock.now(), tokensPerMinute: perMinute, burndown: 1 });
    emulator().script({ times: CALLS, ...answer({ usage: { outputTokens: 900 } }) });
    const ms = await askAll(haiku, prompts);
    const { refusals, counted } = emulator().limits;
    assert.equal(refusals, 0);
    assert.ok(ms > 5 * 60_000, `it took ${ms} ms`);
    const share = counted / allowed(perMinute, ms);
    assert.ok(share >= 0.95, `${counted} tokens in ${ms} ms are ${share}`);
  });

  it('is never refused, and sends 95 % of what is allowed, where answers count five times', async () => {
    const perMinute = 100_000;
    quotas = [quotaOf('tokens', 'Claude Sonnet 4.5 V1', perMinute)];
    emulator().limits.limit(sonnet, { now: () => clock.now(), tokensPerMinute: perMinute, burndown: 5 });
    emulator().script({ times: CALLS, ...answer({ usage: { outputTokens: 1_000 } }) });
    const ms = await askAll(sonnet, prompts);
    const { refusals, counted } = emulator().limits;
    assert.equal(refusals, 0);
    const share = counted / allowed(perMinute, ms);
    assert.ok(ms > 5 * 60_000 && share >= 0.95, `${counted} tokens in ${ms} ms are ${share}`);
  });

  it('is never refused, and sends 95 % of what is allowed, by requests', async () => {
    quotas = [quotaOf('requests', 'Claude 3 Haiku', 20)];
    emulator().limits.limit(haiku, {
      now: () => clock.now(),
      tokensPerMinute: Infinity,
      requestsPerMinute: 20,
      burndown: 1,
    });
    const ms = await askAll(haiku, prompts);
    assert.equal(emulator().limits.refusals, 0);
    const share = CALLS / allowed(20, ms);
    assert.ok(ms > 5 * 60_000 && share >= 0.95, `${CALLS} calls in ${ms} ms are ${share}`);
  });
});
