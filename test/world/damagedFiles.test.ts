import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelStore } from '../../src/core/bedrock/models/modelStore';
import { AwsPriceStore } from '../../src/core/spending/awsPrices';
import { parseSpendingLine } from '../../src/core/spending/spendingLines';
import { SpendingLog } from '../../src/core/spending/spendingLog';
import { readJournal } from '../../src/core/metrics/journalReader';

/* Files that took minutes and gigabytes take moments: the bounds are far above those, and far below the former. */
describe('Files that are damaged all over', function () {
  this.timeout(20_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'damaged-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const many = (length: number, entry: (index: number) => string) =>
    Array.from({ length }, (_, index) => entry(index)).join(',');

  it('are no models after the first that is none', async () => {
    writeFileSync(
      join(folder, 'last.json'),
      `{"region":"x","listedAtMs":1,"models":[${many(400_000, () => '{"id":1}')}]}`,
    );
    const before = process.memoryUsage().rss;
    assert.equal(await new ModelStore(folder).last(), undefined);
    assert.ok(process.memoryUsage().rss - before < 700 * 1024 * 1024, 'no gigabytes were taken');
  });

  it('are not read where no listing or price list is so large', async () => {
    for (const name of ['last.json', 'us-east-1.json']) {
      writeFileSync(join(folder, name), '{"region":"x"');
      truncateSync(join(folder, name), 3 * 1024 ** 3);
    }
    assert.equal(await new ModelStore(folder).last(), undefined);
    assert.equal(new AwsPriceStore(folder).read('us-east-1'), undefined);
  });

  it('are no spending, and each line counts as unreadable', async () => {
    const month = new Date().toISOString().slice(0, 7);
    writeFileSync(join(folder, `${month}-abc.ndjson`), 'x\n'.repeat(200_000));
    const spendingLog = new SpendingLog(folder, 'me');
    await spendingLog.totals();
    spendingLog.dispose();
    assert.equal(
      parseSpendingLine(
        `{"type":"carry","reserved":[],"days":{${many(200_000, (i) => `"x${String(i)}":1`)}}}`,
      ),
      undefined,
    );
  });

  it('are no journal, and each line is a problem', () => {
    const { entries, problems } = readJournal('x\n'.repeat(200_000));
    assert.equal(entries.length, 0);
    assert.equal(problems.length, 200_000);
  });
});
