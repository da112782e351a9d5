import * as l10n from '@vscode/l10n';
import type { Column } from '@aws-sdk/client-athena';
import type { CostFormat, CostScope, DataSet, MeasureColumn } from '../../../protocol/finops';
import { canonicalColumns, MONEY, planCanonical, tagColumns } from '../canonical';
import { detectFormat, formatTitle } from '../costFormats';
import { formatColumns } from '../formatColumns';
import type { FormatColumns } from '../formatPlace';
import { trino, type SourceColumn } from '../dialect';
import { finopsError } from '../finopsError';
import { identifier, literal } from '../sql';

/** A table of cost data in Athena, told by its columns, and how `costs` is made of it. */
export interface AthenaTable extends Pick<
  DataSet,
  'format' | 'formatTitle' | 'measures' | 'costsColumns' | 'tagKeys'
> {
  /** `database.table`, for people. */
  readonly name: string;
  /** Its columns, those that it is partitioned by last. */
  readonly columns: readonly string[];
  readonly partitionedBy: readonly string[];
  /** The common table expressions `source` and `costs` of a scope, without the word WITH. */
  readonly relations: (scope: CostScope) => string;
  /** The same with rows of all currencies and categories, for sums that keep them apart. */
  readonly allRelations: (measure: MeasureColumn) => string;
}

/** A table as the data catalog describes it. */
export interface CatalogTable {
  readonly database: string;
  readonly table: string;
  readonly columns: readonly Column[];
  readonly partitionKeys: readonly Column[];
}

/**
 * Tells what a table holds: CUR 2.0, the legacy report under the names that it has in Athena, or FOCUS.
 * @throws FinopsError `format` where it is none of them.
 */
export function planTable({ database, table, columns: own, partitionKeys }: CatalogTable): AthenaTable {
  const columns = [...own, ...partitionKeys].map(sourceColumn);
  const name = `${database}.${table}`;
  const format = formatOf(columns);
  if (format === undefined) {
    throw finopsError(
      'format',
      l10n.t(
        'The table {0} has not the columns of a Cost and Usage Report or of FOCUS. Choose the table that AWS’s data exports or their crawler made.',
        name,
      ),
    );
  }
  // In Athena the legacy report has the names of CUR 2.0.
  const place: FormatColumns = format === 'cur-legacy' ? formatColumns['cur-2.0'] : formatColumns[format];
  const plan = planCanonical(place, columns, undefined, trino);
  if (plan.measures.length === 0) {
    throw finopsError('format', l10n.t('The table {0} has no column with a cost.', name));
  }
  const known = canonicalColumns.filter(({ name: column }) => plan.expressions.has(column));
  const sql = (column: string) => plan.expressions.get(column) ?? 'NULL';
  const list = known.map(({ name: column }) => `${sql(column)} AS ${column}`);
  const relations = (measure: MeasureColumn, where: string) =>
    `source AS (\n  SELECT * FROM ${identifier(database)}.${identifier(table)}\n), costs AS (\n  SELECT\n    ` +
    `${[...list, `${sql(measure)} AS Cost`].join(',\n    ')}\n  FROM source${where}\n)`;
  return {
    name,
    format,
    formatTitle: formatTitle(format),
    columns: columns.map((column) => column.name),
    partitionedBy: partitionKeys.map(({ Name: key = '' }) => key),
    measures: [...plan.measures],
    costsColumns: [...known, { name: 'Cost', type: MONEY }],
    tagKeys: tagColumns(place, columns).map(({ key }) => key),
    relations: ({ measure, currency, leaveOut }) => {
      const without = leaveOut.map(literal).join(', ');
      const kept = without === '' ? '' : `\n    AND ${sql('ChargeCategory')} NOT IN (${without})`;
      return relations(measure, `\n  WHERE ${sql('BillingCurrency')} = ${literal(currency)}${kept}`);
    },
    allRelations: (measure) => relations(measure, ''),
  };
}

/** Types of text in Hive's words, in which the catalog speaks. */
const TEXT = /^(string|varchar|char)\b/i;

function sourceColumn({ Name: name = '', Type: type = 'string' }: Column): SourceColumn {
  return { name, sql: identifier(name), type: TEXT.test(type) ? undefined : type.toLowerCase() };
}

function formatOf(
  columns: readonly SourceColumn[],
): Exclude<CostFormat, 'generic' | 'cost-explorer'> | undefined {
  const detected = detectFormat(columns.map(({ name }) => name));
  if (detected.kind !== 'known' || detected.format === 'cost-explorer') {
    return undefined;
  }
  const has = (wanted: string) => columns.some(({ name }) => name.toLowerCase() === wanted);
  const legacy = detected.format === 'cur-2.0' && !has('resource_tags') && !has('product');
  return legacy ? 'cur-legacy' : detected.format;
}
