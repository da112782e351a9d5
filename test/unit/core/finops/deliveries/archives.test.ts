import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { unpackZip } from '../../../../../src/core/finops/local/deliveries/unpack';
import type { CostEngine } from '../../../../../src/core/finops/costEngine';
import { zipOf, type ZipMember } from '../../../../support/zip';
import { openEngine, temporaryFolder } from '../engine';

const bill = (rows: readonly string[]) =>
  ['line_item_unblended_cost,line_item_usage_start_date,line_item_product_code', ...rows].join('\n');

describe('ZIP archives of cost data', () => {
  let engine: CostEngine;
  let directory: string;
  before(async () => {
    ({ engine, directory } = await openEngine());
  });
  after(() => engine.dispose());

  const archive = (name: string, members: readonly ZipMember[]) => {
    const path = join(temporaryFolder(), name);
    writeFileSync(path, zipOf(members));
    return path;
  };
  const unpack = (path: string, bounds?: Parameters<typeof unpackZip>[3]) =>
    unpackZip(path, join(temporaryFolder(), 'out'), new AbortController().signal, bounds);

  it('are read as the files in them, however packed, and leave nothing unpacked behind', async () => {
    const path = archive('report-1.csv.zip', [
      { name: 'a/report-1.csv', data: bill(['1.10,2025-06-01,A', '2.20,2025-06-02,A']) },
      { name: 'b/report-1.csv.gz', data: gzipSync(bill(['4.40,2025-06-03,B'])) },
      { name: '__MACOSX/._report-1.csv', data: 'x' },
      { name: 'readme.txt', data: 'hello' },
    ]);
    assert.equal((await engine.inspect([path])).format, 'cur-2.0');
    const dataSet = await engine.load([path]);
    assert.equal((await engine.summary(dataSet.id)).total, '7.7');
    assert.deepEqual(dataSet.notices, [
      'report-1.csv.zip also holds 1 files that are no cost data; they are left aside.',
    ]);
    assert.ok(!existsSync(join(directory, dataSet.id, 'unpacked')));
    const left = readdirSync(directory, { recursive: true }).map(String);
    assert.deepEqual(
      left.filter((name) => /inspected|report-1/.test(name)),
      [],
    );
  });

  it('are refused where a name leads elsewhere', async () => {
    for (const name of ['../evil.csv', '/tmp/evil.csv', 'C:/evil.csv', 'a/../../evil.csv']) {
      await assert.rejects(
        unpack(archive('evil.zip', [{ name, data: bill([]) }])),
        /no ZIP archive that can be/,
        name,
      );
    }
  });

  it('are refused where a file would be far larger than packed, before it is written', async () => {
    const path = archive('bomb.zip', [{ name: 'a.csv', data: Buffer.alloc(64 * 1024 * 1024, 'a') }]);
    await assert.rejects(
      unpack(path),
      /bomb\.zip is not unpacked: a\.csv in it would be [\d,]+ times as large/,
    );
  });

  it('are refused where they hold too many files or too much', async () => {
    const path = archive(
      'many.zip',
      ['a', 'b', 'c'].map((name) => ({ name: `${name}.csv`, data: bill(['1,2025-06-01,A']) })),
    );
    const bounds = { maxEntries: 3, maxBytes: 1e9, maxRatio: 400 };
    assert.equal((await unpack(path, bounds)).paths.length, 3);
    await assert.rejects(
      unpack(path, { ...bounds, maxEntries: 2 }),
      /holds 3 files; no more than 2 are read/,
    );
    await assert.rejects(
      unpack(path, { ...bounds, maxBytes: 100 }),
      /it would take .* and there is room for 100/,
    );
  });

  it('are refused where they lie about sizes and contents, are cut off, or locked', async () => {
    const data = bill(['1,2025-06-01,A']);
    const broken: readonly [string, ZipMember][] = [
      ['small.zip', { name: 'a.csv', data, claimedSize: 5 }],
      ['large.zip', { name: 'a.csv', data, claimedSize: 5000 }],
      ['changed.zip', { name: 'a.csv', data, claimedCrc: 1 }],
    ];
    for (const [name, member] of broken) {
      await assert.rejects(unpack(archive(name, [member])), /cut off or damaged/, name);
    }
    const locked = archive('locked.zip', [{ name: 'a.csv', data, encrypted: true }]);
    await assert.rejects(unpack(locked), /a\.csv in locked\.zip is locked by a password/);
    const cut = join(temporaryFolder(), 'cut.zip');
    writeFileSync(cut, zipOf([{ name: 'a.csv', data }]).subarray(0, 60));
    await assert.rejects(engine.load([cut]), /cut\.zip is no ZIP archive that can be unpacked/);
  });

  it('say so where they are a workbook or hold nothing of use', async () => {
    const workbook = archive('bill.xlsx', [{ name: '[Content_Types].xml', data: '<x/>' }]);
    await assert.rejects(engine.load([workbook]), /bill\.xlsx is an Excel workbook/);
    const pictures = archive('pictures.zip', [{ name: 'a.png', data: 'x' }]);
    await assert.rejects(
      engine.load([pictures]),
      /pictures\.zip holds no \.csv, \.csv\.gz or \.parquet file/,
    );
  });
});
