import assert from 'node:assert/strict';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { duckdbFunctions } from '../../../../../src/core/finops/local/allowedFunctions';
import { checkForeign, checkStatement } from '../../../../../src/core/finops/local/guard';

const views = ['costs', 'source'];

/** Forms of expressions with a place for another one; each is SQL that DuckDB takes. */
const aroundExpression: readonly ((inner: string) => string)[] = [
  (x) => `(${x})`,
  (x) => `coalesce(${x}, 'a')`,
  (x) => `CASE WHEN ${x} = 'a' THEN 'b' ELSE 'c' END`,
  (x) => `CASE 'a' WHEN 'b' THEN 'c' ELSE ${x} END`,
  (x) => `CAST(${x} AS VARCHAR)`,
  (x) => `TRY_CAST(${x} AS INTEGER)`,
  (x) => `concat('a', ${x})`,
  (x) => `(${x} || 'a')`,
  (x) => `(${x} IN ('a', 'b'))`,
  (x) => `('a' IN (${x}, 'b'))`,
  (x) => `(${x} BETWEEN 'a' AND 'b')`,
  (x) => `(${x} IS NULL OR true)`,
  (x) => `(${x} LIKE 'a%')`,
  (x) => `[${x}, 'a'][1]`,
  (x) => `{'a': ${x}}.a`,
  (x) => `MAP {'a': ${x}}['a']`,
  (x) => `list_transform([1], lambda y: ${x})[1]`,
  (x) => `[${x} for y in [1, 2]][1]`,
  (x) => `(SELECT ${x})`,
  (x) => `EXISTS (SELECT 1 WHERE ${x} = 'a')`,
  (x) => `(${x} = ANY (SELECT 'a'))`,
  (x) => `(SELECT max(${x}) FROM costs)`,
  (x) => `(SELECT count(*) FILTER (WHERE ${x} = 'a') FROM costs)`,
  (x) => `(SELECT string_agg('a' ORDER BY ${x}) FROM costs)`,
  (x) => `(SELECT lag('a', 1, ${x}) OVER (PARTITION BY ServiceName ORDER BY Cost) FROM costs)`,
  (x) => `(${x} COLLATE NOCASE)`,
];

/** Statements with a place for an expression. */
const aroundStatement: readonly ((inner: string) => string)[] = [
  (x) => `SELECT ${x}`,
  (x) => `SELECT ${x} AS a FROM costs`,
  (x) => `SELECT 1 FROM costs WHERE ${x} = 'a'`,
  (x) => `SELECT count(*) FROM costs GROUP BY ${x}`,
  (x) => `SELECT count(*) FROM costs HAVING max(${x}) = 'a'`,
  (x) => `SELECT 1 FROM costs ORDER BY ${x}`,
  (x) => `SELECT 1 FROM costs QUALIFY row_number() OVER () = length(${x})`,
  (x) => `SELECT DISTINCT ON (${x}) 1 FROM costs`,
  (x) => `SELECT 1 FROM costs LIMIT length(${x})`,
  (x) => `SELECT 1 FROM costs a JOIN source b ON ${x} = 'a'`,
  (x) => `SELECT 1 FROM costs a, LATERAL (SELECT ${x}) b`,
  (x) => `SELECT * REPLACE (${x} AS Cost) FROM costs`,
  (x) => `VALUES (1), (${x})`,
  (x) => `FROM range(length(${x}))`,
  (x) => `WITH a AS MATERIALIZED (SELECT ${x} AS b) SELECT * FROM a`,
  (x) => `WITH RECURSIVE a AS (SELECT 1 AS b UNION ALL SELECT b + 1 FROM a WHERE ${x} = 'a') FROM a`,
  (x) => `SELECT 1 UNION ALL (SELECT 2 EXCEPT SELECT ${x})`,
  (x) => `DESCRIBE SELECT ${x}`,
  (x) => `SUMMARIZE SELECT ${x}`,
  (x) => `SELECT * FROM (PIVOT (SELECT ${x} AS a, Cost FROM costs) ON a IN ('b') USING sum(Cost))`,
];

const harmless = [
  `'a'`,
  'upper(ServiceName)',
  '(SELECT max(ServiceName) FROM source)',
  "strftime(now(), '%Y')",
];
const forbidden = [
  "current_setting('temp_directory')",
  '"Current_Setting"(\'threads\')',
  "main.getvariable('a')",
  'current_user',
  '(SELECT max(sql) FROM duckdb_views)',
  '(SELECT max(table_name) FROM information_schema.tables)',
  "(SELECT max(content) FROM read_text('/etc/passwd'))",
  "(SELECT max(file) FROM glob('/*'))",
  '(SELECT max(name) FROM (SHOW TABLES))',
  '(WITH costs AS (SELECT * FROM pg_class) SELECT max(relname) FROM costs)',
  "(SELECT max(a) FROM '/etc/passwd')",
];

describe('what a query may be made of', () => {
  let connection: DuckDBConnection;
  before(async () => {
    connection = await (await DuckDBInstance.create(':memory:')).connect();
  });
  after(() => connection.closeSync());

  const functionsOf = async (where: string): Promise<string[]> => {
    const result = await connection.run(
      `SELECT DISTINCT lower(function_name) FROM duckdb_functions() WHERE ${where} ORDER BY 1`,
    );
    return (await result.getRows()).map(([name]) => String(name));
  };
  const refused = { reason: 'notReadOnly', message: /is not allowed/ };
  const quoted = (name: string) => `"${name}"`;

  it('names functions that there are', async () => {
    const there = new Set(await functionsOf('true'));
    assert.deepEqual(
      [...duckdbFunctions.inExpressions].filter((name) => !there.has(name)),
      [],
    );
    const inFrom = new Set(await functionsOf("function_type = 'table'"));
    assert.deepEqual(
      [...duckdbFunctions.inFrom].filter((name) => !inFrom.has(name)),
      [],
    );
  });

  it('has every function that is not named refused, in expressions and in FROM', async () => {
    const all = await functionsOf('true');
    const inExpressions = all.filter((name) => !duckdbFunctions.inExpressions.has(name));
    assert.ok(inExpressions.length > 300 && inExpressions.length < all.length);
    for (const name of inExpressions) {
      await assert.rejects(checkStatement(connection, `SELECT ${quoted(name)}(1)`, views), refused, name);
    }
    for (const name of all.filter((one) => !duckdbFunctions.inFrom.has(one))) {
      await assert.rejects(checkStatement(connection, `FROM ${quoted(name)}(1)`, views), refused, name);
    }
  });

  it('has every function refused that is unknown, until somebody has looked at it', async () => {
    await assert.rejects(checkStatement(connection, 'SELECT brand_new(1)', views), {
      message: /brand_new.*functions of numbers, texts, dates/,
    });
  });

  it('finds what is forbidden however deep it lies in what is allowed', async function () {
    this.timeout(60_000);
    const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    console.log(`      seed ${seed}`);
    const statement = fc.tuple(
      fc.array(fc.constantFrom(...aroundExpression), { maxLength: 6 }),
      fc.constantFrom(...aroundStatement),
      fc.constantFrom(...harmless),
      fc.constantFrom(...forbidden),
    );
    await fc.assert(
      fc.asyncProperty(statement, async ([layers, outer, good, bad]) => {
        const built = (core: string) => outer(layers.reduce((inner, layer) => layer(inner), core));
        await checkStatement(connection, built(good), views);
        await assert.rejects(checkStatement(connection, built(bad), views), refused);
      }),
      { seed, numRuns: 1500 },
    );
  });

  it('knows the names of a WITH where DuckDB knows them, and nowhere else', async () => {
    const allowed = [
      'WITH pg_class AS (SELECT 1), b AS (FROM pg_class) FROM b',
      'WITH a AS (SELECT 1) SELECT * FROM A, (SELECT * FROM a) b',
      'WITH a AS (SELECT 1) SELECT (SELECT 1 FROM a) ORDER BY (SELECT 1 FROM a)',
      'WITH costs AS (SELECT * FROM costs) FROM costs',
      'WITH RECURSIVE r AS (SELECT 1 AS a UNION SELECT a FROM r WHERE a IN (SELECT a FROM r)) FROM r',
      'FROM "COSTS"',
    ];
    for (const sql of allowed) {
      await checkStatement(connection, sql, views);
    }
    const not = [
      'WITH b AS (FROM pg_class), pg_class AS (SELECT 1) FROM b',
      'WITH pg_class AS (FROM pg_class) FROM pg_class',
      'SELECT (WITH pg_class AS (SELECT 1) SELECT 1 FROM pg_class), (SELECT 1 FROM pg_class)',
      'WITH a AS (SELECT 1) FROM main.a',
      'WITH a AS (SELECT 1) FROM a UNION ALL (WITH pg_class AS (FROM pg_class) FROM pg_class)',
    ];
    for (const sql of not) {
      await assert.rejects(checkStatement(connection, sql, views), refused, sql);
    }
  });

  it('has no characters at which parsers end in different places', async () => {
    const codes = [0, 1, 8, 11, 12, 13, 27, 31, 127, 128, 133, 159, 0xd800, 0xdfff];
    for (const check of [checkStatement, checkForeign]) {
      await check(connection, "SELECT\t'\u{1F4B0}\u2028'\r\n, 1\nFROM costs", views);
      for (const character of codes.map((code) => String.fromCharCode(code))) {
        for (const sql of [
          `SELECT 1 FROM costs ${character}`,
          `SELECT '${character}' FROM costs --`,
          `--${character} \nSELECT 1`,
        ]) {
          await assert.rejects(check(connection, sql, views), refused, JSON.stringify(sql));
        }
      }
    }
  });

  it('is Trino’s functions for what Athena runs', async () => {
    const allowed = [
      "SELECT date_format(Day, '%Y'), approx_distinct(ServiceName), sum(Cost) FROM costs GROUP BY 1",
      "SELECT element_at(Tags, 'a'), json_extract_scalar(x, '$.a'), TRY(1 / 0) FROM source",
      "SELECT date_trunc('month', current_date) - INTERVAL '1' MONTH, extract(year FROM Day) FROM costs",
      "SELECT transform(a, x -> x + 1), ARRAY[1], substring('a' FROM 1), Day AT TIME ZONE 'UTC' FROM costs",
      'SELECT rank() OVER (ORDER BY Cost), lag(Cost) OVER (), first_value(Cost) OVER () FROM costs',
    ];
    for (const sql of allowed) {
      await checkForeign(connection, sql, views);
    }
    for (const sql of ['SELECT current_user', 'SELECT current_groups()', 'SELECT version()', 'SHOW costs']) {
      await assert.rejects(checkForeign(connection, sql, views), refused, sql);
    }
  });
});
