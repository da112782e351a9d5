import { percent, type Analysis } from './analysis';

const breakdown = (id: string, title: string, column: string): Analysis => ({
  id,
  title,
  description: `The cost of each ${title.replace(/^Cost by /, '')}, with its share of the whole and its number of rows.`,
  needs: [column],
  chart: column === 'Day' ? 'time' : 'bar',
  sql: () =>
    `SELECT coalesce(CAST(${column} AS VARCHAR), '(none)') AS ${column},
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
  title: 'Cost analysis',
  description: 'What costs most: each service with its cost, its share, its dearest day and its trend.',
  needs: ['Day', 'ServiceName'],
  chart: 'bar',
  sql: () =>
    `WITH daily AS (
  SELECT ServiceName, Day, sum(Cost) AS Cost, count(*) AS n FROM costs GROUP BY 1, 2
)
SELECT coalesce(ServiceName, '(none)') AS ServiceName,
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
  breakdown('by-service', 'Cost by service', 'ServiceName'),
  breakdown('by-day', 'Cost by day', 'Day'),
  breakdown('by-account', 'Cost by account', 'SubAccountId'),
  breakdown('by-region', 'Cost by region', 'RegionId'),
  breakdown('by-usage-type', 'Cost by usage type', 'UsageType'),
];
