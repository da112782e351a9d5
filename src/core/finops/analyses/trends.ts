import * as l10n from '@vscode/l10n';
import { literal } from '../sql';
import { formatCount } from '../../../shared/format';
import { noName, type Analysis } from './analysis';
import { cellsOf } from './explained';
import { lastMonths } from './months';

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
  sql: ({ dialect }) =>
    `WITH used AS (
  SELECT ServiceName, Day, Cost FROM costs WHERE Day IS NOT NULL AND ChargeCategory <> 'Tax'
), ${lastMonths}, covered AS (
  SELECT count(DISTINCT Day) AS DaysBefore FROM used CROSS JOIN months
  WHERE Day >= before_day AND date_diff('day', before_day, Day) < days
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
  days AS DaysCompared, DaysBefore
FROM sums CROSS JOIN covered
WHERE Before IS NOT NULL OR After IS NOT NULL
ORDER BY abs(coalesce(After, 0) - coalesce(Before, 0)) DESC, 1`,
  explain: ({ result }) => {
    const row = cellsOf(result)[0];
    const [days, had] = [Number(row?.['DaysCompared'] ?? 0), Number(row?.['DaysBefore'] ?? 0)];
    return had >= days
      ? ''
      : l10n.t(
          'Of the {0} days that are compared, the data has {1} in the month before; where the others are missing, changes are too high.',
          formatCount(days),
          formatCount(had),
        );
  },
};

/**
 * What makes a standard deviation of a median absolute one, and of the mean absolute one where the median is zero.
 * Source: Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993).
 */
const [OF_MEDIAN, OF_MEAN] = [1.4826, 1.2533];

/** Days out of line with those before them. */
export const spikes: Analysis = {
  id: 'spikes',
  title: () => l10n.t('Spikes'),
  description: () =>
    l10n.t(
      'Days on which a service cost more than the median of the 28 days before plus three robust standard deviations (by the median absolute deviation, which a spike before does not widen), and at least 1 and a tenth more than that median. The first seven days of the data are not judged.',
    ),
  needs: ['Day', 'ServiceName'],
  chart: 'table',
  nothing: () => l10n.t('No day is out of line with those before it.'),
  sql: ({ dialect }) =>
    `WITH daily AS (
  SELECT coalesce(ServiceName, ${noName()}) AS ServiceName, Day, sum(Cost) AS Cost FROM costs
  WHERE Day IS NOT NULL AND ChargeCategory IN ('Usage', 'Adjustment')
  GROUP BY 1, 2
), days AS (
  ${dialect.eachDay('daily')}
), numbered AS (
  SELECT Day, row_number() OVER (ORDER BY Day) AS t FROM days
), filled AS (
  SELECT s.ServiceName, d.Day, d.t, coalesce(daily.Cost, 0) AS Cost, CAST(coalesce(daily.Cost, 0) AS DOUBLE) AS y
  FROM (SELECT DISTINCT ServiceName FROM daily) s CROSS JOIN numbered d
  LEFT JOIN daily ON daily.ServiceName = s.ServiceName AND daily.Day = d.Day
), medians AS (
  SELECT f.ServiceName, f.Day, f.t, f.Cost, f.y, ${dialect.median('b.y')} AS Median
  FROM filled f JOIN filled b ON b.ServiceName = f.ServiceName AND b.t BETWEEN f.t - 28 AND f.t - 1
  WHERE f.y >= 1
  GROUP BY 1, 2, 3, 4, 5
  HAVING count(*) >= 7
), judged AS (
  SELECT m.ServiceName, m.Day, m.Cost, m.y, m.Median, ${dialect.median('abs(b.y - m.Median)')} AS Mad,
    avg(abs(b.y - m.Median)) AS Mean
  FROM medians m JOIN filled b ON b.ServiceName = m.ServiceName AND b.t BETWEEN m.t - 28 AND m.t - 1
  WHERE m.y - m.Median >= greatest(1, abs(m.Median) / 10)
  GROUP BY 1, 2, 3, 4, 5
), deviations AS (
  SELECT Day, ServiceName, Cost, y, Median,
    CASE WHEN Mad > 0 THEN ${OF_MEDIAN} * Mad ELSE ${OF_MEAN} * Mean END AS Deviation
  FROM judged
)
SELECT Day, ServiceName, Cost, round(Median, 4) AS MedianBefore, round(Deviation, 4) AS RobustDeviation,
  round(y - Median, 4) AS AboveMedian
FROM deviations
WHERE y > Median + 3 * Deviation
ORDER BY AboveMedian DESC, Day, ServiceName`,
};
