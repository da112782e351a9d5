import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import type { CostEngine } from '../../../../src/core/finops/costEngine';
import { FinopsError } from '../../../../src/core/finops/finopsError';
import { openSource } from '../../../../src/core/finops/local/sourceFile';
import type { FinopsProblem } from '../../../../src/protocol/finops';
import { sampleCostFile } from '../../../support/samples/sampleCosts';
import { openEngine, temporaryFolder } from './engine';

const head = 'BilledCost,ChargeCategory,ChargePeriodStart,ServiceName,BillingCurrency';
const good = '1.5,Usage,2025-01-01,A,USD';

describe('files that are not what they should be', () => {
  const folder = temporaryFolder();
  let engine: CostEngine;
  before(async () => {
    engine = (await openEngine()).engine;
  });
  after(() => engine.dispose());

  const write = (name: string, content: string | Buffer) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const failure = async (path: string): Promise<FinopsProblem> => {
    try {
      await engine.load([path]);
    } catch (error) {
      assert.ok(error instanceof FinopsError, String(error));
      return error.problem;
    }
    return assert.fail('it was loaded');
  };

  const refused: readonly [string, string | Buffer, Partial<FinopsProblem>, RegExp][] = [
    ['empty.csv', '', { reason: 'empty' }, /empty/],
    ['packed-empty.csv.gz', gzipSync(''), { reason: 'empty' }, /empty/],
    ['header-only.csv', `${head}\n`, { reason: 'empty' }, /has a header, but no rows/],
    ['no-header.csv', '2025-01-01,1.5,2.5\n2025-01-02,1,1\n', { reason: 'noHeader', line: 1 }, /no header/],
    ['book.csv', 'PK\x03\x04 and so on', { reason: 'truncated' }, /no ZIP archive/],
    ['zero.csv', `${head}\n${good}\n1,\0,2\n`, { reason: 'binary', line: 3 }, /zero byte in line 3/],
    [
      'neither.csv',
      Buffer.from('Kosten f\xffr,x\n1,2\n', 'latin1'),
      { reason: 'encoding', line: 1 },
      /UTF-8/,
    ],
    ['words.csv', 'name,color\nA,red\n', { reason: 'needsMapping' }, /no known format/],
    [
      'oracle.csv',
      'lineItem/intervalUsageStart,product/service\nx,1\n',
      { reason: 'format' },
      /cost\/myCost/,
    ],
    ['commitments.csv', 'ContractCommitmentId,Cost\nx,1\n', { reason: 'format' }, /commitments/],
    [
      'two-tables.csv',
      'Service,Cost,Share\nA,1.5,1\n\nDay,Cost\n2025-01-01,1.5\n',
      { reason: 'structure', line: 4 },
      /several tables/,
    ],
    [
      'costless.csv',
      'lineItem/UsageStartDate,lineItem/UsageType\n2025-01-01,x\n',
      { reason: 'format' },
      /UnblendedCost/,
    ],
    ['damaged.parquet', Buffer.from('PAR1 and then nothing'), { reason: 'truncated' }, /Parquet/],
    [
      'all-bad.csv',
      `${head}\nmuch,Usage,2025-01-01,A,USD\n`,
      { reason: 'noRows', line: 2, column: 'BilledCost' },
      /“much” is not a number/,
    ],
    [
      'open.csv',
      `${head}\n${good}\n1,Usage,2025-01-01,"A,USD\n${good}\n`,
      { reason: 'structure' },
      /never closed, in the line that is 1 before its last/,
    ],
  ];
  for (const [name, content, problem, words] of refused) {
    it(`refuses ${name} with words that say why`, async () => {
      const found = await failure(write(name, content));
      assert.deepEqual({ ...found, ...problem }, found);
      assert.match(found.message, words);
      assert.match(found.message, new RegExp(`${name.replaceAll('.', '\\.')}|${name}`));
    });
  }

  it('says that a file is not there', async () => {
    assert.equal((await failure(join(folder, 'missing.csv'))).reason, 'file');
  });

  it('refuses a file of words when it is looked at', async () => {
    await assert.rejects(engine.inspect([write('words2.csv', 'name,color\nA,red\n')]), { reason: 'format' });
  });

  it('refuses columns by the ten thousand when a file is looked at, which took minutes', async () => {
    const wide = Array.from({ length: 20_000 }, (_, at) => `column${at}`).join(',');
    const row = Array.from({ length: 20_000 }, () => '1').join(',');
    const path = write('wide.csv', `${wide}\n${row}\n`);
    await assert.rejects(engine.inspect([path]), {
      reason: 'format',
      message: /20,000 columns; no more than/,
    });
  });

  for (const header of ['a,a,a (2),A', 'a (2),a,a,a']) {
    it(`keeps columns apart whose names are alike: ${header}`, async () => {
      const path = write('alike.csv', `${header}\n1,2,3,4\n`);
      const { columns, sample } = await engine.inspect([path]);
      assert.equal(new Set(columns.map((name) => name.toLowerCase())).size, 4);
      assert.deepEqual(sample, [['1', '2', '3', '4']]);
    });
  }

  it('takes no part of a folder’s name for a column', async () => {
    const inner = join(folder, 'month=2025-01');
    mkdirSync(inner);
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const path = join(inner, 'part.parquet');
    await connection.run(`COPY (SELECT 1.5 AS cost, DATE '2025-01-01' AS day) TO '${path}' (FORMAT parquet)`);
    instance.closeSync();
    writeFileSync(join(inner, 'part.csv'), 'cost,day\n1.5,2025-01-01\n');
    for (const name of ['part.parquet', 'part.csv']) {
      assert.deepEqual((await engine.inspect([join(inner, name)])).columns, ['cost', 'day'], name);
    }
  });

  it('refuses a pipe, which nobody may ever write to', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    const path = join(folder, 'pipe.csv');
    execFileSync('mkfifo', [path]);
    const found = await failure(path);
    assert.equal(found.reason, 'file');
    assert.match(found.message, /no regular file/);
  });

  it('unpacks no more of a packed file than a header takes', async () => {
    const path = write('bomb.csv.gz', gzipSync(Buffer.alloc(64 * 1024 * 1024, 'a')));
    const source = await openSource(path);
    assert.ok(source.kind === 'csv');
    assert.equal(source.header[0]?.length, 1024 * 1024);
  });

  it('refuses a packed file that is cut off, wherever it is cut', async () => {
    const { text } = sampleCostFile({ format: 'cur-2.0', rows: 5000 });
    const packed = gzipSync(text);
    for (const part of [0.3, 0.9]) {
      const found = await failure(write(`cut-${part}.csv.gz`, packed.subarray(0, packed.length * part)));
      assert.equal(found.reason, 'truncated');
      assert.match(found.message, /cut off/);
    }
    const broken = Buffer.from(packed);
    const middle = Math.floor(broken.length / 2);
    broken.fill(0x55, middle, middle + 100);
    assert.equal((await failure(write('broken.csv.gz', broken))).reason, 'truncated');
  });

  it('skips rows that cannot be read, counts them, and says where and why', async () => {
    const rows = [
      good,
      'twelve,Usage,2025-01-01,A,USD',
      '2,Usage,2025-01-01',
      '3,Usage,2025-01-01,A,USD,more',
      good,
      '4,Usage,2025-01-01,A\xff,USD',
      '5,Usage,someday,A,USD',
      good,
    ];
    const path = write('partly.csv', Buffer.from(`${[head, ...rows].join('\n')}\n`, 'latin1'));
    const dataSet = await engine.load([path]);
    assert.equal(dataSet.rows, 4);
    assert.equal(dataSet.skippedRows, 4);
    assert.deepEqual(
      dataSet.skipped.map(({ line, column, reason }) => [line, column, reason]),
      [
        [3, 'BilledCost', '“twelve” is not a number'],
        [4, 'ServiceName', 'too few columns: 3 of 5'],
        [5, null, 'too many columns: more than 5'],
        [7, 'ServiceName', 'not UTF-8 text'],
      ],
    );
    assert.match(dataSet.notices.join(' '), /4 rows could not be read/);
    assert.match(dataSet.notices.join(' '), /1 row has no date/);
    const summary = await engine.summary(dataSet.id);
    assert.equal(summary.total, '9.5');
    assert.deepEqual(
      summary.days.map(({ name, cost }) => [name, cost]),
      [
        ['', '5'],
        ['2025-01-01', '4.5'],
      ],
    );
  });

  it('refuses files of two formats as one data set, by their names', async () => {
    const legacy = write('legacy.csv', 'lineItem/UnblendedCost\n1\n');
    const focus = write('focus.csv', `${head}\n${good}\n`);
    await assert.rejects(engine.load([focus, legacy]), { reason: 'format', message: /legacy\.csv is AWS/ });
  });

  it('reads UTF-16 and Windows-1252, as spreadsheets write them', async () => {
    const rows = '1,5;Usage;2025-01-01;Dienst für A;USD';
    const table = `${head.replaceAll(',', ';')}\r\n${rows}\r\n`;
    for (const [name, bytes] of [
      ['utf16.csv', Buffer.from(`\uFEFF${table}`, 'utf16le')],
      ['latin.csv', Buffer.from(table, 'latin1')],
    ] as const) {
      const dataSet = await engine.load([write(name, bytes)]);
      const { total, services } = await engine.summary(dataSet.id);
      assert.deepEqual([total, services[0]?.name], ['1.5', 'Dienst für A'], name);
    }
  });

  it('reads lines that end in two ways', async () => {
    const path = write('ends.csv', `${head}\r\n${good}\n${good}\r\n${good}`);
    const dataSet = await engine.load([path]);
    assert.equal((await engine.summary(dataSet.id)).total, '4.5');
    assert.match(dataSet.notices.join(' '), /ends\.csv end in two ways/);
  });

  it('skips a row with text behind a closing quotation mark, and goes on', async () => {
    const path = write('quotes.csv', `${head}\n${good}\n1,Usage,2025-01-01,"A"B,USD\n${good}\n`);
    const dataSet = await engine.load([path]);
    assert.deepEqual([dataSet.rows, dataSet.skippedRows, dataSet.skipped[0]?.line], [2, 1, 3]);
    assert.match(dataSet.skipped[0]?.reason ?? '', /quotation mark/);
  });

  it('leaves nothing on disk of what it refused', async () => {
    const { engine: reopened, directory } = await openEngine();
    await assert.rejects(reopened.load([write('again.csv', `${head}\nx,y,z\n`)]));
    const { readdirSync } = await import('node:fs');
    const names = readdirSync(directory, { recursive: true }).map(String);
    assert.deepEqual(
      names.filter((name) => /parquet|json/.test(name) && !name.endsWith('owner.json')),
      [],
    );
    reopened.dispose();
  });
});
