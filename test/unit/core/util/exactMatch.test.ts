import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as v from 'valibot';
import { exactMatch } from '../../../../src/core/util/exactMatch';
import { journalEntrySchema } from '../../../../src/protocol/journal';
import { invocation, invocationEntry, startOf } from '../metrics/records';

describe('a fast test made from a schema', () => {
  const isEntry = exactMatch(journalEntrySchema);
  const record = invocation({ cost_usd: 0.5, conversation_id: 'c', feedback: 'helpful' });
  const process = { pid: 1, thread: 2, started: '3', boot: 'b', pid_namespace: null, host: 'h' };
  const { id, timestamp } = record;
  const entries: object[] = [
    invocationEntry(record),
    { v: 2, type: 'started', ...startOf(record), process },
    { v: 1, type: 'feedback', id, timestamp, invocation_id: id, feedback: null },
  ];

  it('knows every kind of line as it is written', () => {
    for (const entry of entries) {
      assert.ok(isEntry(entry));
    }
  });

  it('says yes to nothing that the schema refuses or changes, and no to nothing that it leaves as it is', () => {
    const odd = fc.oneof(
      fc.constantFrom(
        null,
        '',
        0,
        -0,
        -1,
        1.5,
        2 ** 53,
        Infinity,
        [],
        {},
        'success',
        'panel',
        'reported',
        true,
      ),
      fc.constantFrom(
        '2026-11-20T14:03:22Z',
        '2026-11-20 14:03:22 +05',
        '2026-02-31T25:00:00Z',
        id.toLowerCase(),
      ),
      fc.jsonValue(),
    );
    const keys = [
      ...new Set(entries.flatMap((entry) => Object.keys(entry))),
      '__proto__',
      'constructor',
      'more',
    ];
    const change = fc.record({ key: fc.constantFrom(...keys), value: fc.option(odd, { nil: undefined }) });
    const changed = fc
      .tuple(fc.constantFrom(...entries), fc.array(change, { maxLength: 3 }))
      .map(([entry, changes]) => {
        const parts = new Map<string, unknown>(Object.entries(entry));
        for (const { key, value } of changes) {
          parts.set(key, value);
        }
        const pairs = [...parts].filter(([, value]) => value !== undefined);
        // As a line has them: `__proto__` too is then a key like any other.
        return JSON.parse(
          `{${pairs.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join()}}`,
        ) as unknown;
      });
    fc.assert(
      fc.property(fc.oneof(changed, fc.jsonValue()), (value) => {
        const parsed = v.safeParse(journalEntrySchema, value);
        const isUnchanged =
          parsed.success && JSON.stringify(sorted(parsed.output)) === JSON.stringify(sorted(value));
        assert.equal(isEntry(value), isUnchanged);
      }),
      { numRuns: 5000 },
    );
  });

  it('is not made from a schema that it does not know', () => {
    assert.throws(() => exactMatch(v.object({ list: v.array(v.string()) })), TypeError);
    assert.throws(() => exactMatch(v.pipe(v.string(), v.trim())), TypeError);
    assert.throws(() => exactMatch(v.nullable(v.string(), 'none')), TypeError);
  });
});

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value;
  }
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, entry]) => [key, sorted(entry)]);
}
