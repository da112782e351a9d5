import assert from 'node:assert/strict';
import type { AthenaSource } from '../../../../../src/core/finops/athena/athenaSource';
import type { CostEngine } from '../../../../../src/core/finops/costEngine';
import { FinopsError } from '../../../../../src/core/finops/finopsError';
import { sampleTable, startAthenaEmulator, type AthenaEmulator } from '../../../../support/emulators/athena';
import { openEngine } from '../engine';
import { openSource, usd } from './openSource';

const table = sampleTable('focus-1.1', 500);

describe('SQL of a user’s or a model’s for Athena', () => {
  let emulator: AthenaEmulator;
  let engine: CostEngine;
  let source: AthenaSource;

  before(async () => {
    emulator = await startAthenaEmulator({ tables: [table] });
    engine = (await openEngine()).engine;
    source = await openSource(emulator, table.name, (sql, names) => engine.check(sql, names));
  });
  beforeEach(() => emulator.reset());
  after(async () => {
    engine.dispose();
    await emulator.close();
  });

  const hostile: readonly (readonly [what: string, sql: string])[] = [
    ['a table made of a query', 'CREATE TABLE x AS SELECT * FROM costs'],
    ['an insert', 'INSERT INTO costs SELECT * FROM source'],
    ['an unload', "UNLOAD (SELECT * FROM costs) TO 's3://elsewhere/' WITH (format = 'PARQUET')"],
    ['a dropped table', 'DROP TABLE costs'],
    ['a changed table', 'ALTER TABLE costs ADD COLUMNS (x string)'],
    ['a deletion', 'DELETE FROM costs'],
    ['an update', 'UPDATE costs SET Cost = 0'],
    ['a merge', 'MERGE INTO costs USING source ON true WHEN MATCHED THEN DELETE'],
    ['a vacuum', 'VACUUM costs'],
    ['a repair', 'MSCK REPAIR TABLE costs'],
    ['a second statement', 'SELECT 1 FROM costs; DROP TABLE costs'],
    ['a second query', 'SELECT 1; SELECT 2'],
    ['a prepared statement', 'PREPARE x FROM SELECT 1'],
    ['an executed statement', 'EXECUTE x'],
    ['an explanation that runs it', 'EXPLAIN ANALYZE SELECT * FROM costs'],
    ['a list of tables', 'SHOW TABLES'],
    ['a description', 'DESCRIBE costs'],
    ['the table itself', 'SELECT * FROM billing.focus_1_1'],
    ['another table', 'SELECT * FROM secrets'],
    ['another catalog', 'SELECT * FROM lambda_catalog.db.secrets'],
    ['the catalog of tables', 'SELECT * FROM information_schema.tables'],
    ['another table in a subquery', 'SELECT (SELECT max(x) FROM secrets) FROM costs'],
    ['another table in a join', 'SELECT * FROM costs JOIN secrets ON true'],
    ['another table by its own name', 'WITH secrets AS (SELECT * FROM secrets) SELECT * FROM secrets'],
    ['a table that is defined elsewhere', 'SELECT * FROM (WITH x AS (SELECT 1) SELECT * FROM x), x'],
    ['a recursion', 'WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT * FROM x'],
    [
      'a function of somebody’s',
      "USING EXTERNAL FUNCTION f(x varchar) RETURNS varchar LAMBDA 'l' SELECT f('x')",
    ],
    ['a query handed through', "SELECT * FROM TABLE(system.query(query => 'DROP TABLE x', usd))"],
    ['a file', "SELECT * FROM read_csv('/etc/passwd')"],
    ['a way out of the parenthesis', 'SELECT 1) UNION SELECT * FROM (SELECT 1'],
    ['a comment in a comment', 'SELECT 1 /* /* */ FROM secrets -- */'],
    ['text in dollars', "SELECT $$ ' $$ FROM costs"],
    ['text with escapes', "SELECT e'\\' , 1 FROM secrets --'"],
    [
      'a comment that ends at a carriage return for one parser alone',
      '--\rSELECT 1 AS "\nwith x AS (SELECT table_name FROM information_schema.tables) SELECT * FROM x --" FROM costs',
    ],
    [
      'a NUL at which one parser alone ends',
      'SELECT 1 AS a FROM costs -- \0\nUNION ALL SELECT table_name FROM information_schema.tables',
    ],
    ['a NUL outside of comments', 'SELECT 1 FROM costs\0 UNION SELECT a FROM secrets'],
    ['a line separator that is a blank to one parser', 'SELECT 1\u2028FROM costs'],
    ['a next line', 'SELECT 1 FROM costs -- \u0085 UNION SELECT a FROM secrets'],
    ['a mark of no width', 'SELECT 1 FROM\u200b costs'],
    ['a half of a character', "SELECT '\ud800' FROM costs"],
    ['text with escapes of Unicode', "SELECT U&'\\0027' , 1 FROM secrets --'"],
    ['a quotation mark behind a word', "SELECT x'' FROM secrets --' FROM costs"],
    ['names in backticks', 'SELECT `a" FROM secrets --` FROM costs --"'],
    ['a number that runs into a word', 'SELECT 1FROM costs'],
    ['a text without an end', "SELECT 'a FROM costs"],
    ['nothing', ''],
    ['no SQL', 'what did I spend'],
  ];
  for (const [what, sql] of hostile) {
    it(`is refused before anything is sent: ${what}`, async () => {
      await assert.rejects(source.query(sql, usd), (error) => {
        assert.ok(error instanceof FinopsError, String(error));
        assert.ok(['notReadOnly', 'sql'].includes(error.reason), error.reason);
        assert.match(error.message, /^\S.*[.:)]/s);
        return true;
      });
      assert.deepEqual(emulator.calls, []);
    });
  }

  const harmless: readonly (readonly [what: string, sql: string, rows: number])[] = [
    ['a query', 'SELECT count(*) FROM costs', 1],
    ['one with a semicolon', 'SELECT count(*) FROM costs ;', 1],
    ['one with a comment at its end', 'SELECT count(*) FROM costs -- all of them', 1],
    [
      'one with definitions',
      'WITH x AS (SELECT Cost FROM costs), y AS (SELECT * FROM x) SELECT count(*) FROM y',
      1,
    ],
    [
      'definitions behind a comment',
      '-- first\n  with x AS (SELECT Cost FROM costs) SELECT count(*) FROM x',
      1,
    ],
    ['lines as Windows ends them', 'SELECT count(*) -- all\r\nFROM costs\r\n;;\r\n', 1],
    ['definitions without recursion', 'WITH "a ""b" (x) AS (SELECT 1) SELECT x FROM "a ""b"', 1],
    ['characters of all scripts in text', 'SELECT \'‘ü—\u2028’\' AS "Größe" FROM costs LIMIT 1', 1],
    ['comments in the midst, with quotation marks', "SELECT count(*)--'\"\nFROM costs--'", 1],
    ['one with a limit of its own', 'SELECT Cost FROM costs ORDER BY 1 DESC LIMIT 3', 3],
    ['a union', 'SELECT 1 AS x UNION ALL SELECT 2 LIMIT 5', 2],
    ['the table’s own columns', 'SELECT billing_period, count(*) FROM source GROUP BY 1', 1],
    ['tags', "SELECT count(*) FROM costs WHERE element_at(Tags, 'user_env') = 'prod'", 1],
    ['semicolons and words in text', "SELECT '; DROP TABLE costs' AS t FROM costs LIMIT 1", 1],
  ];
  for (const [what, sql, rows] of harmless) {
    it(`is run: ${what}`, async () => {
      const result = await source.query(sql, usd, { maxRows: 100 });
      assert.equal(result.rows.length, rows);
      assert.match(emulator.executions.all[0]?.sql ?? '', /\nLIMIT 101$/);
    });
  }

  it('keeps its order, and no more rows than were asked for', async () => {
    const sql = 'SELECT Cost FROM costs ORDER BY Cost DESC';
    const { rows, truncated } = await source.query(sql, usd, { maxRows: 10 });
    const costs = rows.map(([cost]) => Number(cost));
    assert.deepEqual(
      costs,
      costs.toSorted((a, b) => b - a),
    );
    assert.deepEqual([costs.length, truncated], [10, true]);
    const own = await source.query(`${sql} LIMIT 400`, usd, { maxRows: 10 });
    assert.deepEqual([own.rows, own.truncated], [rows, true]);
  });
});
