import * as l10n from '@vscode/l10n';
import { noName, percent, type Analysis } from './analysis';

interface Breakdown {
  readonly id: string;
  readonly column: string;
  readonly title: () => string;
  readonly description: () => string;
}

const breakdown = ({ id, column, title, description }: Breakdown): Analysis => ({
  id,
  title,
  description,
  needs: [column],
  chart: column === 'Day' ? 'time' : 'bar',
  sql: () =>
    `SELECT coalesce(CAST(${column} AS VARCHAR), ${noName()}) AS ${column},
  sum(Cost) AS Cost,
  ${percent('sum(Cost)', 'sum(sum(Cost)) OVER ()')} AS SharePercent,
  count(*) AS Rows
FROM costs
GROUP BY 1
ORDER BY ${column === 'Day' ? '1' : '2 DESC, 1'}`,
});

/** The highest costs: services day by day. */
const costAnalysis: Analysis = {
  id: 'cost-analysis',
  title: () => l10n.t('Cost analysis'),
  description: () =>
    l10n.t('What costs most: each service with its cost, its share, its dearest day and its trend.'),
  needs: ['Day', 'ServiceName'],
  chart: 'bar',
  sql: () =>
    `WITH daily AS (
  SELECT ServiceName, Day, sum(Cost) AS Cost, count(*) AS n FROM costs GROUP BY 1, 2
)
SELECT coalesce(ServiceName, ${noName()}) AS ServiceName,
  sum(Cost) AS Cost,
  ${percent('sum(Cost)', 'sum(sum(Cost)) OVER ()')} AS SharePercent,
  max_by(Day, Cost) AS DearestDay,
  max(Cost) AS CostOfThatDay,
  count(DISTINCT Day) AS Days,
  CAST(sum(n) AS BIGINT) AS Rows
FROM daily
GROUP BY 1
ORDER BY 2 DESC, 1`,
};

/** Sums by one column each. */
export const breakdowns: readonly Analysis[] = [
  costAnalysis,
  breakdown({
    id: 'by-service',
    column: 'ServiceName',
    title: () => l10n.t('Cost by service'),
    description: () =>
      l10n.t('The cost of each service, with its share of the whole and its number of rows.'),
  }),
  breakdown({
    id: 'by-day',
    column: 'Day',
    title: () => l10n.t('Cost by day'),
    description: () => l10n.t('The cost of each day, with its share of the whole and its number of rows.'),
  }),
  breakdown({
    id: 'by-account',
    column: 'SubAccountId',
    title: () => l10n.t('Cost by account'),
    description: () =>
      l10n.t('The cost of each account, with its share of the whole and its number of rows.'),
  }),
  breakdown({
    id: 'by-region',
    column: 'RegionId',
    title: () => l10n.t('Cost by region'),
    description: () => l10n.t('The cost of each region, with its share of the whole and its number of rows.'),
  }),
  breakdown({
    id: 'by-usage-type',
    column: 'UsageType',
    title: () => l10n.t('Cost by usage type'),
    description: () =>
      l10n.t('The cost of each usage type, with its share of the whole and its number of rows.'),
  }),
];
