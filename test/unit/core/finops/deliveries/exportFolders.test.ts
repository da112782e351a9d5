import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { CostEngine } from '../../../../../src/core/finops/costEngine';
import { zipOf } from '../../../../support/zip';
import { openEngine, temporaryFolder } from '../engine';
import { dayAfter } from '../questions';

const bill = (rows: readonly string[]) =>
  ['line_item_unblended_cost,line_item_usage_start_date,line_item_product_code', ...rows].join('\n');
/** A row of one dollar for each day of a month. */
const month = (from: string, days: number, service: string) =>
  bill(Array.from({ length: days }, (_, at) => `1,${dayAfter(from, at)},${service}`));

describe('folders of exports as AWS delivers them', () => {
  let engine: CostEngine;
  let folder: string;
  before(async () => {
    engine = (await openEngine()).engine;
  });
  beforeEach(() => {
    folder = join(temporaryFolder(), 'export');
  });
  after(() => engine.dispose());

  const put = (path: string, data: string | Buffer) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), data);
  };
  const manifest = (path: string, content: object) => put(path, JSON.stringify(content));
  const load = async (path = folder) => {
    const dataSet = await engine.load([path]);
    const { total } = await engine.summary(dataSet.id);
    await engine.close(dataSet.id);
    return { total, notices: dataSet.notices, files: dataSet.files.map(({ name }) => name) };
  };

  /** Two months of CUR 2.0 that were overwritten with each refresh. */
  const overwritten = () => {
    put('data/BILLING_PERIOD=2025-05/cur-00001.csv.gz', gzipSync(month('2025-05-01', 31, 'A')));
    put('data/BILLING_PERIOD=2025-06/cur-00001.csv.gz', gzipSync(month('2025-06-01', 30, 'A')));
    put('data/BILLING_PERIOD=2025-06/cur-00002.csv.gz', gzipSync(month('2025-06-01', 30, 'B')));
    for (const [period, parts] of [
      ['2025-05', 1],
      ['2025-06', 2],
    ] as const) {
      const dataFiles = Array.from(
        { length: parts },
        (_, at) => `s3://bucket/prefix/cur/data/BILLING_PERIOD=${period}/cur-0000${at + 1}.csv.gz`,
      );
      manifest(`metadata/BILLING_PERIOD=${period}/cur-Manifest.json`, {
        executionId: 'e',
        columns: [],
        dataFiles,
      });
    }
  };

  it('are the parts of each month, without a word about days that parts share', async () => {
    overwritten();
    assert.deepEqual(await load(), {
      total: '91',
      notices: [],
      files: ['cur-00001.csv.gz', 'cur-00001.csv.gz', 'cur-00002.csv.gz'],
    });
  });

  it('are one month where its manifest is chosen', async () => {
    overwritten();
    const path = join(folder, 'metadata/BILLING_PERIOD=2025-06/cur-Manifest.json');
    assert.deepEqual(await load(path), {
      total: '60',
      notices: [],
      files: ['cur-00001.csv.gz', 'cur-00002.csv.gz'],
    });
  });

  it('say which parts are missing, take an empty one for what it is, and never one of another month', async () => {
    overwritten();
    put('data/BILLING_PERIOD=2025-05/cur-00001.csv.gz', '');
    const path = 'metadata/BILLING_PERIOD=2025-06/cur-Manifest.json';
    const dataFiles = [1, 2, 3].map((n) => `s3://b/cur/data/BILLING_PERIOD=2025-06/cur-0000${n}.csv.gz`);
    put('data/BILLING_PERIOD=2025-04/cur-00003.csv.gz', gzipSync(month('2025-04-01', 30, 'A')));
    manifest(path, { executionId: 'e', columns: [], dataFiles });
    const { total, notices } = await load();
    assert.equal(total, '60');
    assert.deepEqual(notices, [
      'Of the 3 files that the manifest of 2025-06 names, 1 are not in the folder: cur-00003.csv.gz. What they hold is in no figure.',
      '1 files are in no newest manifest of a month, such as data/BILLING_PERIOD=2025-04/cur-00003.csv.gz: older versions, which would count twice. They are left aside.',
    ]);
  });

  it('count the newest of several versions once', async () => {
    const versions = [
      '2025-06-10T01:02:03.000Z-aaa',
      '2025-07-03T01:02:03.000Z-bbb',
      '2025-06-20T01:02:03.000Z-ccc',
    ];
    for (const [at, version] of versions.entries()) {
      const file = `data/BILLING_PERIOD=2025-06/${version}/cur-00001.csv`;
      put(file, month('2025-06-01', 30 - 5 * ((at + 2) % 3), 'A'));
      const dataFiles = [`s3://b/p/cur/${file}`];
      manifest(`metadata/BILLING_PERIOD=2025-06/${version}/cur-Manifest.json`, {
        executionId: version,
        dataFiles,
      });
    }
    const { total, notices } = await load();
    assert.equal(total, '30');
    assert.match(notices.join(), /^2 files are in no newest manifest .* older versions/);
  });

  it('are read of legacy reports: assemblies, and a ZIP for each part', async () => {
    const period = '20250601-20250701';
    const head = 'lineItem/UnblendedCost,lineItem/UsageStartDate,lineItem/ProductCode\n';
    const report = (assemblyId: string, cost: number) => {
      const key = `${period}/${assemblyId}/report-1.csv.zip`;
      put(key, zipOf([{ name: 'report-1.csv', data: `${head}${cost},2025-06-30T00:00:00Z,A\n` }]));
      return {
        assemblyId,
        reportName: 'report',
        billingPeriod: { start: '20250601T000000.000Z', end: '20250701T000000.000Z' },
        reportKeys: [`prefix/report/${key}`],
      };
    };
    manifest(`${period}/aaaa/report-Manifest.json`, report('aaaa', 3));
    const newest = report('bbbb', 5);
    manifest(`${period}/bbbb/report-Manifest.json`, newest);
    manifest(`${period}/report-Manifest.json`, newest);
    const { total, files, notices } = await load();
    assert.deepEqual([total, files], ['5', ['report-1.csv']]);
    assert.match(notices.join(), /20250601-20250701\/aaaa\/report-1\.csv\.zip: older versions/);
    assert.equal((await load(join(folder, period, 'report-Manifest.json'))).total, '5');
  });

  it('lead nowhere by a key or a link', async () => {
    const elsewhere = temporaryFolder();
    writeFileSync(join(elsewhere, 'secret.csv'), month('2025-06-01', 30, 'A'));
    put('data/own.csv', month('2025-06-01', 30, 'B'));
    symlinkSync(join(elsewhere, 'secret.csv'), join(folder, 'data/linked.csv'));
    symlinkSync(elsewhere, join(folder, 'data/folder'));
    const dataFiles = [
      'data/own.csv',
      'data/linked.csv',
      'data/folder/secret.csv',
      `../${elsewhere}/secret.csv`,
    ];
    manifest('metadata/BILLING_PERIOD=2025-06/cur-Manifest.json', { dataFiles });
    const { total, notices } = await load();
    assert.equal(total, '30');
    assert.match(notices[0] ?? '', /3 are not in the folder: linked\.csv, secret\.csv, secret\.csv/);
  });

  it('of several exports are refused, and without a manifest taken whole, which is said', async () => {
    put('a.csv', month('2025-06-01', 30, 'A'));
    put('b.csv', month('2025-05-01', 31, 'A'));
    const { total, notices } = await load();
    assert.equal(total, '61');
    assert.match(notices.join(), /^export has no manifest .* so all 2 are loaded/);
    manifest('one-Manifest.json', { dataFiles: ['a.csv'] });
    manifest('two-Manifest.json', { dataFiles: ['b.csv'] });
    await assert.rejects(load(), /has the manifests of 2 exports: one, two/);
    put('other-Manifest.json', '{"x": 1}');
    await assert.rejects(
      load(join(folder, 'other-Manifest.json')),
      /is no manifest of a Cost and Usage Report/,
    );
  });
});
