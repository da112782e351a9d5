import assert from 'node:assert/strict';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { judgedSql } from '../../../../../src/core/finops/athena/statement';
import { FinopsError } from '../../../../../src/core/finops/finopsError';
import { checkForeign } from '../../../../../src/core/finops/local/guard';

/** Trino's own words for what it cuts a text into. Source: SqlBase.g4 of Trino, the rules of its lexer. */
const trinoTokens =
  /(?<skipped>--[^\r\n]*(?:\r?\n|\r)?|\/\*[\s\S]*?\*\/|[ \r\n\t]+)|(?<text>(?:u&)?'(?:[^']|'')*'|x'[^']*')|(?<name>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\d+[a-z_][\w]*|[a-z_]\w*)|(?<number>\d+(?:\.\d*)?)|(?<sign>[\s\S])/giu;

/** The words of a statement as Trino reads it, without texts and comments. */
function trinoWords(sql: string): string[] {
  return [...sql.matchAll(trinoTokens)].flatMap(({ 0: token, groups }) =>
    groups?.['skipped'] !== undefined || groups?.['text'] !== undefined ? [] : [token.toLowerCase()],
  );
}

/** The relations that are named behind FROM, JOIN, TABLE or a comma behind them, as Trino reads it. */
function readsEvil(sql: string): boolean {
  const words = trinoWords(sql);
  return words.some((word, at) => word === 'evil' && ['from', 'join', 'table'].includes(words[at - 1] ?? ''));
}

/** Where two parsers may part: ends of lines, of texts, of comments, of statements. */
const seams = [
  '\r',
  '\n',
  '\r\n',
  '\0',
  '\t',
  '\f',
  '\v',
  '\u0085',
  '\u2028',
  '\u2029',
  '\u00a0',
  '\u3000',
  '\u200b',
  '\ufeff',
  "'",
  "''",
  '"',
  '""',
  '`',
  '\\',
  "\\'",
  '\\"',
  '’',
  '＇',
  '＂',
  '‘',
  '\ud800',
  '--',
  '-',
  '/*',
  '*/',
  '/',
  '*',
  '//',
  '#',
  ';',
  '$$',
  '$a$',
  '$',
  '(',
  ')',
  ',',

  "e'",
  "E'",
  "u&'",
  "U&'\\0027",
  'u&"',
  "x'",
  "b'",
  "n'",
  'UESCAPE',
  '1',
  '1e',
  '.',
  '::',
  '?',
  '{',
  '}',
  '@',
  '^',
];
const words = [
  'SELECT 1',
  'SELECT * ',
  ' FROM costs',
  ' FROM evil',
  ' FROM evil ',
  'WITH x AS (',
  ' with ',
  ' AS ',
  ' AS "',
  " AS '",

  'UNION ALL SELECT * FROM evil',
  ' UNION SELECT a FROM evil ',
  'SELECT * FROM x',
  ' JOIN evil ON true',
  ' LIMIT 5',
  'TABLE evil',
  '(SELECT max(a) FROM evil)',
  ', x AS (SELECT * FROM evil)',
  '\n',
  ' ',
  'FROM costs',
  '1',
];

/** Wrapped so that what is within may count for one parser and not for the other. */
const wraps: readonly ((inner: string, seam: string) => string)[] = [
  (inner) => `'${inner}'`,
  (inner) => `"${inner}"`,
  (inner) => `--${inner}\n`,
  (inner, seam) => `--${seam}${inner}`,
  (inner) => `/*${inner}*/`,
  (inner, seam) => `/*${seam}/*${inner}*/`,
  (inner) => `$$${inner}$$`,
  (inner) => `e'\\'${inner}'`,
  (inner) => `U&'${inner}'`,
  (inner) => `\`${inner}\``,
  (inner, seam) => `'${seam}' ${inner}`,
  (inner) => `(${inner})`,
  (inner, seam) => `--${seam}SELECT 1 AS "\nwith x AS (SELECT * ${inner}) SELECT * FROM x --" FROM costs`,
  (inner, seam) => `SELECT 1 AS a FROM costs --${seam}\n${inner}`,
  (inner, seam) => `SELECT '${seam}' AS a ${inner} --' FROM costs`,
  (inner, seam) => `SELECT "a${seam}" ${inner} --" FROM costs`,
  (inner, seam) => `WITH x AS (SELECT 1${seam}) ${inner}`,
  (inner, seam) => `SELECT 1${seam} FROM costs ${inner}`,
];

const piece: fc.Arbitrary<string> = fc.letrec<{ piece: string }>((tie) => ({
  piece: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...words),
    fc.constantFrom(...seams),
    fc
      .tuple(fc.constantFrom(...wraps), fc.array(tie('piece'), { maxLength: 3 }), fc.constantFrom(...seams))
      .map(([wrap, inner, seam]) => wrap(inner.join(''), seam)),
  ),
})).piece;
const start = fc.constantFrom(
  '',
  '',
  'SELECT 1 FROM costs',
  'WITH x AS (SELECT 1) SELECT * FROM x',
  "SELECT 'a' AS b",
);

describe('What Athena is sent of a statement', () => {
  const relations = 'source AS (SELECT * FROM "billing"."focus"), costs AS (SELECT * FROM source)';
  let connection: DuckDBConnection;
  before(async () => {
    connection = await (await DuckDBInstance.create(':memory:')).connect();
  });
  after(() => connection.closeSync());

  const guard = (sql: string, tables: readonly string[]) => checkForeign(connection, sql, tables);
  const sent = (sql: string) => judgedSql(sql, { relations, maxRows: 10 }, guard);

  it('has no comments, and keeps texts, names and order as they were', async () => {
    const sql = `-- one\n WITH x AS (SELECT '--' AS "-- ""a" FROM costs) -- 'two'\nSELECT * FROM x ORDER BY 1 ; ;`;
    const wanted = `WITH ${relations}, x AS (SELECT '--' AS "-- ""a" FROM costs)  \nSELECT * FROM x ORDER BY 1\nLIMIT 11`;
    assert.equal(await sent(sql), wanted);
  });

  it('is of the allowed relations alone, as either parser reads it, however its pieces nest', async function () {
    this.timeout(120_000);
    const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    console.log(`      seed ${seed}`);
    let passed = 0;
    const statement = fc
      .tuple(start, fc.array(piece, { minLength: 1, maxLength: 4 }))
      .map(([first, pieces]) => `${first}${pieces.join('')}`);
    await fc.assert(
      fc.asyncProperty(statement, async (sql) => {
        let text: string;
        try {
          text = await sent(sql);
        } catch (error) {
          assert.ok(error instanceof FinopsError, String(error));
          return;
        }
        passed += 1;
        assert.ok(text.startsWith(`WITH ${relations}`) && text.endsWith('\nLIMIT 11'), text);
        const own = text.slice(`WITH ${relations}`.length);
        assert.ok(!readsEvil(own), `Trino reads another table: ${JSON.stringify(text)}`);
        await guard(`WITH source AS (SELECT 1), costs AS (SELECT 1)${own}`, ['costs', 'source']);
      }),
      { seed, numRuns: 4000 },
    );
    assert.ok(passed > 50, `${passed} statements passed`);
  });

  it('is made in a time that grows with its length alone', async () => {
    for (const unit of [' ', ';', ' ;', "''", '--\n', '-- ', '1', '.1', 'a', '"', '\n;x', '/', '-']) {
      const outcome = await sent(`SELECT 1 ${unit.repeat(200_000)}x`).catch((error: unknown) => error);
      assert.ok(typeof outcome === 'string' || outcome instanceof FinopsError, String(outcome));
    }
  });
});
