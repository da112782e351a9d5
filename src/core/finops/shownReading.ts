import type { CostReading } from '../../protocol/costReading';
import { type CostScope, type DataSet, UNKNOWN_CURRENCY } from '../../protocol/finops';
import { changeableRoles, type RoleChoice, type ShownReading } from '../../protocol/shownReading';
import { columnsOf } from './canonical';
import type { ReadFiles } from './fileReader';

type ChangeableRole = (typeof changeableRoles)[number];

/** How files were read, for the page: what was taken for what, and what the user may change about it. */
export function shownReading(read: ReadFiles, scope: CostScope): ShownReading {
  const { dataSet, answers, answered } = read;
  const { reading } = dataSet;
  const isGeneric = dataSet.format === 'generic';
  const isExplorer = dataSet.format === 'cost-explorer';
  const roles = isGeneric ? changeableRoles.map((role) => choiceOf(role, read)) : [];
  const named = isGeneric
    ? Object.fromEntries(roles.map(({ role, column }) => [role, column]))
    : knownColumns(read, scope, reading);
  const totalRows = (reading?.leftOut ?? []).reduce((sum, { rows, totals }) => sum + (totals ? rows : 0), 0);
  const open = reading?.open ?? [];
  const isTold = scope.currency !== UNKNOWN_CURRENCY;
  return {
    cost: named['cost'] ?? '',
    date: named['date'] ?? null,
    service: named['service'] ?? null,
    dateOrder: reading?.dateOrder ?? null,
    currency: isTold ? scope.currency : null,
    totalRows,
    change: {
      roles,
      dateOrder: (reading?.dateOrder ?? null) !== null,
      decimalSign: answers.decimalSign !== undefined || open.some(({ about }) => about === 'decimalSign'),
      // What files tell by a column or a sign of their own is no matter of opinion.
      currency: !isTold || answers.currency !== undefined || isExplorer,
      totals: totalRows > 0 || answers.keepTotals === true,
    },
    keepTotals: answers.keepTotals ?? false,
    answered,
    open,
  };
}

/** Whether no day is known, for nothing says which number of a date is the day. */
export function isDayOpen(reading: CostReading | undefined): boolean {
  return reading?.open?.some(({ about }) => about === 'dateOrder') ?? false;
}

function choiceOf(role: ChangeableRole, { inspection, dataSet }: ReadFiles): RoleChoice {
  const found = dataSet.reading?.roles[role] ?? inspection.roles?.[role];
  const chosen = found === undefined ? [] : [{ column: found.column, reason: found.reason }];
  const candidates = [...chosen, ...(found?.others ?? []).map(({ column, reason }) => ({ column, reason }))];
  const possible = role === 'cost' ? inspection.numericColumns : inspection.columns;
  const others = possible.filter((name) => !candidates.some(({ column }) => column === name));
  return { role, column: found?.column ?? null, candidates, others: others.slice(0, MAX_OTHERS) };
}

const MAX_OTHERS = 500;

/** The columns that a format has by itself, where the files have them. */
function knownColumns(
  { dataSet, inspection }: ReadFiles,
  { measure }: CostScope,
  reading: CostReading | undefined,
): Partial<Record<ChangeableRole, string>> {
  if (dataSet.format === 'cost-explorer') {
    const { cost, date, service } = reading?.roles ?? {};
    return {
      cost: cost?.column ?? '',
      ...(date && { date: date.column }),
      ...(service && { service: service.column }),
    };
  }
  const place = columnsOf(dataSet.format, undefined);
  const found = (names: readonly string[]) =>
    names.flatMap(
      (name) => inspection.columns.find((one) => one.trim().toLowerCase() === name.toLowerCase()) ?? [],
    )[0];
  const source = place.measures.find(({ column }) => column === measure);
  const title = dataSet.measures.find(({ column }) => column === measure)?.title ?? '';
  const [date, service] = [found(place.start), found(place.service)];
  return {
    cost: found(source?.names ?? []) ?? title,
    ...(date !== undefined && { date }),
    ...(service !== undefined && { service }),
  };
}

/** The data without its days, where nobody knows them. */
export function withKnownDays(dataSet: DataSet): DataSet {
  const { costsColumns, reading } = dataSet;
  const days = ['Day', 'ChargePeriodStart'];
  return isDayOpen(reading)
    ? { ...dataSet, costsColumns: costsColumns.filter(({ name }) => !days.includes(name)) }
    : dataSet;
}
