import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { CostEngine } from '../../../../src/core/finops/costEngine';
import { dayNotices } from '../../../../src/core/finops/bookkeeping';
import { openEngine, temporaryFolder } from './engine';
import { dayAfter } from './questions';

const head =
  'line_item_unblended_cost,line_item_usage_start_date,line_item_line_item_type,line_item_product_code,line_item_resource_id';
/** A row a day, each with a cost of its own. */
const month = (from: string, days: number, more = '') =>
  Array.from({ length: days }, (_, at) => `${at + 1}.25,${dayAfter(from, at)},Usage,A,r${more}`);

describe('checks over the files of a load', () => {
  const folder = temporaryFolder();
  let engine: CostEngine;
  before(async () => {
    engine = (await openEngine()).engine;
  });
  after(() => engine.dispose());

  const put = (name: string, rows: readonly string[], pack = false) => {
    const path = join(folder, name);
    const text = `${[head, ...rows].join('\n')}\n`;
    writeFileSync(path, pack ? gzipSync(text) : text);
    return path;
  };
  const told = async (...paths: string[]) => {
    const dataSet = await engine.load(paths);
    await engine.close(dataSet.id);
    return dataSet.notices;
  };

  it('find a file that is there twice, byte for byte', async () => {
    const rows = month('2025-06-01', 30);
    assert.deepEqual(
      await told(put('a.csv', rows), put('copy.csv', rows), put('b.csv', month('2025-05-01', 31))),
      [
        'a.csv, copy.csv have the same content, byte for byte: it counts 2 times in every figure. Load it once.',
      ],
    );
  });

  it('find the same rows in another file', async () => {
    const rows = month('2025-06-01', 30);
    assert.deepEqual(await told(put('a.csv', rows), put('packed.csv.gz', rows.toReversed(), true)), [
      'a.csv and packed.csv.gz have the same 30 rows from 2025-06-01 to 2025-06-30: they count twice in every figure. Load one of the two.',
    ]);
  });

  it('find periods that overlap, and tell parts of one export from doubled rows', async () => {
    const all = month('2025-05-01', 61);
    const [early, late] = [put('early.csv', all.slice(0, 40)), put('late.csv', all.slice(30))];
    assert.deepEqual(await told(early, late), [
      'early.csv and late.csv both have the days from 2025-05-31 to 2025-06-09, and 10 rows of these are the same in both: they count twice in every figure. Load files that do not overlap.',
    ]);
    const parts = [
      put('part-1.csv', month('2025-06-01', 30)),
      put('part-2.csv', month('2025-06-01', 30, '2')),
    ];
    assert.deepEqual(await told(...parts), [
      'part-1.csv and part-2.csv both have the days from 2025-06-01 to 2025-06-30. Hardly any row is the same, so they are added as parts of one export are.',
    ]);
  });

  it('say nothing of files that follow one another, nor of a tax of the next month', async () => {
    const june = [...month('2025-06-01', 30), '9.5,2025-07-01,Tax,A,r'];
    assert.deepEqual(await told(put('may.csv', month('2025-05-01', 31)), put('june.csv', june)), []);
  });

  it('find days that lack, and a month that has not ended', async () => {
    const rows = month('2025-06-01', 18).filter((_, at) => at !== 4 && at !== 9 && at !== 10);
    assert.deepEqual(await told(put('gaps.csv', rows)), [
      'Between the first day and the last, 3 days have no row: 2025-06-05, 2025-06-10 to 2025-06-11. A file may be missing.',
      'The data ends on 2025-06-18, in the middle of a month: its last month is not complete, and a sum of it is no month’s cost.',
    ]);
  });

  it('take sums of months and rare charges for what they are', () => {
    assert.deepEqual(dayNotices(['2025-01-01', '2025-02-01', '2025-03-01', '2025-04-01', '2025-06-01']), []);
    const rare = ['2025-01-03', '2025-02-11', '2025-03-19', '2025-04-23', '2025-05-31'];
    assert.deepEqual(dayNotices(rare), []);
    assert.deepEqual(dayNotices(['2025-06-01', '2025-06-03']), []);
  });
});
