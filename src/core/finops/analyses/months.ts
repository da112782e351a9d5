import * as l10n from '@vscode/l10n';
import { MONEY } from '../canonical';
import { literal } from '../sql';
import { formatAmount, formatCount, formatShare } from '../../../shared/format';
import { isNegative, subtractAmounts } from '../amounts';
import type { Analysis } from './analysis';
import { cellsOf } from './explained';

/**
 * SQL of the last month so far and the one before, as common table expressions: `used` (costs without taxes, which are
 * dated on the first of the next month and would make a month of one day) and `months` (first_day, before_day, last_day
 * and `days`, the number of days of each that is compared).
 */
export const lastMonths = `newest AS (
  SELECT CAST(date_trunc('month', max(Day)) AS DATE) AS first_day, max(Day) AS last_day FROM used
), months AS (
  SELECT first_day, last_day, CAST(first_day - INTERVAL '1' MONTH AS DATE) AS before_day,
    least(date_diff('day', first_day, last_day) + 1,
      date_diff('day', CAST(first_day - INTERVAL '1' MONTH AS DATE), first_day)) AS days
  FROM newest WHERE last_day IS NOT NULL
)`;

/** The last month so far beside as many days of the month before. */
export const equalDays: Analysis = {
  id: 'equal-days',
  title: () => l10n.t('This month against the last, equal days'),
  description: () =>
    l10n.t(
      'The cost of the last month up to each of its days, and of the month before up to the same day. Tax is left out: it is dated on the first of the next month.',
    ),
  needs: ['Day'],
  chart: 'time',
  sql: ({ columns, dialect }) =>
    `WITH used AS (
  SELECT Day, Cost FROM costs WHERE Day IS NOT NULL${columns.has('ChargeCategory') ? ` AND ChargeCategory <> 'Tax'` : ''}
), ${lastMonths}, grid AS (
  ${dialect.eachDay('months', 'first_day', 'last_day')}
), places AS (
  SELECT grid.Day, date_diff('day', first_day, grid.Day) AS Place FROM grid CROSS JOIN months
), sums AS (
  SELECT date_diff('day', before_day, Day) AS Place, 1 AS Which, sum(Cost) AS Cost
  FROM used CROSS JOIN months WHERE Day >= before_day AND Day < first_day GROUP BY 1
  UNION ALL
  SELECT date_diff('day', first_day, Day), 2, sum(Cost)
  FROM used CROSS JOIN months WHERE Day >= first_day GROUP BY 1
), both_months AS (
  SELECT 1 AS Which, substr(CAST(before_day AS VARCHAR), 1, 7) AS Period FROM months
  UNION ALL SELECT 2, substr(CAST(first_day AS VARCHAR), 1, 7) FROM months
)
SELECT places.Day, Period, sum(coalesce(sums.Cost, CAST(0 AS ${MONEY}))) OVER w AS CostToDate,
  coalesce(sums.Cost, CAST(0 AS ${MONEY})) AS Cost, count(sums.Place) OVER w AS DaysWithCosts,
  CAST(places.Place + 1 AS BIGINT) AS DaysCompared
FROM places CROSS JOIN both_months CROSS JOIN months
LEFT JOIN sums ON sums.Place = places.Place AND sums.Which = both_months.Which
WHERE places.Place < days
WINDOW w AS (PARTITION BY both_months.Which ORDER BY places.Place)
ORDER BY 1, 2`,
  explain: ({ result, currency }) => {
    const [before, now] = cellsOf(result).slice(-2);
    if (before === undefined || now === undefined) {
      return '';
    }
    const [was, is] = [String(before['CostToDate'] ?? '0'), String(now['CostToDate'] ?? '0')];
    const days = Number(now['DaysCompared']);
    if (Number(before['DaysWithCosts']) === 0) {
      return l10n.t(
        'This data has nothing of {0}, so there is nothing to compare.',
        String(before['Period']),
      );
    }
    const change = subtractAmounts(is, was);
    const changed = `${isNegative(change) ? '' : '+'}${formatAmount(change, currency)}`;
    const compared = l10n.t(
      'First {0} days: {1} in {2}, {3} in {4}, which is {5}.',
      formatCount(days),
      formatAmount(is, currency),
      String(now['Period']),
      formatAmount(was, currency),
      String(before['Period']),
      Number(was) === 0 ? changed : `${changed} (${shareText(Number(change) / Math.abs(Number(was)))})`,
    );
    const missing = days - Number(before['DaysWithCosts']);
    return missing <= 0
      ? compared
      : `${compared} ${l10n.t('Of these days of {0}, {1} have no cost in this data; where they are missing, the comparison is too high.', String(before['Period']), formatCount(missing))}`;
  },
};

function shareText(share: number): string {
  return `${share < 0 ? '' : '+'}${formatShare(share)}`;
}

/** Each month's cost beside what it may come to. */
export const budget: Analysis = {
  id: 'budget',
  title: () => l10n.t('Budget against actual'),
  description: () =>
    l10n.t('The cost of each month beside the monthly budget that you gave, and what is left of it.'),
  needs: ['Day'],
  needsBudget: true,
  chart: 'time',
  sql: ({ budget: amount }) => {
    const limit = `CAST(${amount === undefined ? 'NULL' : literal(amount)} AS ${MONEY})`;
    return `WITH by_month AS (
  SELECT CAST(date_trunc('month', Day) AS DATE) AS Period, sum(Cost) AS Cost, max(Day) AS LastDay
  FROM costs WHERE Day IS NOT NULL GROUP BY 1
)
SELECT Period, Cost, ${limit} AS Budget, ${limit} - Cost AS Remaining,
  round(100 * CAST(Cost AS DOUBLE) / nullif(CAST(${limit} AS DOUBLE), 0), 1) AS UsedPercent, LastDay,
  CAST(date_diff('day', Period, LastDay) + 1 AS BIGINT) AS DaysSoFar,
  CAST(date_diff('day', Period, CAST(Period + INTERVAL '1' MONTH AS DATE)) AS BIGINT) AS DaysInMonth
FROM by_month
ORDER BY 1`;
  },
  explain: ({ result, currency }) => {
    const row = cellsOf(result).at(-1);
    if (row === undefined) {
      return '';
    }
    if (row['Budget'] === null) {
      return l10n.t(
        'No budget was given, so there is nothing to compare with. Choose this analysis again and give one.',
      );
    }
    const [cost, limit, left] = ['Cost', 'Budget', 'Remaining'].map((name) => String(row[name] ?? '0'));
    const [so, all] = [Number(row['DaysSoFar']), Number(row['DaysInMonth'])];
    const month = String(row['Period']).slice(0, 7);
    const said = isNegative(left ?? '0')
      ? l10n.t(
          '{0}: {1} of {2}, which is {3} over the budget.',
          month,
          formatAmount(cost ?? '0', currency),
          formatAmount(limit ?? '0', currency),
          formatAmount(subtractAmounts('0', left ?? '0'), currency),
        )
      : l10n.t(
          '{0}: {1} of {2}; {3} is left.',
          month,
          formatAmount(cost ?? '0', currency),
          formatAmount(limit ?? '0', currency),
          formatAmount(left ?? '0', currency),
        );
    return so >= all
      ? said
      : `${said} ${l10n.t('That is {0} of {1} days; at the same pace the month comes to {2}.', formatCount(so), formatCount(all), formatAmount(((Number(cost) / so) * all).toFixed(6), currency))}`;
  },
};
