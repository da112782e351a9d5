import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { outlookOf, savedUsd } from '../../../../src/core/spending/outlook';
import { pricer } from '../../../../src/core/spending/pricer';
import { SpendingLog } from '../../../../src/core/spending/spendingLog';
import type { Invocation } from '../../../../src/protocol/invocation';
import { invocation } from '../metrics/records';

describe('what the month comes to', () => {
  let folder: string;
  let clock: Date;
  const window = (id: string) => new SpendingLog(folder, id, () => clock);
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'outlook-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('goes on as it began, from the first day with a call of any window', async () => {
    clock = new Date(2026, 10, 11, 15);
    window('a').add(3, 1.5);
    clock = new Date(2026, 10, 21);
    window('b').add(2, -0.25);
    assert.deepEqual(outlookOf(await window('c').totals(), clock), {
      monthUsd: 5,
      // Ten days so far, and ten to come.
      perDayUsd: 0.5,
      projectedUsd: 10,
      savedUsd: 1.25,
      unpricedCalls: 0,
    });
  });

  it('takes the first hours of use for a whole day', async () => {
    clock = new Date(2026, 10, 29, 0, 1);
    window('a').add(4);
    const outlook = outlookOf(await window('a').totals(), clock);
    assert.equal(outlook?.perDayUsd, 4);
    assert.equal(outlook.projectedUsd, 8);
  });

  it('is not known before a call of known price', async () => {
    clock = new Date(2026, 10, 11);
    assert.equal(outlookOf(await window('a').totals(), clock), null);
    window('a').add(null);
    assert.equal(outlookOf(await window('a').totals(), clock), null);
  });
});

describe('what the prompt cache saved', () => {
  const price = pricer({ own: () => ({}) });
  const call = (changes: Partial<Invocation>) =>
    invocation({
      model_id: 'anthropic.claude-haiku-4-5-20251001-v1:0',
      inference_profile: null,
      region: 'us-east-1',
      input_tokens: 0,
      output_tokens: 0,
      cache_read_tokens: 0,
      cache_write_tokens: 0,
      ...changes,
    });
  const saved = (changes: Partial<Invocation>, ttl: '5m' | '1h' = '5m') =>
    Math.round(savedUsd(call(changes), price, ttl) * 1e9) / 1e9;

  it('is what the same input would have cost without it, less what it did cost', () => {
    // A million tokens: $1 as plain input, $0.10 from the cache, $1.25 or $2 to write.
    assert.equal(saved({ cache_read_tokens: 1_000_000, cost_usd: 0.1 }), 0.9);
    assert.equal(saved({ cache_write_tokens: 1_000_000, cost_usd: 1.25 }), -0.25);
    assert.equal(saved({ cache_write_tokens: 1_000_000, cost_usd: 2 }, '1h'), -1);
    const mixed = { input_tokens: 1_000_000, output_tokens: 1_000_000, cache_read_tokens: 1_000_000 };
    assert.equal(saved({ ...mixed, cost_usd: 6.1 }), 0.9);
  });

  it('is half as much in a tier of half the price', () => {
    assert.equal(saved({ cache_read_tokens: 1_000_000, cost_usd: 0.05 }), 0.45);
  });

  it('is nothing where no cache was used or no price is known', () => {
    assert.equal(saved({ input_tokens: 1_000_000, cost_usd: 1 }), 0);
    assert.equal(saved({ cache_read_tokens: 1_000_000, cost_usd: null }), 0);
    assert.equal(saved({ model_id: 'nobody.knows-v1:0', cache_read_tokens: 1_000_000, cost_usd: 1 }), 0);
  });
});
