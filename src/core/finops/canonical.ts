import * as l10n from '@vscode/l10n';
import {
  type ColumnMapping,
  type CostFormat,
  type Measure,
  measureColumns,
  UNKNOWN_CURRENCY,
} from '../../protocol/finops';
import { formatColumns } from './formatColumns';
import { type FormatColumns, nowhere, placeAmong } from './formatPlace';
import type { Dialect, SourceColumn } from './dialect';
import { identifier, literal } from './sql';

/** Amounts keep 24 decimals, which leaves 14 digits before the point. */
export const MONEY = 'DECIMAL(38,24)';

/** The columns of the view `costs` but for `Cost`, which is the measure that was chosen. */
export const canonicalColumns: readonly { readonly name: string; readonly type: string }[] = [
  { name: 'Day', type: 'DATE' },
  { name: 'ChargePeriodStart', type: 'TIMESTAMP' },
  { name: 'ServiceName', type: 'VARCHAR' },
  { name: 'ServiceCode', type: 'VARCHAR' },
  { name: 'SubAccountId', type: 'VARCHAR' },
  { name: 'SubAccountName', type: 'VARCHAR' },
  { name: 'RegionId', type: 'VARCHAR' },
  { name: 'UsageType', type: 'VARCHAR' },
  { name: 'Operation', type: 'VARCHAR' },
  { name: 'ResourceId', type: 'VARCHAR' },
  { name: 'ChargeCategory', type: 'VARCHAR' },
  { name: 'ChargeType', type: 'VARCHAR' },
  { name: 'ChargeDescription', type: 'VARCHAR' },
  { name: 'UsageQuantity', type: 'DOUBLE' },
  { name: 'BillingCurrency', type: 'VARCHAR' },
  { name: 'CommitmentDiscountStatus', type: 'VARCHAR' },
  { name: 'CommitmentDiscountCategory', type: 'VARCHAR' },
  { name: 'Tags', type: 'MAP(VARCHAR, VARCHAR)' },
  ...measureColumns.map((name) => ({ name, type: MONEY })),
];

/** How a canonical column is stored beside the files' own. */
export function canonicalStored(name: string): string {
  return `c_${name}`;
}

/** How the canonical columns come out of the files' own. */
export interface CanonicalPlan {
  /** SQL for each canonical column that the files know. */
  readonly expressions: ReadonlyMap<string, string>;
  readonly measures: readonly Measure[];
  /** SQL of whether a row has no tag. */
  readonly untagged: string;
}

/** Where a file of no known format keeps what, as the user said. */
export function mappedColumns(mapping: ColumnMapping): FormatColumns {
  const list = (name: string | undefined) => (name === undefined ? [] : [name]);
  return {
    ...nowhere,
    start: list(mapping.date),
    account: list(mapping.account),
    accountName: list(mapping.accountName),
    service: list(mapping.service),
    region: list(mapping.region),
    usageType: list(mapping.usageType),
    resource: list(mapping.resource),
    kind: list(mapping.kind),
    currency: list(mapping.currency),
    tags: list(mapping.tags),
    measures: [{ column: 'BilledCost', title: () => mapping.cost, names: [mapping.cost] }],
    otherKinds: 'Usage',
  };
}

/** Where a format keeps what. */
export function columnsOf(format: CostFormat, mapping: ColumnMapping | undefined): FormatColumns {
  if (format === 'generic' || format === 'cost-explorer') {
    return mappedColumns(mapping ?? { cost: '' });
  }
  return formatColumns[format];
}

/** Where a format keeps what in a file with these columns. */
export function placeIn(format: CostFormat, columns: readonly string[]): FormatColumns {
  return placeAmong(columnsOf(format, undefined), columns);
}

/** The columns that are read as exact decimals. */
export function moneyNames(format: FormatColumns): string[] {
  return [...format.measures.flatMap((measure) => measure.names), ...amortizedInputs];
}

const amortizedInputs = [
  'savingsPlan/SavingsPlanEffectiveCost',
  'savingsPlan/TotalCommitmentToDate',
  'savingsPlan/UsedCommitment',
  'reservation/EffectiveCost',
  'reservation/UnusedAmortizedUpfrontFeeForBillingPeriod',
  'reservation/UnusedRecurringFee',
].flatMap((name) => [name, athenaName(name)]);

/** `savingsPlan/UsedCommitment` as CUR 2.0 and Athena call it. */
function athenaName(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace('/', '_')
    .toLowerCase();
}

/** The SQL of the canonical columns over the columns that files or a table have. */
export function planCanonical(
  format: FormatColumns,
  columns: readonly SourceColumn[],
  currencyCode: string | undefined,
  dialect: Dialect,
): CanonicalPlan {
  const byName = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  const find = (name: string) => byName.get(name.toLowerCase());
  const text = (names: readonly string[]): string | undefined => {
    const found = names.flatMap((name) => {
      const column = find(name);
      return column === undefined ? [] : [textOf(name, column, dialect, format.hasProductMap === true)];
    });
    return found.length > 1 ? `coalesce(${found.join(', ')})` : found[0];
  };
  const kind = text(format.kind);
  const expressions = new Map<string, string>();
  const put = (name: string, sql: string | undefined) => {
    if (sql !== undefined) {
      expressions.set(name, sql);
    }
  };
  const start = find(format.start[0] ?? '');
  if (start !== undefined) {
    const instant = dialect.instant(start);
    put('ChargePeriodStart', instant);
    put('Day', `CAST(${instant} AS DATE)`);
  }
  put('ServiceName', text(format.service));
  put('ServiceCode', text(format.serviceCode));
  put('SubAccountId', text(format.account));
  put('SubAccountName', text(format.accountName));
  put('RegionId', text(format.region));
  put('UsageType', text(format.usageType));
  put('Operation', text(format.operation));
  put('ResourceId', text(format.resource));
  put('ChargeType', kind);
  put('ChargeCategory', kind === undefined ? literal('Usage') : categoryOf(kind, format.otherKinds));
  put('ChargeDescription', text(format.description));
  const quantity = text(format.quantity);
  put('UsageQuantity', quantity && `TRY_CAST(${quantity} AS DOUBLE)`);
  const currency = text(format.currency);
  const fallback = literal(currencyCode ?? UNKNOWN_CURRENCY);
  put('BillingCurrency', currency ? `coalesce(${currency}, ${fallback})` : fallback);
  if (format.measures.some(({ names }) => names.includes('EffectiveCost'))) {
    // FOCUS alone; of AWS's own reports the charge type says it.
    put('CommitmentDiscountStatus', text(['CommitmentDiscountStatus']));
    put('CommitmentDiscountCategory', text(['CommitmentDiscountCategory']));
  }
  const tags = tagsOf(format, columns, dialect);
  put('Tags', tags?.map);
  const measures: Measure[] = [];
  for (const { column, title, names } of format.measures) {
    const found = names.map(find).find((one) => one !== undefined);
    if (found === undefined) {
      continue;
    }
    put(column, dialect.amount(found, MONEY));
    measures.push({ column, title: title() });
  }
  const amortized = kind === undefined ? undefined : amortizedCost(kind, find, dialect);
  if (amortized !== undefined && !expressions.has('EffectiveCost')) {
    put('EffectiveCost', amortized);
    measures.push({ column: 'EffectiveCost', title: l10n.t('Amortized cost') });
  }
  return { expressions, measures, untagged: tags?.none ?? 'true' };
}

function textOf(name: string, { sql, type }: SourceColumn, dialect: Dialect, hasProductMap: boolean): string {
  // CUR 2.0 has a map of product attributes: JSON in CSV files.
  if (hasProductMap && name === 'product') {
    const product = isMap(type)
      ? dialect.member(sql, 'product_name')
      : dialect.jsonMember(sql, 'product_name');
    return `nullif(${product}, '')`;
  }
  return type === undefined ? sql : `nullif(CAST(${sql} AS VARCHAR), '')`;
}

function isMap(type: string | undefined): boolean {
  return type?.toUpperCase().startsWith('MAP') ?? false;
}

/** AWS's line item types and FOCUS's own categories, as one list of categories. */
function categoryOf(kind: string, others: FormatColumns['otherKinds']): string {
  const type = `lower(${kind})`;
  const rest =
    others === undefined
      ? "ELSE 'Adjustment'"
      : `WHEN ${type} LIKE '%adjust%' OR ${type} LIKE '%round%' THEN 'Adjustment' ELSE '${others}'`;
  return (
    `CASE WHEN ${type} LIKE '%usage' THEN 'Usage' ` +
    `WHEN ${type} IN ('tax', 'taxes') THEN 'Tax' WHEN ${type} IN ('refund', 'refunds') THEN 'Refund' ` +
    `WHEN ${type} LIKE '%credit' OR ${type} LIKE '%credits' OR ${type} LIKE '%discount' THEN 'Credit' ` +
    `WHEN ${type} = 'purchase' OR ${type} LIKE '%fee' THEN 'Purchase' ${rest} END`
  );
}

interface TagSql {
  /** All tags as a map. */
  readonly map: string;
  /** Whether there is none, without making a map of them. */
  readonly none: string;
}

function tagsOf(
  format: FormatColumns,
  columns: readonly SourceColumn[],
  dialect: Dialect,
): TagSql | undefined {
  for (const name of format.tags) {
    const column = columns.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (column === undefined) {
      continue;
    }
    const { sql, type } = column;
    if (isMap(type)) {
      const none = `(${sql} IS NULL OR cardinality(${sql}) = 0)`;
      return { map: `CAST(${sql} AS MAP(VARCHAR, VARCHAR))`, none };
    }
    // Every member of an object has a colon.
    return { map: dialect.jsonMap(sql), none: `(${sql} IS NULL OR strpos(${sql}, ':') = 0)` };
  }
  const entries = tagColumns(format, columns).map(({ key, column }) => ({
    key,
    value: `nullif(CAST(${column.sql} AS VARCHAR), '')`,
  }));
  if (entries.length === 0) {
    return undefined;
  }
  return {
    map: dialect.mapOf(entries),
    none: `(coalesce(${[...entries.map(({ value }) => value), 'NULL'].join(', ')}) IS NULL)`,
  };
}

/** The columns with one tag each, and the tags' keys. */
export function tagColumns(
  format: FormatColumns,
  columns: readonly SourceColumn[],
): { readonly key: string; readonly column: SourceColumn }[] {
  return columns.flatMap((column) => {
    const name = column.name.toLowerCase();
    const prefix = format.tagPrefixes.find((one) => name.startsWith(one.toLowerCase()));
    return prefix === undefined ? [] : [{ key: column.name.slice(prefix.length), column }];
  });
}

/**
 * The cost of use when commitments are spread over the time they cover, by line item type: the formula of AWS's
 * documentation (Understanding your amortized reservation and Savings Plans data).
 */
function amortizedCost(
  kind: string,
  find: (name: string) => SourceColumn | undefined,
  dialect: Dialect,
): string | undefined {
  const of = (name: string): string | undefined => {
    const column = find(name) ?? find(athenaName(name));
    return column === undefined ? undefined : `coalesce(${dialect.amount(column, MONEY)}, 0)`;
  };
  const unblended = of('lineItem/UnblendedCost');
  const plan = of('savingsPlan/SavingsPlanEffectiveCost');
  const reserved = of('reservation/EffectiveCost');
  if (unblended === undefined || (plan === undefined && reserved === undefined)) {
    return undefined;
  }
  const total = of('savingsPlan/TotalCommitmentToDate') ?? '0';
  const used = of('savingsPlan/UsedCommitment') ?? '0';
  const upfront = of('reservation/UnusedAmortizedUpfrontFeeForBillingPeriod') ?? '0';
  const recurring = of('reservation/UnusedRecurringFee') ?? '0';
  return (
    `CAST(CASE ${kind} WHEN 'SavingsPlanCoveredUsage' THEN ${plan ?? unblended} ` +
    `WHEN 'SavingsPlanRecurringFee' THEN ${total} - ${used} ` +
    `WHEN 'SavingsPlanNegation' THEN 0 WHEN 'SavingsPlanUpfrontFee' THEN 0 ` +
    `WHEN 'DiscountedUsage' THEN ${reserved ?? unblended} ` +
    `WHEN 'RIFee' THEN ${upfront} + ${recurring} ELSE ${unblended} END AS ${MONEY})`
  );
}

/** The select list that gives every canonical column its stored name; what the files lack is NULL. */
export function canonicalSelect(plan: CanonicalPlan): string {
  const list = canonicalColumns.map(({ name, type }) => {
    const sql = plan.expressions.get(name);
    const value = sql !== undefined && name === 'BillingCurrency' ? codeOf(sql) : sql;
    return `${value ?? `CAST(NULL AS ${type})`} AS ${identifier(canonicalStored(name))}`;
  });
  return [...list, `${plan.untagged} AS ${identifier(UNTAGGED)}`].join(', ');
}

/** No code is as long as this. */
const MAX_CODE = 100;

/** SQL of a currency's code. What is far too long to be one is cut, and stays apart from all others. */
function codeOf(sql: string): string {
  return `CASE WHEN length(${sql}) > ${MAX_CODE} THEN left(${sql}, 20) || '… ' || md5(${sql}) ELSE ${sql} END`;
}

/** Where it is stored whether a row has no tag. */
export const UNTAGGED = canonicalStored('Untagged');
