import type { ShownChart } from '../../src/protocol/finopsView';
import { chartColors, type ChartTheme } from '../components/chartTheme';
import type { ChartData } from '../components/lineChart';
import { partColor, type PartsData } from '../components/partsChart';

/** A chart that can be drawn. */
export type Drawable = ShownChart & { possible: true };

const DAY_MS = 24 * 60 * 60 * 1000;

/** The names that a chart tells apart by color; none where there is one thing only. */
export function legendOf(
  { kind, series }: Drawable,
  theme: ChartTheme,
): readonly { name: string; color: string }[] {
  const names = kind === 'pie' ? (series[0]?.parts ?? []).map(({ name }) => name) : series.map((s) => s.name);
  if (names.length < 2 && kind !== 'pie') {
    return [];
  }
  return names.map((name, index) => ({ name, color: partColor(theme, index) }));
}

/** Each name once, with its value in each series. */
export function byName({ series }: Drawable): Pick<PartsData, 'labels' | 'series'> {
  const labels = [...new Set(series.flatMap(({ parts }) => parts.map(({ name }) => name)))];
  return {
    labels,
    series: series.map(({ name, parts }) => {
      const values = new Map(parts.map((part) => [part.name, Number(part.value)]));
      return { label: name, values: labels.map((one) => values.get(one) ?? 0) };
    }),
  };
}

/** Days and months as instants in local time, so that an axis shows the same dates as the data. */
export function overTime({ series }: Drawable): ChartData {
  const names = [...new Set(series.flatMap(({ parts }) => parts.map(({ name }) => name)))].sort();
  const known = names.flatMap((name) => {
    const ms = instantOf(name);
    return Number.isNaN(ms) ? [] : [{ name, ms }];
  });
  return {
    bucketMs: DAY_MS,
    startMs: Float64Array.from(known, ({ ms }) => ms),
    nowMs: Infinity,
    series: series.map(({ name, parts, broken = false }, index) => {
      const values = new Map(parts.map((part) => [part.name, Number(part.value)]));
      return {
        label: name,
        color: chartColors[index % chartColors.length] ?? 'blue',
        second: broken || index >= chartColors.length,
        values: Float64Array.from(known, (one) => values.get(one.name) ?? NaN),
      };
    }),
  };
}

function instantOf(name: string): number {
  const month = /^\d{4}-\d\d$/.test(name) ? `${name}-01` : name;
  return Date.parse(/^\d{4}-\d\d-\d\d$/.test(month) ? `${month}T00:00` : month.replace(' ', 'T'));
}
