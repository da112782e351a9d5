import * as l10n from '@vscode/l10n';
import {
  Chart,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
  type ChartDataset,
  type ChartOptions,
  type Plugin,
} from 'chart.js';
import { readChartTheme, type ChartColor, tooltipColors } from './chartTheme';
import { bucketLabel, tickLabel, timeTicks } from './timeAxis';

Chart.register(LineController, LineElement, PointElement, LinearScale, Tooltip);

/** A line of a chart. */
export interface ChartSeries {
  label: string;
  color: ChartColor;
  /** A paler and broken line, where there are more lines than colors. */
  second?: boolean;
  /** One value a bucket; NaN is a gap. */
  values: Float64Array;
}

/** The data of a chart: lines over time, a value for each bucket. */
export interface ChartData {
  bucketMs: number;
  /** Start of each bucket, milliseconds since 1970. */
  startMs: Float64Array;
  /** When the values were asked for: the bucket of that instant is still filling. */
  nowMs: number;
  series: readonly ChartSeries[];
}

type Line = Chart<'line', { x: number; y: number }[]>;
type LineDataset = ChartDataset<'line', { x: number; y: number }[]>;

/** Draws lines over time into a canvas with chart.js: no animation, no smoothing, gaps as gaps. */
export class LineChart {
  private readonly chart: Line;
  private theme = readChartTheme();
  private data: ChartData | undefined;

  constructor(
    canvas: HTMLCanvasElement,
    private readonly format: (value: number) => string,
    private readonly formatTick: (value: number) => string,
    onBucket: (index: number) => void,
  ) {
    this.chart = new Chart(canvas, {
      type: 'line',
      data: { datasets: [] },
      options: this.options(onBucket),
      plugins: [lonePoints],
    });
  }

  /** Shows other data. */
  show(data: ChartData): void {
    this.data = data;
    this.draw();
  }

  /** Draws again in the colors of the theme as it is now. */
  restyle(): void {
    this.theme = readChartTheme();
    this.draw();
  }

  /** The instant at a place of the canvas, in CSS pixels from its left. */
  instantAt(pixels: number): number {
    return this.chart.scales['x']?.getValueForPixel(pixels) ?? NaN;
  }

  dispose(): void {
    this.chart.destroy();
  }

  private draw(): void {
    const { chart, data, theme } = this;
    chart.data.datasets = (data?.series ?? []).map((series) => this.dataset(series));
    const x = chart.options.scales?.['x'];
    if (x !== undefined && data !== undefined && data.startMs.length > 0) {
      x.min = data.startMs[0];
      x.max = (data.startMs.at(-1) ?? 0) + data.bucketMs;
    }
    for (const scale of Object.values(chart.options.scales ?? {})) {
      if (scale?.ticks !== undefined) {
        scale.ticks.color = theme.muted;
      }
      if (scale?.grid !== undefined) {
        scale.grid.color = theme.grid;
      }
      if (scale?.border !== undefined) {
        scale.border.color = theme.grid;
      }
    }
    Object.assign(chart.options.plugins?.tooltip ?? {}, tooltipColors(theme));
    chart.options.font = { family: theme.font, size: 11 };
    chart.update('none');
  }

  private dataset({ label, color, second = false, values }: ChartSeries): LineDataset {
    const { startMs = new Float64Array(), bucketMs = 0, nowMs = 0 } = this.data ?? {};
    const points = Array.from(values, (y, index) => ({ x: startMs[index] ?? NaN, y }));
    const last = points.length - 1;
    const filling = (startMs[last] ?? Infinity) + bucketMs > nowMs;
    const dash = second ? [6, 3] : [];
    return {
      label,
      data: points,
      borderColor: this.theme.colors[color],
      backgroundColor: this.theme.colors[color],
      borderDash: dash,
      // Dots to the bucket that is still filling: it is not comparable yet.
      ...(filling && {
        segment: { borderDash: ({ p1DataIndex }) => (p1DataIndex === last ? [2, 3] : dash) },
      }),
    };
  }

  private options(onBucket: (index: number) => void): ChartOptions<'line'> {
    return {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: true,
      maintainAspectRatio: false,
      spanGaps: false,
      interaction: { mode: 'index', axis: 'x', intersect: false },
      elements: {
        point: { radius: 0, hoverRadius: 4, hitRadius: 0 },
        line: { tension: 0, borderWidth: 1.5 },
      },
      onClick: (_event, [element]) => {
        if (element !== undefined) {
          onBucket(element.index);
        }
      },
      scales: {
        x: {
          type: 'linear',
          grid: { display: false },
          border: {},
          ticks: { maxRotation: 0, callback: (value) => tickLabel(Number(value)) },
          afterBuildTicks: (axis) => {
            const most = Math.max(2, Math.floor(axis.width / 60));
            axis.ticks = timeTicks(axis.min, axis.max, most, this.data?.bucketMs).map((value) => ({ value }));
          },
        },
        y: {
          type: 'linear',
          beginAtZero: true,
          grid: { lineWidth: 0.5 },
          border: { display: false },
          ticks: { maxTicksLimit: 5, callback: (value) => this.formatTick(Number(value)) },
        },
      },
      plugins: {
        tooltip: {
          callbacks: {
            title: ([item]) => (item === undefined ? '' : this.title(item.dataIndex)),
            label: ({ dataset, parsed }) => `${dataset.label ?? ''}: ${this.format(parsed.y ?? NaN)}`,
          },
          filter: ({ parsed }) => parsed.y !== null && !Number.isNaN(parsed.y),
        },
      },
    };
  }

  private title(index: number): string {
    const { startMs, bucketMs, nowMs } = this.data ?? { startMs: [], bucketMs: 0, nowMs: 0 };
    const start = startMs[index] ?? 0;
    const bucket = bucketLabel(start, bucketMs);
    return start + bucketMs > nowMs ? l10n.t('{0} (still filling)', bucket) : bucket;
  }
}

/** Values between two gaps have no line to be part of; they are drawn as dots. */
const lonePoints: Plugin<'line'> = {
  id: 'lonePoints',
  afterDatasetsDraw({ ctx, data, scales: { x, y } }) {
    if (x === undefined || y === undefined) {
      return;
    }
    for (const dataset of data.datasets) {
      const points = dataset.data as { x: number; y: number }[];
      const isGap = (index: number) => Number.isNaN(points[index]?.y ?? NaN);
      ctx.fillStyle = typeof dataset.borderColor === 'string' ? dataset.borderColor : '';
      points.forEach((point, index) => {
        if (isGap(index) || !isGap(index - 1) || !isGap(index + 1)) {
          return;
        }
        ctx.beginPath();
        ctx.arc(x.getPixelForValue(point.x), y.getPixelForValue(point.y), 2, 0, 2 * Math.PI);
        ctx.fill();
      });
    }
  },
};
