import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { CostEngine } from '../../src/core/finops/costEngine';
import { FinopsError } from '../../src/core/finops/finopsError';
import { openEngine, temporaryFolder } from '../unit/core/finops/engine';

function reasonIs(...reasons: string[]): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof FinopsError, String(error));
    assert.ok(reasons.includes(error.reason), `${error.reason}: ${error.message}`);
    return true;
  };
}

describe('what the process of the cost engine sends to the window', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  let engine: CostEngine;

  before(async () => {
    ({ engine } = await openEngine({ memoryLimitMb: 1024 }));
  });
  after(() => engine.dispose());

  /** A file in Parquet with the rows of a query. */
  async function parquet(name: string, query: string): Promise<string> {
    const path = join(folder, name);
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet, COMPRESSION zstd)`);
    connection.closeSync();
    instance.closeSync();
    return path;
  }

  function csv(name: string, lines: readonly string[]): string {
    const path = join(folder, name);
    writeFileSync(path, lines.join('\n'));
    return path;
  }

  const focus =
    "1.0::DECIMAL(10,2) AS BilledCost, DATE '2024-01-01' AS ChargePeriodStart, 'Usage' AS ChargeCategory, " +
    "'S3' AS ServiceName, 'USD' AS BillingCurrency";

  it('has the beginning of a text that a small file unpacks to by the megabyte', async () => {
    const path = await parquet(
      'cells.parquet',
      `SELECT ${focus}, repeat('x', 2000000) AS Note, 'short' AS Word FROM range(20)`,
    );
    const { sample, columns } = await engine.inspect([path]);
    assert.equal(sample.length, 20);
    for (const row of sample) {
      const note = row[columns.indexOf('Note')] ?? '';
      assert.match(note.slice(0, 1000), /^x{100,}$/);
      assert.ok(note.length <= 1000, `${note.length} characters`);
      assert.equal(row[columns.indexOf('Word')], 'short');
    }
  });

  it('is refused as a whole when many texts together are too much', async () => {
    const notes = Array.from({ length: 1200 }, (_, at) => `repeat('x', 5000) AS Note${at}`);
    const path = await parquet('wide.parquet', `SELECT ${focus}, ${notes.join(', ')} FROM range(20)`);
    await assert.rejects(engine.inspect([path]), reasonIs('memory'));
    const other = csv('after.csv', ['Service,Cost', 'a,1']);
    assert.equal((await engine.inspect([other])).columns.length, 2, 'it answers on');
  });

  it('has no name of a column that is as long as a book', async () => {
    const path = await parquet('name.parquet', `SELECT ${focus}, 1 AS "${'n'.repeat(2_000_000)}"`);
    await assert.rejects(engine.inspect([path]), reasonIs('format'));
  });

  it('says of rows that are skipped what is wrong with them in a few words', async () => {
    const bad = Array.from({ length: 30 }, (_, at) => `2024-01-01,Usage,S3,${'z'.repeat(200_000)}${at}`);
    const path = csv('bad.csv', [
      'ChargePeriodStart,ChargeCategory,ServiceName,BilledCost',
      '2024-01-01,Usage,S3,1',
      ...bad,
    ]);
    const data = await engine.load([path], { mapping: { cost: 'BilledCost' } });
    assert.ok(data.skipped.length > 10, `${data.skipped.length} rows`);
    for (const { reason } of data.skipped) {
      assert.ok(reason.length <= 400, `${reason.length} characters`);
    }
    await engine.close(data.id);
  });

  it('says of SQL that fails on a long text why, without all of the text', async () => {
    const data = await engine.load([csv('one.csv', ['Service,Cost', 'a,1'])], { mapping: { cost: 'Cost' } });
    const failure = await engine.query(data.id, "SELECT CAST(repeat('x', 5000000) AS INTEGER)").then(
      () => undefined,
      (error: unknown) => error,
    );
    assert.ok(failure instanceof FinopsError);
    assert.equal(failure.reason, 'sql');
    assert.ok(failure.message.length < 20_000, `${failure.message.length} characters`);
    await engine.close(data.id);
  });

  it('has names of services that can be shown, and figures that stay exact', async () => {
    const long = 's'.repeat(300_000);
    const rows = Array.from(
      { length: 40 },
      (_, at) => `1.25,2024-01-01,Usage,${at < 2 ? '' : at}${long}${at},USD`,
    );
    const path = csv('services.csv', [
      'BilledCost,ChargePeriodStart,ChargeCategory,ServiceName,BillingCurrency',
      '3,2024-01-01,Usage,S3,USD',
      ...rows,
    ]);
    const data = await engine.load([path]);
    const { services, total } = await engine.summary(data.id);
    assert.equal(total, '53');
    assert.equal(services[0]?.name, 'S3');
    assert.deepEqual(services[1], { name: `${'s'.repeat(300)}…`, cost: '2.5', rows: 2 });
    assert.equal(services.length, 40);
    for (const { name } of services) {
      assert.ok(name.length <= 301, `${name.length} characters`);
    }
    await engine.close(data.id);
  });

  it('has the most frequent of many currencies, and says how many there are', async () => {
    const rows = Array.from({ length: 3000 }, (_, at) => `1,2024-01-01,Usage,S3,C${at}`);
    const path = csv('currencies.csv', [
      'BilledCost,ChargePeriodStart,ChargeCategory,ServiceName,BillingCurrency',
      '2,2024-01-01,Usage,S3,USD',
      '3,2024-01-01,Usage,S3,USD',
      ...rows,
    ]);
    const data = await engine.load([path]);
    assert.equal(data.currencies.length, 100);
    assert.deepEqual(data.currencies[0], { currency: 'USD', rows: 2 });
    assert.match(data.notices.join(' '), /3,001 currencies.*The 100 with the most rows/);
    assert.equal((await engine.summary(data.id)).total, '5');
    await engine.close(data.id);
  });

  it('keeps currencies apart of which the codes begin alike for thousands of characters', async () => {
    const long = 'c'.repeat(100_000);
    const path = csv('codes.csv', [
      'BilledCost,ChargePeriodStart,ChargeCategory,ServiceName,BillingCurrency',
      ...[1, 2, 3].map((at) => `${at},2024-01-01,Usage,S3,${long}${at}`),
    ]);
    const data = await engine.load([path]);
    const totals: string[] = [];
    for (const { currency } of data.currencies) {
      assert.ok(currency.length < 100, `${currency.length} characters`);
      const scope = { measure: 'BilledCost' as const, currency, leaveOut: [] };
      const { total } = await engine.summary(data.id, scope);
      const { rows } = await engine.query(data.id, 'SELECT sum(Cost) FROM costs', { scope });
      assert.equal(rows[0]?.[0], total);
      totals.push(total);
    }
    assert.deepEqual(totals.toSorted(), ['1', '2', '3']);
    await engine.close(data.id);
  });

  it('has keys of tags that can be shown', async () => {
    const path = await parquet(
      'tags.parquet',
      `SELECT ${focus}, MAP {'team': 'a', repeat('k', 1000000): 'b'} AS Tags FROM range(3)`,
    );
    const { id, tagKeys } = await engine.load([path]);
    assert.deepEqual(tagKeys.toSorted(), [`${'k'.repeat(200)}…`, 'team']);
    await engine.close(id);
  });

  it('has the last days where a file has days by the ten thousand', async () => {
    const path = await parquet(
      'days.parquet',
      `SELECT ${focus.replace("DATE '2024-01-01'", "DATE '1900-01-01' + CAST(i AS INTEGER)")} FROM range(30000) t(i)`,
    );
    const { id, notices } = await engine.load([path]);
    const { days, total } = await engine.summary(id);
    assert.equal(total, '30000');
    assert.equal(days.length, 4000);
    assert.equal(days.at(-1)?.name, '1982-02-19');
    assert.match(notices.join(' '), /30,000 days.*4,000/);
    await engine.close(id);
  });

  it('has no result of thousands of columns, and says what to do', async () => {
    const data = await engine.load([csv('two.csv', ['Service,Cost', 'a,1'])], { mapping: { cost: 'Cost' } });
    const doubled = (times: number, cell: string) => {
      const steps = Array.from({ length: times }, (_, at) => `, a${at + 1} AS (SELECT *, * FROM a${at})`);
      return `WITH a0 AS (SELECT ${cell} AS x FROM range(200))${steps.join('')} SELECT * FROM a${times}`;
    };
    for (const cell of ['1', "''"]) {
      await assert.rejects(engine.query(data.id, doubled(9, cell)), (error) => {
        assert.match(String(error), /512 columns.*Name the columns/s);
        return reasonIs('memory')(error);
      });
    }
    assert.equal((await engine.query(data.id, doubled(8, '1'))).columns.length, 256);
    await engine.close(data.id);
  });

  it('has no result of many megabytes, however short its cells are', async () => {
    const data = await engine.load([csv('three.csv', ['Service,Cost', 'a,1'])], {
      mapping: { cost: 'Cost' },
    });
    const columns = Array.from({ length: 400 }, (_, at) => `'' AS c${at}`).join(', ');
    const many = `SELECT ${columns} FROM range(10000)`;
    await assert.rejects(engine.query(data.id, many, { maxRows: 10_000 }), reasonIs('memory'));
    const { rows } = await engine.query(data.id, many, { maxRows: 500 });
    assert.equal(rows.length, 500, 'what is shown at most still is');
    const long = "SELECT repeat('x', 1000000) AS a FROM range(100)";
    assert.equal((await engine.query(data.id, long)).rows.length, 100, 'long texts are cut, not refused');
    await engine.close(data.id);
  });
});
