import * as l10n from '@vscode/l10n';
import type { CostScope, CostSummary, DataSet } from '../../protocol/finops';
import type { Dimension, PeriodBefore } from '../../protocol/finopsView';
import { addAmounts, subtractAmounts } from './amounts';
import { partOf, type Breakdown } from './charts';
import type { CostEngine } from './costEngine';
import { identifier } from './sql';

/** From the whole to the single thing, and the columns of `costs` that say it. */
const columns: Readonly<Record<Dimension, string>> = {
  service: 'ServiceName',
  usageType: 'UsageType',
  resource: 'ResourceId',
};
const dimensions = ['service', 'usageType', 'resource'] as const;

/** More names than these are one part. */
const MAX_PARTS = 1_000;

/** Divides what a filter leaves by what comes after it: a service by its types of usage, those by their resources. */
export async function breakDown(
  engine: Pick<CostEngine, 'query'>,
  dataSet: DataSet,
  { scope, total }: Pick<CostSummary, 'scope' | 'total'>,
  signal: AbortSignal,
): Promise<Breakdown> {
  const { filter = {} } = scope;
  const known = dimensions.filter((one) => dataSet.costsColumns.some(({ name }) => name === columns[one]));
  const next = known.find((one) => filter[one] === undefined);
  const dimension = next ?? known.at(-1) ?? 'service';
  const isOpen = next !== undefined;
  if (dimension === 'service' || (filter.service === undefined && filter.usageType === undefined)) {
    return { dimension: 'service', parts: undefined, isOpen: isOpen && known.includes('service') };
  }
  const sql =
    `SELECT coalesce(${identifier(columns[dimension])}, '') AS name, coalesce(sum(Cost), 0) AS cost ` +
    'FROM costs GROUP BY 1 ORDER BY 2 DESC, 1';
  const { rows, truncated } = await engine.query(dataSet.id, sql, { scope, maxRows: MAX_PARTS, signal });
  const parts = rows.map(([key, cost]) => partOf(String(key ?? ''), String(cost ?? '0'), isOpen));
  if (truncated) {
    const value = subtractAmounts(total, addAmounts(parts.map((part) => part.value)));
    parts.push({ name: l10n.t('Others'), value });
  }
  return { dimension, parts, isOpen };
}

/** The days that all of the data is of. */
export interface DaySpan {
  readonly first: string;
  readonly last: string;
}

/** The first and the last day of figures; null where they have none. */
export function spanOf({ days }: Pick<CostSummary, 'days'>): DaySpan | null {
  const names = days.flatMap(({ name }) => (name === '' ? [] : [name])).toSorted();
  const [first, last] = [names[0], names.at(-1)];
  return first === undefined || last === undefined ? null : { first, last };
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** What as many days before those of a filter came to; null where no days were chosen. */
export async function periodBefore(
  engine: Pick<CostEngine, 'summary'>,
  dataSetId: string,
  scope: CostScope,
  span: DaySpan | null,
): Promise<PeriodBefore | null> {
  const { filter } = scope;
  if (span === null || (filter?.from === undefined && filter?.to === undefined)) {
    return null;
  }
  const from = filter.from ?? span.first;
  const to = filter.to ?? span.last;
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  const before = { from: dayBefore(from, days), to: dayBefore(from, 1) };
  if (days < 1 || before.from < span.first) {
    return { known: false, days: Math.max(0, days), first: span.first };
  }
  const { total } = await engine.summary(dataSetId, { ...scope, filter: { ...filter, ...before } });
  return { known: true, ...before, total };
}

function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);
}
