import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CostEngine } from '../../../../src/core/finops/costEngine';
import { FinopsError } from '../../../../src/core/finops/finopsError';
import type { FinopsFailure } from '../../../../src/protocol/finops';
import { openEngine, temporaryFolder } from './engine';

describe('a query over cost data', () => {
  const folder = temporaryFolder();
  const outside = join(folder, 'outside');
  let engine: CostEngine;
  let id: string;
  let stored: string;

  before(async () => {
    const path = join(folder, 'costs.csv');
    const rows = Array.from({ length: 2000 }, (_, at) => `${at}.5,Usage,2025-01-01,S${at % 7}`);
    writeFileSync(path, `BilledCost,ChargeCategory,ChargePeriodStart,ServiceName\n${rows.join('\n')}\n`);
    writeFileSync(join(folder, 'secret.csv'), 'a,b\nsecret,1\n');
    const opened = await openEngine({ memoryLimitMb: 256 });
    engine = opened.engine;
    id = (await engine.load([path])).id;
    const found = readdirSync(opened.directory, { recursive: true }).map(String);
    stored = join(opened.directory, found.find((name) => name.endsWith('.parquet')) ?? '');
  });
  after(() => engine.dispose());

  const failureReason = async (sql: string, timeoutMs = 20_000): Promise<FinopsFailure> => {
    try {
      await engine.query(id, sql, { timeoutMs });
    } catch (error) {
      assert.ok(error instanceof FinopsError, String(error));
      return error.reason;
    }
    return assert.fail(`it was run: ${sql}`);
  };
  const intact = async () => {
    const { rows } = await engine.query(id, 'SELECT count(*), sum(Cost) FROM costs');
    assert.deepEqual(rows, [[2000, '2000000']]);
  };

  const secret = () => join(folder, 'secret.csv');
  const hostile: readonly [what: string, sql: () => string, reasons: readonly FinopsFailure[]][] = [
    ['DROP', () => 'DROP VIEW costs', ['notReadOnly']],
    ['DELETE', () => 'DELETE FROM costs', ['notReadOnly']],
    ['INSERT', () => 'INSERT INTO costs SELECT * FROM costs', ['notReadOnly']],
    ['CREATE', () => 'CREATE TABLE t AS SELECT 1', ['notReadOnly']],
    ['ATTACH', () => `ATTACH '${outside}.db' AS other`, ['notReadOnly']],
    ['COPY … TO', () => `COPY (SELECT 1) TO '${outside}.csv'`, ['notReadOnly']],
    ['EXPORT', () => `EXPORT DATABASE '${outside}'`, ['notReadOnly']],
    ['IMPORT', () => `IMPORT DATABASE '${outside}'`, ['notReadOnly']],
    ['INSTALL', () => 'INSTALL httpfs', ['notReadOnly']],
    ['LOAD', () => 'LOAD httpfs', ['notReadOnly']],
    ['SET', () => "SET memory_limit = '100GB'", ['notReadOnly']],
    ['RESET', () => 'RESET enable_external_access', ['notReadOnly']],
    ['PRAGMA', () => 'PRAGMA enable_profiling', ['notReadOnly']],
    ['CALL', () => 'CALL enable_logging()', ['notReadOnly']],
    ['PREPARE', () => 'PREPARE p AS SELECT 1', ['notReadOnly']],
    ['BEGIN', () => 'BEGIN', ['notReadOnly']],
    ['EXPLAIN ANALYZE', () => 'EXPLAIN ANALYZE SELECT 1', ['notReadOnly']],
    ['a second statement', () => 'SELECT 1; DROP VIEW costs', ['notReadOnly']],
    ['a second statement behind a comment', () => 'SELECT 1 /* ; */; SELECT 2', ['notReadOnly']],
    ['nothing', () => ' -- nothing', ['notReadOnly']],
    ['read_csv', () => `SELECT * FROM read_csv('${secret()}')`, ['notReadOnly']],
    [
      'READ_CSV_AUTO, in a subquery',
      () => `SELECT (SELECT a FROM READ_CSV_AUTO('${secret()}'))`,
      ['notReadOnly'],
    ],
    [
      'read_text',
      () => "WITH t AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM t",
      ['notReadOnly'],
    ],
    ['read_blob', () => "SELECT 1 WHERE EXISTS (FROM read_blob('/proc/self/environ'))", ['notReadOnly']],
    ['read_parquet of our own files', () => `FROM read_parquet('${stored}')`, ['notReadOnly']],
    ['a file as a table', () => `SELECT * FROM '${secret()}'`, ['sql', 'notReadOnly']],
    ['glob', () => "SELECT * FROM glob('/etc/*')", ['notReadOnly']],
    ['sniff_csv', () => `SELECT * FROM sniff_csv('${secret()}')`, ['notReadOnly']],
    ['SQL as text', () => "SELECT * FROM query('SELECT 1')", ['notReadOnly']],
    [
      'logging to a file',
      () => `FROM enable_logging(storage := 'file', storage_path := '${outside}')`,
      ['notReadOnly'],
    ],
    ['the settings', () => 'SELECT * FROM duckdb_settings()', ['notReadOnly']],
    ['the environment', () => "SELECT getenv('HOME')", ['notReadOnly']],
    ['a path of the machine', () => 'SELECT sql FROM duckdb_views()', ['notReadOnly']],
  ];
  for (const [what, sql, reasons] of hostile) {
    it(`refuses ${what}`, async () => {
      const reason = await failureReason(sql());
      assert.ok(reasons.includes(reason), reason);
      const made = readdirSync(folder).filter((name) => name.startsWith('outside'));
      assert.deepEqual(made, []);
      assert.ok(existsSync(stored));
    });
  }

  it('left everything as it was', intact);

  const endless: readonly [what: string, sql: string, reasons: readonly FinopsFailure[]][] = [
    [
      'a recursion without end',
      'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r',
      ['timeout'],
    ],
    ['rows without end', 'SELECT max(range) FROM range(100000000000000)', ['timeout']],
    ['a cross join that counts', 'SELECT count(*) FROM costs a, costs b, costs c, costs d', ['timeout']],
    [
      'a cross join that is sorted',
      'SELECT a.* FROM costs a, costs b, costs c ORDER BY md5(a.ServiceName || b.Cost || c.Cost)',
      ['timeout', 'memory', 'disk'],
    ],
    [
      'a cross join that is kept',
      'SELECT list(a.ServiceName || b.Cost || c.Cost) FROM costs a, costs b, costs c',
      ['memory', 'timeout'],
    ],
    ['texts of gigabytes', "SELECT repeat('x', 100000000) FROM range(1000)", ['memory', 'timeout']],
  ];
  for (const [what, sql, reasons] of endless) {
    it(`stops ${what}`, async function () {
      this.timeout(40_000);
      const reason = await failureReason(sql, 2000);
      assert.ok(reasons.includes(reason), reason);
      await intact();
    });
  }

  it('takes one SELECT in all its forms', async () => {
    const allowed = [
      'SELECT 1;',
      'FROM costs SELECT count(*)',
      'WITH t AS (SELECT ServiceName, sum(Cost) AS c FROM costs GROUP BY 1) SELECT * FROM t ORDER BY c DESC',
      'SELECT * FROM range(3)',
      'SELECT unnest([1, 2])',
      'VALUES (1), (2)',
      'SUMMARIZE costs',
      'DESCRIBE costs',
      "SELECT * FROM (PIVOT (SELECT ServiceName, Cost FROM costs) ON ServiceName IN ('S1', 'S2') USING sum(Cost))",
    ];
    for (const sql of allowed) {
      assert.ok((await engine.query(id, sql)).rowCount > 0, sql);
    }
  });

  it('says what is wrong with SQL in the words of DuckDB', async () => {
    await assert.rejects(engine.query(id, 'SELECT nosuch FROM costs'), { reason: 'sql', message: /nosuch/ });
    await assert.rejects(engine.query(id, 'SELEC 1'), { reason: 'sql', message: /syntax error/ });
  });

  it('gives so many rows and says that there are more', async () => {
    const result = await engine.query(id, 'SELECT * FROM costs', { maxRows: 10 });
    assert.deepEqual([result.rowCount, result.rows.length, result.truncated], [10, 10, true]);
    const all = await engine.query(id, 'SELECT Cost FROM costs', { maxRows: 2000 });
    assert.deepEqual([all.rowCount, all.truncated], [2000, false]);
  });

  it('gives each value as what it is, exact', async () => {
    const sql =
      'SELECT 0.10::DECIMAL(38,24) AS d, 9007199254740993 AS big, 3 AS small, 0.5::DOUBLE AS half, ' +
      "DATE '2025-01-31' AS day, true AS yes, NULL AS nothing, MAP {'a': 'b'} AS tags, 'x' AS t, 'x' AS t";
    const { rows, columns } = await engine.query(id, sql);
    assert.deepEqual(rows[0]?.slice(0, 7), ['0.1', '9007199254740993', 3, 0.5, '2025-01-31', true, null]);
    assert.deepEqual(columns.map(({ kind }) => kind).slice(0, 6), [
      'decimal',
      'integer',
      'integer',
      'number',
      'date',
      'boolean',
    ]);
    assert.deepEqual(columns.map(({ name }) => name).slice(-2), ['t', 't:1']);
  });

  it('is cancelled in its middle, and at its beginning', async () => {
    const abort = new AbortController();
    const slow = engine.query(id, 'SELECT count(*) FROM costs a, costs b, costs c, costs d', {
      signal: abort.signal,
    });
    setTimeout(() => abort.abort(), 300);
    await assert.rejects(slow, { reason: 'cancelled' });
    await assert.rejects(engine.query(id, 'SELECT 1', { signal: abort.signal }), { reason: 'cancelled' });
    await intact();
  });

  it('leaves out the categories that the scope does without', async () => {
    const scope = { measure: 'BilledCost', currency: 'unknown', leaveOut: ['Usage'] } as const;
    const { rows } = await engine.query(id, 'SELECT count(*) FROM costs', {
      scope: { ...scope, leaveOut: [...scope.leaveOut] },
    });
    assert.deepEqual(rows, [[0]]);
  });

  it('is refused for data that is not loaded', async () => {
    await assert.rejects(engine.query('01ARZ3NDEKTSV4RRFFQ69G5FAV', 'SELECT 1'), { reason: 'notLoaded' });
  });
});
