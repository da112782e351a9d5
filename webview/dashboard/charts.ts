import type { MetricsSeries } from '../../src/protocol/metrics';
import { chartColors } from '../components/chartTheme';
import type { ChartData, ChartSeries } from '../components/lineChart';
import { formatCount, formatDuration, formatShare, formatShortCount, formatUsd } from '../components/numbers';
import { bucketWords } from '../components/timeAxis';

/** One chart of the dashboard. */
export interface DashboardChart {
  testId: string;
  /** Its series, of buckets so long; `series` is null until it is there. */
  heading: (bucketMs: number, series: MetricsSeries | null) => string;
  format: (value: number) => string;
  formatExact: (value: number) => string;
  series: (series: MetricsSeries, models: readonly string[]) => ChartSeries[];
}

const exactMs = (value: number) => `${formatCount(value)} ms`;
const exactUsd = (value: number) => `$${String(Number(value.toPrecision(12)))}`;

/** The charts in their order. One color an entity, the same wherever it appears. */
export const dashboardCharts: readonly DashboardChart[] = [
  {
    testId: 'chart-requests',
    heading: (bucketMs) => `Requests per ${bucketWords(bucketMs)}`,
    format: formatShortCount,
    formatExact: formatCount,
    series: ({ requests }) => [{ label: 'Requests', color: 'blue', values: requests }],
  },
  {
    testId: 'chart-latency',
    heading: () => 'Latency: average, p95',
    format: formatDuration,
    formatExact: exactMs,
    series: ({ latencyAvgMs, latencyP95Ms }) => [
      { label: 'Average', color: 'green', values: latencyAvgMs },
      { label: 'p95', color: 'orange', values: latencyP95Ms },
    ],
  },
  {
    testId: 'chart-error-rate',
    heading: () => 'Error rate',
    format: formatShare,
    formatExact: formatShare,
    series: ({ errorRate }) => [{ label: 'Error rate', color: 'red', values: errorRate }],
  },
  {
    testId: 'chart-tokens',
    heading: (bucketMs) => `Tokens per ${bucketWords(bucketMs)}`,
    format: formatShortCount,
    formatExact: formatCount,
    series: ({ inputTokens, outputTokens }) => [
      { label: 'In', color: 'purple', values: inputTokens },
      { label: 'Out', color: 'yellow', values: outputTokens },
    ],
  },
  {
    testId: 'chart-cost',
    heading: (bucketMs, series) => `Cost by model per ${bucketWords(bucketMs)}${cutWords(series)}`,
    format: formatUsd,
    formatExact: exactUsd,
    series: ({ costByModel }, models) =>
      costByModel.map(({ model, costUsd }, index) => ({
        label: model,
        ...modelColor(models.includes(model) ? models.indexOf(model) : index),
        values: costUsd,
      })),
  },
];

/** A series as a chart wants it. */
export function chartData(
  chart: DashboardChart,
  series: MetricsSeries,
  models: readonly string[],
  nowMs: number,
): ChartData {
  const { bucketMs, startMs } = series;
  return { bucketMs, startMs, nowMs, series: chart.series(series, models) };
}

/** Says so where more models have a cost than there are lines. */
function cutWords(series: MetricsSeries | null): string {
  const { costByModel = [], modelsWithCost = 0 } = series ?? {};
  if (modelsWithCost <= costByModel.length) {
    return '';
  }
  return `: top ${formatCount(costByModel.length)} of ${formatCount(modelsWithCost)}`;
}

/** A model keeps its color whatever is filtered, since its place among all models decides. */
function modelColor(place: number): Pick<ChartSeries, 'color' | 'second'> {
  return {
    color: chartColors[place % chartColors.length] ?? 'blue',
    second: Math.floor(place / chartColors.length) % 2 === 1,
  };
}
