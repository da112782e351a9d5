import * as l10n from '@vscode/l10n';
import { literal } from '../sql';
import { noName, type Analysis } from './analysis';

/** Changes from one month to the next. */
export const movers: Analysis = {
  id: 'movers',
  title: () => l10n.t('Movers, month over month'),
  description: () =>
    l10n.t(
      'How each service changed from the month before to the last month, over as many days of each; new services and those that are gone are named so.',
    ),
  needs: ['Day', 'ServiceName'],
  chart: 'bar',
  // A tax is dated on the first of the next month, which would make a month of one day.
  sql: ({ dialect }) =>
    `WITH used AS (
  SELECT ServiceName, Day, Cost FROM costs WHERE ChargeCategory <> 'Tax'
), newest AS (
  SELECT CAST(date_trunc('month', max(Day)) AS DATE) AS first_day, max(Day) AS last_day FROM used
), months AS (
  SELECT first_day, CAST(first_day - INTERVAL '1' MONTH AS DATE) AS before_day,
    least(date_diff('day', first_day, last_day) + 1,
      date_diff('day', CAST(first_day - INTERVAL '1' MONTH AS DATE), first_day)) AS days
  FROM newest
), sums AS (
  SELECT coalesce(ServiceName, ${noName()}) AS ServiceName, days,
    sum(Cost) FILTER (WHERE Day >= before_day AND date_diff('day', before_day, Day) < days) AS Before,
    sum(Cost) FILTER (WHERE Day >= first_day AND date_diff('day', first_day, Day) < days) AS After
  FROM used CROSS JOIN months
  GROUP BY 1, 2
)
SELECT ServiceName, coalesce(After, 0) - coalesce(Before, 0) AS Change, Before, After,
  CASE WHEN Before IS NULL THEN ${literal(l10n.t({ message: 'new', comment: ['A service without costs the month before'] }))} WHEN After IS NULL THEN ${literal(l10n.t({ message: 'gone', comment: ['A service without costs in the last month'] }))} ELSE
    ${dialect.signedPercent('100 * (CAST(After AS DOUBLE) - CAST(Before AS DOUBLE)) / nullif(abs(CAST(Before AS DOUBLE)), 0)')}
  END AS ChangePercent,
  days AS DaysCompared
FROM sums
WHERE Before IS NOT NULL OR After IS NOT NULL
ORDER BY abs(coalesce(After, 0) - coalesce(Before, 0)) DESC, 1`,
};

/** Days out of line with those before them. */
export const spikes: Analysis = {
  id: 'spikes',
  title: () => l10n.t('Spikes'),
  description: () =>
    l10n.t(
      'Days on which a service cost more than the mean of the seven days before plus three standard deviations, and at least 1 more than that mean.',
    ),
  needs: ['Day', 'ServiceName'],
  chart: 'table',
  sql: ({ dialect }) =>
    `WITH daily AS (
  SELECT ServiceName, Day, sum(Cost) AS Cost FROM costs
  WHERE Day IS NOT NULL AND ChargeCategory IN ('Usage', 'Adjustment')
  GROUP BY 1, 2
), days AS (
  ${dialect.eachDay('daily')}
), filled AS (
  SELECT s.ServiceName, d.Day, coalesce(daily.Cost, 0) AS Cost
  FROM (SELECT DISTINCT ServiceName FROM daily) s CROSS JOIN days d
  LEFT JOIN daily ON daily.ServiceName IS NOT DISTINCT FROM s.ServiceName AND daily.Day = d.Day
), compared AS (
  SELECT ServiceName, Day, Cost,
    avg(CAST(Cost AS DOUBLE)) OVER w AS Mean, stddev_pop(CAST(Cost AS DOUBLE)) OVER w AS Deviation, count(*) OVER w AS n
  FROM filled
  WINDOW w AS (PARTITION BY ServiceName ORDER BY Day ROWS BETWEEN 7 PRECEDING AND 1 PRECEDING)
)
SELECT Day, coalesce(ServiceName, ${noName()}) AS ServiceName, Cost, round(Mean, 4) AS MeanOfSevenDays,
  round(CAST(Cost AS DOUBLE) - Mean, 4) AS AboveMean
FROM compared
WHERE n = 7 AND Cost > Mean + 3 * Deviation AND Cost - Mean >= 1
ORDER BY AboveMean DESC, Day`,
};
