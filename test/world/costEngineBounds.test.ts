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
    const bad = Array.from({ length: 100 }, (_, at) => `2024-01-01,Usage,S3,${'z'.repeat(200_000)}${at}`);
    const path = csv('bad.csv', [
      'ChargePeriodStart,ChargeCategory,ServiceName,BilledCost',
      '2024-01-01,Usage,S3,1',
      ...bad,
    ]);
    const data = await engine.load([path], { mapping: { cost: 'BilledCost' } });
    assert.ok(data.skipped.length > 50, `${data.skipped.length} rows`);
    for (const { reason } of data.skipped) assert.ok(reason.length <= 400, `${reason.length} characters`);
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
});
