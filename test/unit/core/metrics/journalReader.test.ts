import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readJournal } from '../../../../src/core/metrics/journalReader';
import { invocationEntry } from './records';

describe('reading a journal', () => {
  const good = invocationEntry();
  const line = JSON.stringify(good);

  it('yields the entries in their order', () => {
    const other = invocationEntry({ outcome: 'cancelled', success: 0, usage_source: 'estimated' });
    assert.deepEqual(readJournal(`${line}\n${JSON.stringify(other)}\n`), {
      entries: [good, other],
      problems: [],
    });
  });

  it('yields nothing from nothing', () => {
    assert.deepEqual(readJournal(''), { entries: [], problems: [] });
  });

  it('reports a last line that was cut, wherever it was cut, and keeps the rest', () => {
    for (let length = 1; length < line.length; length += 1) {
      const text = line.slice(0, length);
      assert.deepEqual(readJournal(`${line}\n${text}`), {
        entries: [good],
        problems: [{ kind: 'torn', line: 2, text }],
      });
    }
  });

  it('takes a last line that lacks only its end', () => {
    assert.deepEqual(readJournal(line), { entries: [good], problems: [] });
  });

  const problems: Record<string, [kind: string, text: string]> = {
    'a torn line in the middle': ['garbage', line.slice(0, 50)],
    'what is no JSON': ['garbage', 'hello'],
    'JSON that is no entry': ['garbage', '[1,2]'],
    null: ['garbage', 'null'],
    'zeroes, as a crash of the machine leaves them': ['garbage', '\u0000'.repeat(20)],
    'an entry of a newer release': ['newer', '{"v":3,"type":"trace","id":1}'],
    'an unknown type of entry': ['invalid', '{"v":1,"type":"trace","id":1}'],
    'a wrong field': ['invalid', JSON.stringify({ ...good, latency_ms: -1 })],
    'a missing field': ['invalid', JSON.stringify({ ...good, model_id: undefined })],
    'an id that is none': ['invalid', JSON.stringify({ ...good, id: '1' })],
  };
  for (const [name, [kind, text]] of Object.entries(problems)) {
    it(`goes on after ${name}, and reports it`, () => {
      assert.deepEqual(readJournal(`${line}\n${text}\n${line}\n`), {
        entries: [good, good],
        problems: [{ kind, line: 2, text }],
      });
    });
  }

  it('never throws, and loses no good line, whatever lies between', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.json(), fc.constant(line)), { maxLength: 10 }),
        (lines) => {
          const found = readJournal(lines.map((text) => text.replaceAll('\n', ' ')).join('\n'));
          assert.equal(found.entries.length, lines.filter((text) => text === line).length);
        },
      ),
    );
  });
});
