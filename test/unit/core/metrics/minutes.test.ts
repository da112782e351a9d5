import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { Columns } from '../../../../src/core/metrics/worker/columns';
import { Minutes } from '../../../../src/core/metrics/worker/minutes';
import { seriesOf } from '../../../../src/core/metrics/worker/series';
import { summarize } from '../../../../src/core/metrics/worker/summary';
import type { MetricsFilter } from '../../../../src/protocol/metrics';
import { invocation } from './records';

const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 28, 22);

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const call = fc.record({
  afterMs: fc.integer({ min: 0, max: 200 * MINUTE }),
  latency_ms: fc.integer({ min: 0, max: 3_000_000 }),
  time_to_first_token_ms: optional(fc.integer({ min: 0, max: 9000 })),
  outcome: fc.constantFrom('success', 'error', 'throttled', 'cancelled', 'blocked'),
  model_id: fc.constantFrom('a', 'b', 'c'),
  input_tokens: optional(fc.nat(5000)),
  cache_read_tokens: optional(fc.nat(5000)),
  output_tokens: optional(fc.nat(5000)),
  // Halves add up exactly, in whatever order.
  cost_usd: optional(fc.nat(100).map((halves) => halves / 2)),
});
const instant = fc.oneof(
  fc.constant(null),
  fc.integer({ min: -10, max: 210 }).map((minute) => START + minute * MINUTE),
  fc.integer({ min: 0, max: 200 * MINUTE }).map((afterMs) => START + afterMs),
);

describe('figures and curves from minutes that are added up already', function () {
  this.timeout(20_000);
  it('are the same as from all rows, with rows that came later and any filter', () => {
    fc.assert(
      fc.property(
        fc.array(call, { maxLength: 60 }),
        fc.array(call, { maxLength: 10 }),
        instant,
        instant,
        fc.constantFrom<string[]>([], ['a']),
        fc.constantFrom(500, 50, 4, 1),
        (first, later, fromMs, toMs, models, maxPoints) => {
          const columns = new Columns();
          const add = ({ afterMs, ...more }: (typeof first)[number]): void => {
            const timestamp = new Date(START + afterMs).toISOString();
            columns.add(invocation({ ...more, timestamp, success: more.outcome === 'success' ? 1 : 0 }));
          };
          first.forEach(add);
          const minutes = Minutes.of(columns);
          later.forEach(add);
          const filter: MetricsFilter = { fromMs, toMs, models, surfaces: [], outcomes: [] };
          assert.deepEqual(summarize(columns, filter, minutes), summarize(columns, filter));
          const [fast, slow] = [minutes, undefined].map((by) => seriesOf(columns, filter, maxPoints, by));
          assert.deepEqual(fast, slow);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('are not made of calls that lie centuries apart', () => {
    const columns = new Columns();
    for (const timestamp of ['1971-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z']) {
      columns.add(invocation({ timestamp }));
    }
    assert.equal(Minutes.of(columns), undefined);
  });
});
