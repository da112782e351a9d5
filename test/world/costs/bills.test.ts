import assert from 'node:assert/strict';
import { makeBill, type MadeBill } from './bills';
import { makeTable, type MadeTable } from './wideBills';
import { readText, type ReadText } from './readText';

/** Sentences by which a reading says that it may be another. */
const SAYS_AMOUNTS = /can be read as|written in two ways|not the sum/;
const SAYS_DAYS = /the day first|the month first/;

/** Judges so many files, and shows the first that are wrong without a word. */
function judgeAll(
  count: number,
  judged: (at: number) => { readonly end: string; readonly dialect: string },
): void {
  const ends = { right: 0, said: 0, refused: 0 };
  const wrong: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const { end, dialect } = judged(at);
    if (end in ends) {
      ends[end as keyof typeof ends] += 1;
    } else {
      wrong.push(`${end}, seed ${dialect}`);
    }
  }
  assert.deepEqual(wrong.slice(0, 5), [], `${wrong.length} of ${count} are wrong without a word`);
  // A reader that always says something would be of no use.
  assert.ok(ends.right > count * 0.75, JSON.stringify(ends));
  assert.ok(ends.refused < count * 0.02, JSON.stringify(ends));
  if (process.env['BILLS'] !== undefined) {
    console.log(`      ${JSON.stringify(ends)}`);
  }
}

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9));

describe('bills of known truth in dialects by chance', () => {
  const count = Number(process.env['BILLS'] ?? 400);

  it(`are read right, or what is open is said: ${count} files, seed ${seed}`, function () {
    this.timeout(600_000);
    judgeAll(count, (at) => {
      const bill = makeBill(seed + at);
      return { end: judge(bill, readText(bill.bytes)), dialect: `${seed + at} ${bill.dialect}` };
    });
  });
});

describe('tables of known truth whose columns are groups, days or months', () => {
  const count = Number(process.env['BILLS'] ?? 200);

  it(`are read right, or what is open is said: ${count} files, seed ${seed}`, function () {
    this.timeout(600_000);
    judgeAll(count, (at) => {
      const table = makeTable(seed + at);
      return { end: judgeTable(table, readText(table.bytes)), dialect: `${seed + at} ${table.dialect}` };
    });
  });
});

function judgeTable(table: MadeTable, read: ReadText | undefined): string {
  if (read === undefined) {
    return 'refused';
  }
  const said = [...read.reading.notices, ...read.result.notices].join('\n');
  const rows = JSON.stringify(read.result.skipped[0] ?? {});
  if (read.total !== table.total) {
    return SAYS_AMOUNTS.test(said) || read.result.skippedRows > 0
      ? 'said'
      : `total ${read.total} for ${table.total}; ${said} ${rows}`;
  }
  if (!isSame(withMoney(read.byDay), table.byDay)) {
    return SAYS_DAYS.test(said)
      ? 'said'
      : `days ${JSON.stringify(read.byDay)} for ${JSON.stringify(table.byDay)}; ${said} ${rows}`;
  }
  const groups = withMoney(read[table.role]);
  if (!isSame(groups, table.byGroup)) {
    return `groups ${JSON.stringify(groups)} for ${JSON.stringify(table.byGroup)}; ${said} ${rows}`;
  }
  return table.hasWrongTotal && !/add up to|not the sum/.test(said)
    ? `a wrong total that is not said; ${said} ${rows}`
    : 'right';
}

function withMoney(amounts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(amounts).filter(([, amount]) => amount !== '0'));
}

function judge(bill: MadeBill, read: ReadText | undefined): string {
  if (read === undefined) {
    return 'refused';
  }
  const said = [...read.reading.notices, ...read.result.notices].join('\n');
  const rows = JSON.stringify(read.result.skipped[0] ?? {});
  if (read.total !== bill.total) {
    return SAYS_AMOUNTS.test(said) || read.result.skippedRows > 0
      ? 'said'
      : `total ${read.total} for ${bill.total}; ${said} ${rows}`;
  }
  if (!isSame(read.byDay, bill.byDay)) {
    return SAYS_DAYS.test(said)
      ? 'said'
      : `days ${JSON.stringify(read.byDay)} for ${JSON.stringify(bill.byDay)}; ${said}`;
  }
  if (!isSame(read.byService, bill.byService)) {
    return `services ${JSON.stringify(read.byService)} for ${JSON.stringify(bill.byService)}; ${said}`;
  }
  return 'right';
}

function isSame(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => one[name] === other[name]);
}
