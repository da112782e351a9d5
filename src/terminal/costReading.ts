import { columnsOf } from '../core/finops/canonical';
import type { FormatColumns } from '../core/finops/costFormats';
import { finopsError } from '../core/finops/finopsError';
import type { ColumnMapping, Guess, Inspection, MeasureColumn } from '../protocol/finops';

/** The roles that a column of cost data can have. */
export const readingRoles = [
  'cost',
  'date',
  'service',
  'account',
  'region',
  'usageType',
  'resource',
  'tags',
  'kind',
  'currency',
] as const;
export type ReadingRole = (typeof readingRoles)[number];

/** The roles in sentences. */
const names: Readonly<Record<ReadingRole, string>> = {
  cost: 'the cost',
  date: 'the time of a charge',
  service: 'the service',
  account: 'the account',
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
};

/** Columns that the user names, over what would be guessed. */
export interface NamedColumns {
  readonly cost?: string | undefined;
  readonly date?: string | undefined;
}

/** What a load needs to know of how files are to be read. */
export interface ChosenReading {
  /** For files of no known format. */
  readonly mapping: ColumnMapping | undefined;
  /** The cost that the user named among those of a known format. */
  readonly measure: MeasureColumn | undefined;
}

/** Puts what the user named over what was guessed. @throws FinopsError `format` where a file has no such column or cost */
export function chooseReading(inspection: Inspection, named: NamedColumns): ChosenReading {
  if (inspection.format !== 'generic') {
    return { mapping: undefined, measure: namedMeasure(inspection, named) };
  }
  const guessed = inspection.suggestedMapping ?? { cost: '' };
  const cost = named.cost === undefined ? guessed.cost : ownColumn(inspection, named.cost);
  const date = named.date === undefined ? guessed.date : ownColumn(inspection, named.date);
  const taken = new Set([cost, date]);
  const others = Object.entries(guessed).filter(
    ([role, column]) => role !== 'cost' && role !== 'date' && !taken.has(column),
  );
  return {
    mapping: { ...Object.fromEntries(others), cost, ...(date !== undefined && date !== cost && { date }) },
    measure: undefined,
  };
}

/** Says which column was read as what. The measure is the one whose figures are shown. */
export function readingOf(
  inspection: Inspection,
  { mapping }: ChosenReading,
  measure: MeasureColumn,
  named: NamedColumns,
): CostReading {
  const found =
    inspection.format === 'generic'
      ? mappedRoles(inspection, mapping ?? { cost: '' }, named)
      : inspection.format === 'cost-explorer'
        ? explorerRoles(inspection)
        : knownRoles(inspection, columnsOf(inspection.format, undefined), measure);
  const columns = readingRoles.map((role) => [role, found[role]?.column ?? null]);
  const reasons = readingRoles.flatMap((role) => {
    const reason = found[role]?.reason;
    return reason === undefined ? [] : [[role, reason] as const];
  });
  return {
    ...(Object.fromEntries(columns) as Record<ReadingRole, string | null>),
    reasons: Object.fromEntries(reasons),
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
  const place = columnsOf(inspection.format, undefined);
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

function mappedRoles({ guesses }: Inspection, mapping: ColumnMapping, named: NamedColumns): Roles {
  const roles: Roles = {};
  for (const role of readingRoles) {
    const column = role === 'kind' ? undefined : mapping[role];
    if (column !== undefined) {
      const isNamed = (role === 'cost' || role === 'date') && named[role] !== undefined;
      roles[role] = { column, reason: isNamed ? `Named by --${role}.` : guessText(guesses?.[role]) };
    }
  }
  return roles;
}

function guessText(guess: Guess | undefined): string {
  switch (guess) {
    case 'lastNumber':
      return 'Guessed: it is the last column of numbers, and no name speaks of a cost.';
    case 'values':
      return 'Guessed by its values.';
    case 'name':
    case undefined:
      return 'Guessed by its name.';
  }
}

/** Cost Explorer's table is read as rows of three columns, which the view `source` has under these names. */
function explorerRoles({ columns: [dimension = ''] }: Inspection): Roles {
  const reason = 'Each amount of the table is a row of its own.';
  const name = dimension.toLowerCase();
  const role =
    name === 'region'
      ? 'region'
      : name === 'linked account'
        ? 'account'
        : name === 'usage type'
          ? 'usageType'
          : 'service';
  return {
    cost: { column: 'Cost', reason },
    date: { column: 'Date', reason },
    [role]: { column: dimension, reason: `It is what the table is grouped by.` },
  };
}

function knownRoles(inspection: Inspection, place: FormatColumns, measure: MeasureColumn): Roles {
  const source = place.measures.find(({ column }) => column === measure);
  const wanted: Readonly<Record<ReadingRole, readonly string[]>> = {
    cost: source?.names ?? [],
    date: place.start,
    service: place.service,
    account: place.account,
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
