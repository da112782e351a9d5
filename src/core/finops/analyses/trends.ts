import type { Analysis } from './analysis';

/** What changed from one month to the next. */
export const movers: Analysis = {
  id: 'movers',
  title: 'Movers, month over month',
  description:
    'How each service changed from the month before to the last month, over as many days of each; ' +
    'new services and those that are gone are named so.',
  needs: ['Day', 'ServiceName'],
  chart: 'bar',
  // A tax is dated on the first of the next month, which would make a month of one day.
  sql: () =>
    `WITH usage AS (
  SELECT ServiceName, Day, Cost FROM costs WHERE ChargeCategory <> 'Tax'
), last AS (
  SELECT CAST(date_trunc('month', max(Day)) AS DATE) AS first_day, max(Day) AS last_day FROM usage
), months AS (
  SELECT first_day, CAST(first_day - INTERVAL 1 MONTH AS DATE) AS before_day,
    least(date_diff('day', first_day, last_day) + 1,
      date_diff('day', CAST(first_day - INTERVAL 1 MONTH AS DATE), first_day)) AS days
  FROM last
), sums AS (
  SELECT coalesce(ServiceName, '(none)') AS ServiceName, days,
    sum(Cost) FILTER (Day >= before_day AND Day < before_day + CAST(days AS INTEGER)) AS Before,
    sum(Cost) FILTER (Day >= first_day AND Day < first_day + CAST(days AS INTEGER)) AS After
  FROM usage, months
  GROUP BY ALL
)
SELECT ServiceName, coalesce(After, 0) - coalesce(Before, 0) AS Change, Before, After,
  CASE WHEN Before IS NULL THEN 'new' WHEN After IS NULL THEN 'gone' ELSE
    printf('%+.1f %%', 100 * (CAST(After AS DOUBLE) - CAST(Before AS DOUBLE)) / nullif(abs(CAST(Before AS DOUBLE)), 0))
  END AS ChangePercent,
  days AS DaysCompared
FROM sums
WHERE Before IS NOT NULL OR After IS NOT NULL
ORDER BY abs(coalesce(After, 0) - coalesce(Before, 0)) DESC, 1`,
};

/** Days out of line with those before them. */
export const spikes: Analysis = {
  id: 'spikes',
  title: 'Spikes',
  description:
    'Days on which a service cost more than the mean of the seven days before plus three standard deviations, ' +
    'and at least 1 more than that mean.',
  needs: ['Day', 'ServiceName'],
  chart: 'table',
  sql: () =>
    `WITH daily AS (
  SELECT ServiceName, Day, sum(Cost) AS Cost FROM costs
  WHERE Day IS NOT NULL AND ChargeCategory IN ('Usage', 'Adjustment')
  GROUP BY ALL
), days AS (
  SELECT CAST(unnest(generate_series(min(Day), max(Day), INTERVAL 1 DAY)) AS DATE) AS Day FROM daily
), filled AS (
  SELECT s.ServiceName, d.Day, coalesce(daily.Cost, 0) AS Cost
  FROM (SELECT DISTINCT ServiceName FROM daily) s CROSS JOIN days d
  LEFT JOIN daily ON daily.ServiceName IS NOT DISTINCT FROM s.ServiceName AND daily.Day = d.Day
), compared AS (
  SELECT ServiceName, Day, Cost,
    avg(Cost) OVER w AS Mean, stddev_pop(Cost) OVER w AS Deviation, count(*) OVER w AS n
  FROM filled
  WINDOW w AS (PARTITION BY ServiceName ORDER BY Day ROWS BETWEEN 7 PRECEDING AND 1 PRECEDING)
)
SELECT Day, coalesce(ServiceName, '(none)') AS ServiceName, Cost, round(Mean, 4) AS MeanOfSevenDays,
  round(CAST(Cost AS DOUBLE) - Mean, 4) AS AboveMean
FROM compared
WHERE n = 7 AND Cost > Mean + 3 * Deviation AND Cost - Mean >= 1
ORDER BY AboveMean DESC, Day`,
};
