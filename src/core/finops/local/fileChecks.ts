import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { dayNotices, overlapNotices, type SharedRows } from '../bookkeeping';
import { canonicalColumns, canonicalStored } from '../canonical';
import { identifier } from '../sql';
import { partPaths } from './dataSetStore';
import { type DuckDBConnection, parquetOf, rowsOf, textOf } from './duckdb';
import type { PlannedFile } from './plan';

/** A stored data set whose files are checked against one another. */
export interface CheckedFiles {
  readonly connection: DuckDBConnection;
  readonly folder: string;
  readonly parts: readonly string[];
  readonly files: readonly PlannedFile[];
  readonly rollup: string;
  /** Whether files may be parts of one export, which have the same days. */
  readonly ofOneExport: boolean;
}

/** So many rows are compared, which takes seconds. */
const MAX_ROWS = 4_000_000;
const day = identifier(canonicalStored('Day'));

/** Sentences of a bookkeeper's checks: files twice, periods that overlap, days that lack, a month that has not ended. */
export async function checkFiles(checked: CheckedFiles): Promise<string[]> {
  const twice = await sameContents(checked.files);
  const named = new Set(twice.flat());
  return [
    ...twice.map((names) =>
      l10n.t(
        '{0} have the same content, byte for byte: it counts {1} times in every figure. Load it once.',
        names.join(', '),
        names.length,
      ),
    ),
    ...(checked.ofOneExport ? [] : await overlaps(checked, named)),
    ...dayNotices(await daysOf(checked)),
  ];
}

/** Names of files with the same bytes. Only those of the same size are read. */
async function sameContents(files: readonly PlannedFile[]): Promise<string[][]> {
  const groups: string[][] = [];
  for (const size of new Set(files.map(({ file }) => file.bytes))) {
    const alike = files.filter(({ file }) => file.bytes === size);
    if (alike.length < 2) {
      continue;
    }
    const digests = new Map<string, string[]>();
    for (const { file } of alike) {
      const digest = await digestOf(file.path);
      digests.set(digest, [...(digests.get(digest) ?? []), file.name]);
    }
    groups.push(...[...digests.values()].filter((names) => names.length > 1));
  }
  return groups;
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(piece);
  }
  return hash.digest('hex');
}

/** Taxes are dated on the first of the next month, which is no gap and no month. */
async function daysOf({ connection, rollup }: CheckedFiles): Promise<string[]> {
  const sql = `SELECT DISTINCT CAST(Day AS VARCHAR) AS d FROM ${rollup} WHERE Day IS NOT NULL AND ChargeCategory <> 'Tax'`;
  return (await rowsOf(connection, sql)).map((row) => textOf(row['d']));
}

interface Period {
  readonly name: string;
  readonly path: string;
  readonly first: string;
  readonly last: string;
  readonly rows: number;
}

async function overlaps(
  { connection, folder, parts, files }: CheckedFiles,
  without: ReadonlySet<string>,
): Promise<string[]> {
  const periods: Period[] = [];
  for (const [at, path] of files.length < 2 ? [] : partPaths(folder, parts).entries()) {
    const name = files[at]?.file.name ?? '';
    const sql = `SELECT CAST(min(${day}) AS VARCHAR) AS first, CAST(max(${day}) AS VARCHAR) AS last, count(*) AS n FROM ${parquetOf(path)}`;
    const [row] = await rowsOf(connection, sql);
    const [first, last] = [textOf(row?.['first']), textOf(row?.['last'])];
    if (first !== '' && !without.has(name)) {
      periods.push({ name, path, first, last, rows: Number(row?.['n'] ?? 0) });
    }
  }
  const pairs = periods.flatMap((one, at) =>
    periods
      .slice(at + 1)
      .filter((other) => other.first <= one.last && one.first <= other.last)
      .map((other) => [one, other] as const),
  );
  const shared: SharedRows[] = [];
  let [rows, compared] = [0, 0];
  for (const [one, other] of pairs) {
    rows += one.rows + other.rows;
    if (rows > MAX_ROWS) {
      break;
    }
    compared += 1;
    shared.push(...(await sharedBy(connection, one, other)));
  }
  return overlapNotices(shared, pairs.length - compared);
}

/** Rows are the same where all that is known of them is; a row that a file has twice counts twice. */
async function sharedBy(connection: DuckDBConnection, one: Period, other: Period): Promise<SharedRows[]> {
  const columns = canonicalColumns.map(({ name }) => identifier(canonicalStored(name))).join(', ');
  const [first, last] = [
    one.first > other.first ? one.first : other.first,
    one.last < other.last ? one.last : other.last,
  ];
  const rows = ({ path }: Period, name: string) =>
    `${name} AS (SELECT hash(row(${columns})) AS h, count(*) AS n FROM ${parquetOf(path)}
     WHERE ${day} BETWEEN '${first}' AND '${last}' GROUP BY 1)`;
  const [row] = await rowsOf(
    connection,
    `WITH ${rows(one, 'a')}, ${rows(other, 'b')} SELECT
       (SELECT coalesce(sum(n), 0)::BIGINT FROM a) AS a, (SELECT coalesce(sum(n), 0)::BIGINT FROM b) AS b,
       (SELECT coalesce(sum(least(a.n, b.n)), 0)::BIGINT FROM a JOIN b ON a.h = b.h) AS same`,
  );
  const [a, b] = [Number(row?.['a'] ?? 0), Number(row?.['b'] ?? 0)];
  const same = Number(row?.['same'] ?? 0);
  // Days that both periods have, but one of the files has no row on.
  const whole = one.first === other.first && one.last === other.last;
  return a === 0 || b === 0
    ? []
    : [{ one: one.name, other: other.name, first, last, whole, same, rows: [a, b] }];
}
