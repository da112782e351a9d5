import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { CostEngine } from '../../src/core/finops/costEngine';
import { FinopsError } from '../../src/core/finops/finopsError';
import { openEngine, temporaryFolder } from '../unit/core/finops/engine';

/** SQL that people use to look around in a DuckDB they should not see: its settings, its catalog, its host. */
const lookingAround: readonly (readonly [what: string, sql: string])[] = [
  ['a setting', "SELECT current_setting('temp_directory')"],
  ['a setting, quoted and in capitals', `SELECT "CURRENT_SETTING"('temp_directory')`],
  ['a setting, by its schema', "SELECT system.main.current_setting('allowed_paths')"],
  ['a setting in an aggregate', "SELECT max(current_setting('temp_directory')) FROM costs"],
  ['a setting in a filter', "SELECT count(*) FILTER (WHERE current_setting('threads') > '0') FROM costs"],
  ['a setting in ORDER BY', "SELECT 1 AS a FROM costs ORDER BY current_setting('temp_directory')"],
  ['a setting in LIMIT', "SELECT 1 FROM costs LIMIT (SELECT length(current_setting('temp_directory')))"],
  ['a setting in GROUP BY', "SELECT count(*) FROM costs GROUP BY current_setting('temp_directory')"],
  ['a setting in HAVING', "SELECT count(*) FROM costs HAVING current_setting('temp_directory') <> ''"],
  ['a setting in QUALIFY', "SELECT 1 FROM costs QUALIFY current_setting('threads') > row_number() OVER ()"],
  [
    'a setting in a window',
    "SELECT lag(1, 1, 2) OVER (PARTITION BY current_setting('temp_directory')) FROM costs",
  ],
  ['a setting in a join', "SELECT 1 FROM costs a JOIN costs b ON current_setting('threads') = a.ServiceName"],
  ['a setting in a lambda', "SELECT list_transform(['temp_directory'], lambda s: current_setting(s))"],
  ['a setting in a comprehension', "SELECT [current_setting(s) for s in ['temp_directory']]"],
  ['a setting in COLUMNS', "SELECT COLUMNS(c -> c <> current_setting('temp_directory')) FROM costs"],
  ['a setting in REPLACE', "SELECT * REPLACE (current_setting('temp_directory') AS ServiceName) FROM costs"],
  ['a setting in VALUES', "VALUES (1, current_setting('temp_directory'))"],
  ['a setting in an argument in FROM', "FROM range(length(current_setting('temp_directory')))"],
  [
    'a setting in a subquery with IN',
    "SELECT 1 FROM costs WHERE ServiceName IN (SELECT current_setting('threads'))",
  ],
  ['a setting in a struct', "SELECT {'a': [MAP {'b': current_setting('temp_directory')}]}"],
  ['a setting in TRY', "SELECT TRY(current_setting('temp_directory'))"],
  ['a setting in a cast', "SELECT CAST(current_setting('temp_directory') AS JSON)"],
  [
    'a setting in PIVOT',
    "SELECT * FROM (PIVOT (SELECT ServiceName FROM costs) ON ServiceName IN ('a') USING max(current_setting('threads')))",
  ],
  ['a setting that is described', "DESCRIBE SELECT current_setting('temp_directory') AS a"],
  ['a setting that is summarized', "SUMMARIZE SELECT current_setting('temp_directory') AS a"],
  ['a variable', "SELECT getvariable('x')"],
  ['the user', 'SELECT current_user'],
  ['the user, called', 'SELECT session_user()'],
  ['the database', 'SELECT current_database()'],
  ['the schemas', 'SELECT current_schemas(true)'],
  ['the query', 'SELECT current_query()'],
  ['the version', 'SELECT version()'],
  ['a transaction', 'SELECT txid_current()'],
  ['a plan', "SELECT json_serialize_plan('SELECT * FROM costs')"],
  ['a tree', "SELECT json_serialize_sql('SELECT 1')"],
  ['a word in the log', "SELECT write_log('x')"],
  ['a pause', 'SELECT sleep_ms(1)'],
  ['the seed', 'SELECT setseed(0.5)'],
  ['statistics of a column', 'SELECT stats(ServiceName) FROM costs'],
  ['the views', 'SELECT sql FROM duckdb_views'],
  ['the views, by their function', 'SELECT sql FROM duckdb_views()'],
  [
    'the views, by the name of a CTE',
    'WITH duckdb_views AS (SELECT sql FROM duckdb_views) FROM duckdb_views',
  ],
  [
    'the views, by the name of a recursion',
    "WITH RECURSIVE duckdb_views AS (SELECT sql FROM duckdb_views UNION ALL SELECT 'x') FROM duckdb_views",
  ],
  [
    'the views, by the name of a recursion that is none',
    'WITH RECURSIVE duckdb_views AS (SELECT sql FROM duckdb_views) FROM duckdb_views',
  ],
  [
    'the views, before they are another table',
    'WITH a AS (FROM duckdb_views), duckdb_views AS (SELECT 1) FROM a',
  ],
  [
    'the views, under a name that looks the same',
    'WITH "duc\u212adb_views" AS (SELECT 1) SELECT sql FROM duckdb_views',
  ],
  [
    'the views, beside a subquery with that name',
    'SELECT * FROM (WITH duckdb_views AS (SELECT 1) FROM duckdb_views), duckdb_views',
  ],
  [
    'the views, in a correlated subquery',
    'SELECT (SELECT max(sql) FROM duckdb_views WHERE a.Cost > 0) FROM costs a',
  ],
  ['the views, in a positional join', 'SELECT * FROM costs POSITIONAL JOIN duckdb_views'],
  ['the views, in a set', 'SELECT ServiceName FROM costs UNION ALL SELECT sql FROM duckdb_views'],
  ['the views, described', 'DESCRIBE duckdb_views'],
  ['the views, summarized', 'SUMMARIZE duckdb_views'],
  ['the views, unpivoted', 'UNPIVOT duckdb_views ON sql INTO NAME n VALUE v'],
  ['the views, in a macro with a table’s name', 'FROM histogram_values(duckdb_views, sql)'],
  ['the views, by a name in a text', "FROM query_table('duckdb_views')"],
  ['the tables', 'SHOW TABLES'],
  ['all tables', 'SHOW ALL TABLES'],
  ['the databases', 'SHOW DATABASES'],
  ['SQLite’s catalog', 'SELECT sql FROM sqlite_master'],
  ['the information schema', 'SELECT view_definition FROM information_schema.views'],
  ['PostgreSQL’s catalog', 'SELECT definition FROM pg_catalog.pg_views'],
  ['PostgreSQL’s settings', 'SELECT * FROM pg_settings'],
  ['a view under its full name', 'SELECT count(*) FROM memory.main.costs'],
  ['a file', "FROM '/etc/passwd'"],
  ['a file in quotation marks', 'FROM "/etc/passwd"'],
  ['names of files', "FROM glob('/*')"],
  ['data about the stored file', "FROM parquet_metadata('*.parquet')"],
];

describe('a query that looks around in the cost engine', () => {
  let engine: CostEngine;
  let directory: string;
  let id: string;

  before(async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'costs.csv');
    const rows = Array.from({ length: 20 }, (_, at) => `${at}.5,Usage,2025-01-01,S${at % 7}`);
    writeFileSync(path, `BilledCost,ChargeCategory,ChargePeriodStart,ServiceName\n${rows.join('\n')}\n`);
    const opened = await openEngine({ memoryLimitMb: 256 });
    ({ engine, directory } = opened);
    id = (await engine.load([path])).id;
  });
  after(() => engine.dispose());

  /** The answer, refused or not, as a model would be told. */
  const told = async (sql: string): Promise<{ refused: boolean; text: string }> => {
    try {
      return { refused: false, text: JSON.stringify(await engine.query(id, sql)) };
    } catch (error) {
      assert.ok(error instanceof FinopsError, String(error));
      return { refused: error.reason === 'notReadOnly', text: error.message };
    }
  };
  const tellsNothing = (text: string) => {
    assert.ok(!text.includes(directory), text);
    assert.ok(userInfo().username === 'root' || !text.includes(userInfo().username), text);
  };

  for (const [what, sql] of lookingAround) {
    it(`is refused: ${what}`, async () => {
      const { refused, text } = await told(sql);
      assert.ok(refused, text);
      tellsNothing(text);
    });
  }

  it('is refused for every relation that DuckDB brings along, however it is written', async function () {
    this.timeout(120_000);
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const found = await connection.run(
      'SELECT DISTINCT schema_name, view_name FROM duckdb_views() WHERE internal',
    );
    const relations = (await found.getRows()).map((row) => row.map(String));
    connection.closeSync();
    assert.ok(relations.length > 30, `${relations.length}`);
    const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    console.log(`      seed ${seed}`);
    const spellings = [
      (schema: string, name: string) => `${schema}.${name}`,
      (schema: string, name: string) => `system.${schema}.${name.toUpperCase()}`,
      (schema: string, name: string) => `"${schema.toUpperCase()}"."${name}"`,
      (_: string, name: string) => `"${name}" AS costs`,
      (_: string, name: string) => name,
    ];
    for (const [at, [schema = '', name = '']] of relations.entries()) {
      const spelling = spellings[(seed + at) % spellings.length];
      const sql = `SELECT * FROM ${spelling?.(schema, name)}`;
      const { refused, text } = await told(sql);
      assert.ok(refused, `${sql}: ${text}`);
      assert.match(text, /costs and source/);
    }
  });

  it('is not told where the data lies when that is gone', async () => {
    for (const name of readdirSync(directory, { recursive: true }).map(String)) {
      if (name.endsWith('.parquet')) {
        writeFileSync(join(directory, name), 'no Parquet at all');
      }
    }
    const { text } = await told('SELECT * FROM costs');
    tellsNothing(text);
    assert.match(text, /stored|load/i);
  });
});
