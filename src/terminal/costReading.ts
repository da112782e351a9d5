import { placeIn } from '../core/finops/canonical';
import type { FormatColumns } from '../core/finops/formatPlace';
import { finopsError } from '../core/finops/finopsError';
import { readingRoles, type ReadingRole } from '../core/finops/reading/roleNames';
import type { CostReading as FileReading, ReadingAnswers } from '../protocol/costReading';
import type { DataSet, Inspection, MeasureColumn } from '../protocol/finops';

/** The roles in sentences. */
const names: Readonly<Record<ReadingRole, string>> = {
  cost: 'the cost',
  date: 'the time of a charge',
  service: 'the service',
  account: 'the account',
  accountName: 'the name of the account',
  region: 'the region',
  usageType: 'the type of usage',
  resource: 'the resource',
  tags: 'the tags',
  kind: 'the kind of charge',
  currency: 'the currency',
};

/** How files are read: the column of each role, null where there is none, and a sentence of why it is that one. */
export type CostReading = Readonly<Record<ReadingRole, string | null>> & {
  readonly reasons: Readonly<Partial<Record<ReadingRole, string>>>;
  /** For roles that other columns could have: these, the likeliest first. */
  readonly others: Readonly<Record<string, FileReading['roles'][string]['others']>>;
} & Partial<Omit<FileReading, 'roles' | 'notices' | 'currency'>>;

/** Columns that the user names, over what would be guessed. */
export interface NamedColumns {
  readonly cost?: string | undefined;
  readonly date?: string | undefined;
  /** The order of day and month where both are numbers. */
  readonly dateOrder?: ReadingAnswers['dateOrder'];
  /** The code of the currency where the files name none. */
  readonly currency?: string | undefined;
  /** Counts rows that say that they are totals. */
  readonly keepTotals?: boolean | undefined;
}

/** What a load needs to know of how files are to be read. */
export interface ChosenReading {
  /** For files of no known format. */
  readonly answers: ReadingAnswers;
  /** The cost that the user named among those of a known format. */
  readonly measure: MeasureColumn | undefined;
}

/** Puts what the user named over what the evidence says. @throws FinopsError `format` where a file has no such column or cost */
export function chooseReading(inspection: Inspection, named: NamedColumns): ChosenReading {
  const { dateOrder, currency, keepTotals } = named;
  const said = { dateOrder, currency: currency?.toUpperCase(), keepTotals };
  if (inspection.format !== 'generic') {
    return { answers: said, measure: namedMeasure(inspection, named) };
  }
  const columns: Record<string, string> = {};
  for (const role of ['cost', 'date'] as const) {
    const name = named[role];
    if (name !== undefined) {
      columns[role] = ownColumn(inspection, name);
    }
  }
  return { answers: { ...said, columns }, measure: undefined };
}

/** Says which column was read as what. The measure is the one whose figures are shown. */
export function readingOf(
  inspection: Inspection,
  dataSet: DataSet,
  measure: MeasureColumn,
  named: NamedColumns,
): CostReading {
  const { format, reading } = dataSet;
  const known = format !== 'generic' && format !== 'cost-explorer';
  const found = known
    ? knownRoles(inspection, placeIn(format, inspection.columns), measure)
    : evidentRoles(reading ?? inspection.reading, inspection, named);
  const columns = readingRoles.map((role) => [role, found[role]?.column ?? null]);
  const reasons = readingRoles.flatMap((role) => {
    const reason = found[role]?.reason;
    return reason === undefined ? [] : [[role, reason] as const];
  });
  const { roles = {}, notices: _notices, currency: _currency, ...layout } = reading ?? {};
  const others = Object.entries(roles).flatMap(([role, one]) =>
    one.others.length === 0 ? [] : [[role, one.others] as const],
  );
  return {
    ...(Object.fromEntries(columns) as Record<ReadingRole, string | null>),
    reasons: Object.fromEntries(reasons),
    others: Object.fromEntries(others),
    ...layout,
  };
}

type Roles = Partial<Record<ReadingRole, { readonly column: string | null; readonly reason: string }>>;

function ownColumn({ columns }: Inspection, name: string): string {
  const found = columns.find((column) => isSame(column, name));
  if (found === undefined) {
    throw finopsError('format', `There is no column “${name}”. The columns are: ${listed(columns)}.`);
  }
  return found;
}

function namedMeasure(inspection: Inspection, named: NamedColumns): MeasureColumn | undefined {
  const place = placeIn(inspection.format, inspection.columns);
  const date = place.start[0];
  if (named.date !== undefined && (date === undefined || !isSame(named.date, date))) {
    throw finopsError(
      'format',
      `${inspection.formatTitle} says by itself which column is the date, so that --date is not taken. Leave it out.`,
    );
  }
  if (named.cost === undefined) {
    return undefined;
  }
  const { cost } = named;
  const costs = place.measures.filter(({ names }) => presentIn(inspection, names).length > 0);
  const found = costs.find(
    ({ column, names }) => isSame(column, cost) || names.some((name) => isSame(name, cost)),
  );
  if (found === undefined) {
    const known = costs.flatMap(({ names }) => presentIn(inspection, names).slice(0, 1));
    const choice = known.length === 0 ? 'has one cost' : `has these costs: ${listed(known)}`;
    throw finopsError('format', `“${cost}” is no cost of these files: ${inspection.formatTitle} ${choice}.`);
  }
  return found.column;
}

function evidentRoles(
  reading: FileReading | undefined,
  { suggestedMapping }: Inspection,
  named: NamedColumns,
): Roles {
  const roles: Roles = {};
  for (const role of readingRoles) {
    const found = reading?.roles[role];
    const column = found?.column ?? (reading === undefined ? suggestedMapping?.[role] : undefined);
    if (column !== undefined) {
      const isNamed = (role === 'cost' || role === 'date') && named[role] !== undefined;
      const reason = found?.reason ?? 'Its name and its values say so.';
      roles[role] = { column, reason: isNamed ? `Named by --${role}.` : reason };
    }
  }
  return roles;
}

function knownRoles(inspection: Inspection, place: FormatColumns, measure: MeasureColumn): Roles {
  const source = place.measures.find(({ column }) => column === measure);
  const wanted: Readonly<Record<ReadingRole, readonly string[]>> = {
    cost: source?.names ?? [],
    date: place.start,
    service: place.service,
    account: place.account,
    accountName: place.accountName,
    region: place.region,
    usageType: place.usageType,
    resource: place.resource,
    tags: place.tags,
    kind: place.kind,
    currency: place.currency,
  };
  const roles: Roles = {};
  for (const role of readingRoles) {
    const [column, ...others] = presentIn(inspection, wanted[role]);
    if (column !== undefined) {
      const what = role === 'cost' ? `the ${source?.title().toLowerCase() ?? 'cost'}` : names[role];
      const spare = others.length === 0 ? '' : ` Where it is empty, ${listed(others)} is read.`;
      roles[role] = { column, reason: `${inspection.formatTitle} has ${what} there.${spare}` };
    }
  }
  if (roles.cost === undefined) {
    const reason = 'It is worked out from the line items by AWS’s formula for the amortized cost.';
    roles.cost = { column: null, reason };
  }
  const prefix = place.tagPrefixes.find((one) => inspection.columns.some((name) => startsSame(name, one)));
  if (roles.tags === undefined && prefix !== undefined) {
    roles.tags = { column: `${prefix}*`, reason: `${inspection.formatTitle} has a column for each tag.` };
  }
  return roles;
}

function presentIn({ columns }: Inspection, names: readonly string[]): string[] {
  return names.flatMap((name) => columns.find((column) => isSame(column, name)) ?? []);
}

function isSame(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

function startsSame(name: string, prefix: string): boolean {
  return name.toLowerCase().startsWith(prefix.toLowerCase());
}

function listed(names: readonly string[]): string {
  const MAX = 40;
  const more = names.length > MAX ? ` and ${names.length - MAX} more` : '';
  return `${names.slice(0, MAX).join(', ')}${more}`;
}
