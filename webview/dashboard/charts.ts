import * as l10n from '@vscode/l10n';
import type { MetricsSeries } from '../../src/protocol/metrics';
import { chartColors } from '../components/chartTheme';
import type { ChartData, ChartSeries } from '../components/lineChart';
import {
  formatCount,
  formatDuration,
  formatExactDuration,
  formatExactUsd,
  formatShare,
  formatShortCount,
  formatTick,
  formatUsd,
} from '../../src/shared/format';
import { bucketWords } from '../components/timeAxis';

/** One chart of the dashboard. */
export interface DashboardChart {
  testId: string;
  /** Its series, of buckets so long; `series` is null until it is there. */
  heading: (bucketMs: number, series: MetricsSeries | null) => string;
  format: (value: number) => string;
  /** For the axis, where that differs. */
  formatTick?: (value: number) => string;
  formatExact: (value: number) => string;
  series: (series: MetricsSeries, models: readonly string[]) => ChartSeries[];
}

/** The charts in their order. One color an entity, the same wherever it appears. */
export const dashboardCharts: readonly DashboardChart[] = [
  {
    testId: 'chart-requests',
    heading: (bucketMs) => l10n.t('Requests per {0}', bucketWords(bucketMs)),
    format: formatShortCount,
    formatTick,
    formatExact: formatCount,
    series: ({ requests }) => [{ label: l10n.t('Requests'), color: 'blue', values: requests }],
  },
  {
    testId: 'chart-latency',
    heading: () => l10n.t('Latency: average, p95'),
    format: formatDuration,
    formatExact: formatExactDuration,
    series: ({ latencyAvgMs, latencyP95Ms }) => [
      { label: l10n.t('Average'), color: 'green', values: latencyAvgMs },
      { label: 'p95', color: 'orange', values: latencyP95Ms },
    ],
  },
  {
    testId: 'chart-error-rate',
    heading: () => l10n.t('Error rate'),
    format: formatShare,
    formatExact: formatShare,
    series: ({ errorRate }) => [{ label: l10n.t('Error rate'), color: 'red', values: errorRate }],
  },
  {
    testId: 'chart-tokens',
    heading: (bucketMs) => l10n.t('Tokens per {0}', bucketWords(bucketMs)),
    format: formatShortCount,
    formatTick,
    formatExact: formatCount,
    series: ({ inputTokens, outputTokens }) => [
      {
        label: l10n.t({ message: 'In', comment: ['Tokens that went in'] }),
        color: 'purple',
        values: inputTokens,
      },
      {
        label: l10n.t({ message: 'Out', comment: ['Tokens that came out'] }),
        color: 'yellow',
        values: outputTokens,
      },
    ],
  },
  {
    testId: 'chart-cost',
    heading: costHeading,
    format: formatUsd,
    formatExact: formatExactUsd,
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
function costHeading(bucketMs: number, series: MetricsSeries | null): string {
  const { costByModel = [], modelsWithCost = 0 } = series ?? {};
  const bucket = bucketWords(bucketMs);
  return modelsWithCost <= costByModel.length
    ? l10n.t('Cost by model per {0}', bucket)
    : l10n.t(
        'Cost by model per {0}: top {1} of {2}',
        bucket,
        formatCount(costByModel.length),
        formatCount(modelsWithCost),
      );
}

/** A model keeps its color whatever is filtered, since its place among all models decides. */
function modelColor(place: number): Pick<ChartSeries, 'color' | 'second'> {
  return {
    color: chartColors[place % chartColors.length] ?? 'blue',
    second: Math.floor(place / chartColors.length) % 2 === 1,
  };
}
