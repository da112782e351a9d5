import * as l10n from '@vscode/l10n';
import type { DataSet, SkippedRow } from '../../../protocol/finops';
import { formatTitle } from '../costFormats';
import { canonicalColumns, canonicalStored, MONEY } from '../canonical';
import { currencyNotices, MAX_CURRENCIES, MAX_DAYS } from '../namedCosts';
import { cutText, identifier } from '../sql';
import { type DuckDBConnection, rowsOf, textOf } from './duckdb';
import type { Plan } from './plan';
import { readingValue } from './readingValue';
import { formatCount } from '../../../shared/format';

/** The known facts of files once they are stored. */
export interface Stored {
  readonly connection: DuckDBConnection;
  readonly id: string;
  readonly plan: Plan;
  /** The table of sums. */
  readonly rollup: string;
  /** SQL of all stored rows. */
  readonly relation: string;
  readonly files: DataSet['files'];
  readonly skipped: readonly SkippedRow[];
  readonly notices: readonly string[];
}

const SHOWN_SKIPPED = 100;
const SHOWN_TAGS = 200;
/** AWS allows 128 characters. */
const MAX_TAG_KEY = 200;

/** Says what a data set has: its columns, costs, currencies and tags, and what is out of the ordinary in it. */
export async function describeDataSet(data: Stored): Promise<DataSet> {
  const { connection, plan, rollup, files } = data;
  const currencies = await rowsOf(
    connection,
    `SELECT BillingCurrency AS currency, sum(n)::BIGINT AS n FROM ${rollup}
     GROUP BY 1 ORDER BY n DESC, 1 LIMIT ${MAX_CURRENCIES}`,
  );
  const counts = await rowsOf(
    connection,
    `SELECT count(DISTINCT BillingCurrency) AS currencies, count(DISTINCT Day) AS days FROM ${rollup}`,
  );
  const dayCount = Number(counts[0]?.['days'] ?? 0);
  const known = new Set(plan.files.flatMap(({ canonical }) => [...canonical.expressions.keys()]));
  const skippedRows = files.reduce((sum, file) => sum + file.skippedRows, 0);
  const undated = known.has('Day') ? await countUndated(connection, rollup) : 0;
  return {
    id: data.id,
    format: plan.format,
    formatTitle: formatTitle(plan.format),
    files,
    rows: files.reduce((sum, file) => sum + file.rows, 0),
    columns: [...plan.header],
    skippedRows,
    skipped: data.skipped.slice(0, SHOWN_SKIPPED),
    measures: [...plan.measures],
    currencies: currencies.map((row) => ({ currency: textOf(row['currency']), rows: Number(row['n']) })),
    costsColumns: [...canonicalColumns.filter(({ name }) => known.has(name)), { name: 'Cost', type: MONEY }],
    tagKeys: plan.hasTags ? await tagKeys(data) : [],
    reading: readingOf(plan),
    notices: [
      ...plan.notices,
      ...data.notices,
      ...(skippedRows > 0 ? [skippedText(skippedRows)] : []),
      ...currencyNotices(Number(counts[0]?.['currencies'] ?? 0)),
      ...(dayCount > MAX_DAYS
        ? [
            l10n.t(
              'The rows are of {0} days, of which the last {1} are shown one by one.',
              formatCount(dayCount),
              formatCount(MAX_DAYS),
            ),
          ]
        : []),
      ...(undated > 0 ? [undatedText(undated)] : []),
    ],
  };
}

function readingOf({ files }: Plan): DataSet['reading'] {
  const [first] = files;
  const reading = first?.normal?.reading ?? first?.headed.reading;
  return (
    reading &&
    readingValue(
      reading,
      files.flatMap(({ normal }) => normal?.result.leftOut ?? []),
    )
  );
}

async function countUndated(connection: DuckDBConnection, rollup: string): Promise<number> {
  const rows = await rowsOf(
    connection,
    `SELECT coalesce(sum(n), 0)::BIGINT AS n FROM ${rollup} WHERE Day IS NULL`,
  );
  return Number(rows[0]?.['n'] ?? 0);
}

async function tagKeys({ connection, relation }: Stored): Promise<string[]> {
  const tags = identifier(canonicalStored('Tags'));
  const rows = await rowsOf(
    connection,
    `SELECT ${cutText('k', MAX_TAG_KEY)} AS k, n FROM (SELECT k, count(*) AS n FROM (SELECT unnest(map_keys(${tags})) AS k FROM ${relation})
     GROUP BY k ORDER BY n DESC, k LIMIT ${SHOWN_TAGS}) ORDER BY n DESC, k`,
  );
  return rows.map((row) => textOf(row['k']));
}

function skippedText(rows: number): string {
  return rows === 1
    ? l10n.t('1 row could not be read and is in no figure.')
    : l10n.t('{0} rows could not be read and are in no figure.', formatCount(rows));
}

function undatedText(rows: number): string {
  return rows === 1
    ? l10n.t('1 row has no date that can be read, and a day of its own.')
    : l10n.t('{0} rows have no date that can be read, and a day of their own.', formatCount(rows));
}
