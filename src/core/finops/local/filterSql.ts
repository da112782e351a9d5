import type { CostFilter } from '../../../protocol/finops';
import { literal } from '../sql';

/** The columns of `costs` that a filter is about. */
const columns = { service: 'ServiceName', usageType: 'UsageType', resource: 'ResourceId' } as const;

/** A canonical column; of one that is cut, the names are as they are shown. */
export interface FilteredColumn {
  readonly column: 'Day' | (typeof columns)[keyof typeof columns];
  readonly isCut: boolean;
}

/** SQL of a filter, to follow another condition; columns that are not there are left to who has them. */
export function filterSql(
  filter: CostFilter | undefined,
  sqlOf: (column: FilteredColumn) => string | undefined,
): string {
  const conditions: string[] = [];
  for (const key of ['service', 'usageType', 'resource'] as const) {
    const name = filter?.[key];
    const sql = sqlOf({ column: columns[key], isCut: key === 'service' });
    if (name !== undefined && sql !== undefined) {
      conditions.push(`coalesce(CAST(${sql} AS VARCHAR), '') = ${literal(name)}`);
    }
  }
  const day = sqlOf({ column: 'Day', isCut: false });
  if (day !== undefined && filter?.from !== undefined) {
    conditions.push(`${day} >= CAST(${literal(filter.from)} AS DATE)`);
  }
  if (day !== undefined && filter?.to !== undefined) {
    conditions.push(`${day} <= CAST(${literal(filter.to)} AS DATE)`);
  }
  return conditions.map((one) => ` AND ${one}`).join('');
}

/** Whether a filter is about more than the table of sums knows. */
export function isFiner(filter: CostFilter | undefined): boolean {
  return filter?.usageType !== undefined || filter?.resource !== undefined;
}
