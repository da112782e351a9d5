import * as l10n from '@vscode/l10n';
import { MONEY } from '../canonical';
import { literal } from '../sql';
import { formatAmount, formatCount } from '../../../shared/format';
import type { Analysis, AnalysisData } from './analysis';
import { cellsOf } from './explained';

/** Days before the first try: two weeks, so that each weekday was there twice. */
const LEARNED_DAYS = 14;
/** Fewer tries say nothing of a method. */
const MIN_TRIES = 5;
/** Days that are looked at: four months, which is as old as a habit gets. */
const MAX_DAYS = 126;
/** The quantile of a normal distribution that leaves a tenth on either side. */
const BAND = 1.2816;

const seriesNames = () => ({
  actual: l10n.t({ message: 'actual', comment: ['A curve of costs, beside: forecast'] }),
  forecast: l10n.t({ message: 'forecast', comment: ['A curve of costs, beside: actual'] }),
  low: l10n.t({ message: 'low', comment: ['The lower edge of a band around a forecast'] }),
  high: l10n.t({ message: 'high', comment: ['The upper edge of a band around a forecast'] }),
});

/**
 * Costs to the end of the month. Four well-known methods forecast the file's own past from every day that has two weeks
 * before it; the one with the least error forecasts what is to come, and that error is the width of its band.
 */
export const forecast: Analysis = {
  id: 'forecast',
  title: () => l10n.t('Forecast to the end of the month'),
  description: () =>
    l10n.t(
      'The cost up to each day of the month, with what is to come. Four methods are tried on the past days of this data: the mean of 28 days, the same weekday of the last week, the mean of four such weekdays, and the trend of 28 days. The best of them makes the forecast; by its error in these tries, four of five such forecasts are expected between low and high.',
    ),
  needs: ['Day'],
  chart: 'time',
  sql: forecastSql,
  explain: ({ result, currency }) => {
    const rows = cellsOf(result);
    const names = seriesNames();
    const last = (series: string) => rows.findLast((row) => row['Series'] === series);
    const [total, low, high] = [last(names.forecast), last(names.low), last(names.high)];
    if (total === undefined || low === undefined || high === undefined) {
      return tooFewText(rows[0]?.['DaysOfHistory']);
    }
    const money = (row: typeof total) => formatAmount(String(row['CostToDate']), currency);
    const made = l10n.t(
      'Up to {0}: {1}, between {2} and {3}. Made by this method: {4}. Over {5} days it was off by {6} % on average in {7} tries on this data, less than the three others.',
      String(total['Day']).slice(0, 10),
      money(total),
      money(low),
      money(high),
      String(total['Method']),
      formatCount(Number(total['TestedDays'])),
      formatCount(Number(total['ErrorPercent'] ?? 0)),
      formatCount(Number(total['Tries'])),
    );
    const besides = l10n.t(
      'Kinds of charges that do not come day by day, such as tax, are in it as far as they are billed.',
    );
    const partial = l10n.t(
      'The last day of the data cost less than half of any of the seven before it: it counts as not complete, and is forecast.',
    );
    return total['LastDayIsPartial'] === true ? `${made} ${besides} ${partial}` : `${made} ${besides}`;
  },
  nothing: () => tooFewText(0),
};

function tooFewText(days: unknown): string {
  return l10n.t(
    'There is no forecast: this data has {0} days, and a method that cannot be tried on the past of the data is none. It takes {1} days at least, and up to {2} early in a month.',
    formatCount(Number(days ?? 0)),
    formatCount(LEARNED_DAYS + MIN_TRIES),
    formatCount(LEARNED_DAYS + MIN_TRIES + 6),
  );
}

function forecastSql({ dialect, columns }: AnalysisData): string {
  const kind = columns.has('ChargeType')
    ? `coalesce(ChargeType, '')`
    : columns.has('ChargeCategory')
      ? `coalesce(ChargeCategory, '')`
      : `''`;
  const names = seriesNames();
  const back = (weeks: number) => `o.t - ${7 * weeks - 1} + mod(d.k - 1, 7)`;
  const band = (sign: string) => `Upto ${sign} ${BAND} * Rmse * k / Span`;
  const ahead = (series: string, upto: string) => `SELECT Day, ${literal(series)} AS Series,
    Base + CAST(${upto} AS DECIMAL(20, 6)) AS CostToDate, CAST(f AS DECIMAL(20, 6)) AS Cost, m, Pct, Tries, Span
  FROM ahead`;
  return `WITH kinds AS (
  SELECT Kind, count(DISTINCT Day) AS n FROM (SELECT ${kind} AS Kind, Day FROM costs WHERE Day IS NOT NULL) k GROUP BY 1
), daily_kinds AS (
  SELECT Kind FROM kinds WHERE 2 * n >= (SELECT max(n) FROM kinds)
), daily AS (
  SELECT Day, sum(Cost) AS Cost FROM costs
  WHERE Day IS NOT NULL AND ${kind} IN (SELECT Kind FROM daily_kinds)
  GROUP BY 1
), days AS (
  ${dialect.eachDay('daily')}
), filled AS (
  SELECT days.Day, row_number() OVER (ORDER BY days.Day) AS t, coalesce(CAST(daily.Cost AS DOUBLE), 0) AS y
  FROM days LEFT JOIN daily ON daily.Day = days.Day
), judged AS (
  SELECT Day, t, y, max(t) OVER () AS Latest,
    coalesce(count(*) OVER w = 7 AND y * 2 < min(y) OVER w, false) AS Partial
  FROM filled
  WINDOW w AS (ORDER BY t ROWS BETWEEN 7 PRECEDING AND 1 PRECEDING)
), series AS (
  SELECT Day, t, y FROM judged WHERE t > Latest - ${MAX_DAYS} AND NOT (t = Latest AND Partial)
), ends AS (
  SELECT min(t) AS t1, max(t) AS tn, max(Day) AS last_day,
    CAST(max(Day) + INTERVAL '1' DAY AS DATE) AS next_day
  FROM series
), facts AS (
  SELECT t1, tn, tn - t1 + 1 AS n, last_day, next_day, CAST(date_trunc('month', next_day) AS DATE) AS month_start,
    CAST(CAST(date_trunc('month', next_day) AS DATE) + INTERVAL '1' MONTH - INTERVAL '1' DAY AS DATE) AS month_end
  FROM ends WHERE tn IS NOT NULL
), spans AS (
  SELECT *, least(date_diff('day', last_day, month_end),
    greatest(7, n - ${LEARNED_DAYS + 20})) AS Span
  FROM facts
), future AS (
  ${dialect.eachDay('facts', 'next_day', 'month_end')}
), steps AS (
  SELECT future.Day, date_diff('day', facts.last_day, future.Day) AS k FROM future CROSS JOIN facts
), origins AS (
  SELECT t, avg(y) OVER w AS Mean, coalesce(covar_pop(y, t) OVER w / nullif(var_pop(t) OVER w, 0), 0) AS Slope,
    avg(CAST(t AS DOUBLE)) OVER w AS Middle
  FROM series
  WINDOW w AS (ORDER BY t ROWS BETWEEN 27 PRECEDING AND CURRENT ROW)
), made AS (
  SELECT o.t AS Origin, d.Day, d.k, o.Mean AS f1, a1.y AS f2,
    (a1.y + coalesce(a2.y, 0) + coalesce(a3.y, 0) + coalesce(a4.y, 0))
      / (1 + CASE WHEN a2.t IS NULL THEN 0 ELSE 1 END + CASE WHEN a3.t IS NULL THEN 0 ELSE 1 END
      + CASE WHEN a4.t IS NULL THEN 0 ELSE 1 END) AS f3,
    o.Mean + o.Slope * (o.t + d.k - o.Middle) AS f4
  FROM origins o CROSS JOIN steps d CROSS JOIN spans
  JOIN series a1 ON a1.t = ${back(1)}
  LEFT JOIN series a2 ON a2.t = ${back(2)}
  LEFT JOIN series a3 ON a3.t = ${back(3)}
  LEFT JOIN series a4 ON a4.t = ${back(4)}
  WHERE o.t = tn OR (o.t - t1 + 1 >= ${LEARNED_DAYS} AND o.t + Span <= tn AND d.k <= Span)
), forecasts AS (
  SELECT Origin, Day, k, 1 AS m, f1 AS f FROM made
  UNION ALL SELECT Origin, Day, k, 2, f2 FROM made
  UNION ALL SELECT Origin, Day, k, 3, f3 FROM made
  UNION ALL SELECT Origin, Day, k, 4, f4 FROM made
), tried AS (
  SELECT Origin, m, sum(f) AS f, sum(series.y) AS y
  FROM forecasts JOIN series ON series.t = forecasts.Origin + forecasts.k
  GROUP BY 1, 2
), scores AS (
  SELECT m, count(*) AS Tries, sqrt(avg((f - y) * (f - y))) AS Rmse,
    round(100 * sum(abs(f - y)) / nullif(sum(abs(y)), 0), 1) AS Pct
  FROM tried GROUP BY 1
), places AS (
  SELECT m, Tries, Rmse, Pct, row_number() OVER (ORDER BY round(Rmse, 6), m) AS Place FROM scores
  WHERE Tries >= ${MIN_TRIES}
), actual AS (
  SELECT Day, sum(Cost) AS Cost FROM costs CROSS JOIN facts
  WHERE Day >= month_start AND Day <= month_end
    AND (Day <= last_day OR ${kind} NOT IN (SELECT Kind FROM daily_kinds))
  GROUP BY 1
), ahead AS (
  SELECT f.Day, f.k, f.f, f.m, sum(f.f) OVER (ORDER BY f.k) AS Upto, p.Rmse, p.Pct, p.Tries, spans.Span,
    coalesce((SELECT sum(Cost) FROM actual), CAST(0 AS ${MONEY})) AS Base
  FROM forecasts f JOIN places p ON p.m = f.m AND p.Place = 1 CROSS JOIN spans
  WHERE f.Origin = spans.tn
), shown AS (
  SELECT Day, ${literal(names.actual)} AS Series, sum(Cost) OVER (ORDER BY Day) AS CostToDate, Cost,
    CAST(NULL AS INTEGER) AS m, CAST(NULL AS DOUBLE) AS Pct, CAST(NULL AS BIGINT) AS Tries, CAST(NULL AS BIGINT) AS Span
  FROM actual
  UNION ALL ${ahead(names.forecast, 'Upto')}
  UNION ALL ${ahead(names.low, band('-'))}
  UNION ALL ${ahead(names.high, band('+'))}
)
SELECT shown.Day, Series, CostToDate, Cost, CASE m
    WHEN 1 THEN ${literal(l10n.t({ message: 'mean of 28 days', comment: ['A method of forecasting'] }))}
    WHEN 2 THEN ${literal(l10n.t({ message: 'same weekday of the last week', comment: ['A method of forecasting'] }))}
    WHEN 3 THEN ${literal(l10n.t({ message: 'mean of four such weekdays', comment: ['A method of forecasting'] }))}
    WHEN 4 THEN ${literal(l10n.t({ message: 'trend of 28 days', comment: ['A method of forecasting'] }))} END AS Method,
  Pct AS ErrorPercent, Tries, Span AS TestedDays, facts.n AS DaysOfHistory,
  EXISTS (SELECT 1 FROM judged WHERE t = Latest AND Partial) AS LastDayIsPartial
FROM shown CROSS JOIN facts
ORDER BY Day, Series`;
}
