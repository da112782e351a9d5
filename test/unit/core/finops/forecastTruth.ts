/** What is to come, worked out without any SQL: the four methods, their tries on the past, and the best. */
export interface Forecast {
  readonly method: number;
  readonly tries: number;
  readonly span: number;
  readonly errorPercent: number;
  readonly rest: number;
  readonly band: number;
}

const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

/** The forecasts of the `ahead`-th day after the first `known` days, by each method. */
function forecasts(costs: readonly number[], known: number, ahead: number): number[] {
  const window = costs.slice(Math.max(0, known - 28), known);
  const weekdays = [1, 2, 3, 4]
    .map((week) => known - 7 * week + ((ahead - 1) % 7))
    .filter((at) => at >= 0)
    .map((at) => costs[at] ?? NaN);
  const middle = mean(window.map((_, at) => at));
  const level = mean(window);
  const up = window.reduce((sum, cost, at) => sum + (at - middle) * (cost - level), 0);
  const across = window.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
  const slope = up / across;
  return [level, weekdays[0] ?? NaN, mean(weekdays), level + slope * (window.length - 1 + ahead - middle)];
}

/** The forecast of so many days after those given; undefined where fewer than five tries are possible. */
export function forecastOf(costs: readonly number[], days: number): Forecast | undefined {
  const n = costs.length;
  const span = Math.min(days, Math.max(7, n - 34));
  const steps = (count: number) => Array.from({ length: count }, (_, at) => at + 1);
  const origins = steps(n).filter((known) => known >= 14 && known + span <= n);
  if (origins.length < 5) {
    return undefined;
  }
  const judged = [0, 1, 2, 3].map((method) => {
    const tried = origins.map((known) => ({
      made: steps(span).reduce((sum, ahead) => sum + (forecasts(costs, known, ahead)[method] ?? NaN), 0),
      came: costs.slice(known, known + span).reduce((sum, one) => sum + one, 0),
    }));
    const rmse = Math.sqrt(mean(tried.map(({ made, came }) => (made - came) ** 2)));
    const off = tried.reduce((sum, { made, came }) => sum + Math.abs(made - came), 0);
    const size = tried.reduce((sum, { came }) => sum + Math.abs(came), 0);
    return { method, rmse, errorPercent: (100 * off) / size };
  });
  const [best] = judged.toSorted((a, b) => a.rmse - b.rmse);
  if (best === undefined) {
    return undefined;
  }
  const { method, rmse, errorPercent } = best;
  const rest = steps(days).reduce((sum, ahead) => sum + (forecasts(costs, n, ahead)[method] ?? NaN), 0);
  return { method, tries: origins.length, span, errorPercent, rest, band: (1.2816 * rmse * days) / span };
}
