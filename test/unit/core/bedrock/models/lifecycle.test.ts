import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isEnding, lifecycleOf } from '../../../../../src/core/bedrock/models/lifecycle';
import { lifecycleRemarks } from '../../../../../src/core/bedrock/models/lifecycleText';

const nowMs = Date.parse('2026-11-01T00:00:00Z');

describe('The life cycle of a model', () => {
  for (const [name, legacy, endsUtc, lifecycle, remarks] of [
    ['without an end', false, undefined, 'active', []],
    ['that ends in 61 days', false, '2027-01-01T00:00:00Z', 'active', []],
    ['that ends in 60 days', false, '2026-12-31T00:00:00Z', 'ending', ['ends Dec 31, 2026']],
    ['that ends at this instant', false, '2026-11-01T00:00:00Z', 'ended', ['ended Nov 1, 2026']],
    [
      'that AWS still calls legacy after its end',
      true,
      '2026-10-14T00:00:00Z',
      'ended',
      ['ended Oct 14, 2026'],
    ],
    ['that is legacy', true, undefined, 'legacy', ['legacy']],
    ['that is legacy for long', true, '2027-06-30T00:00:00Z', 'legacy', ['legacy', 'ends Jun 30, 2027']],
  ] as const) {
    it(`is ${lifecycle} for one ${name}`, () => {
      const model = { legacy, ...(endsUtc === undefined ? {} : { endsUtc }) };
      assert.equal(lifecycleOf(model, nowMs), lifecycle);
      assert.equal(isEnding(model, nowMs), lifecycle !== 'active');
      assert.deepEqual(lifecycleRemarks(model, nowMs), remarks);
    });
  }
});
