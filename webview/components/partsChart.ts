import {
  ArcElement,
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  PieController,
  Tooltip,
  type ChartConfiguration,
  type ChartOptions,
} from 'chart.js';
import { chartColors, readChartTheme, tooltipColors, type ChartTheme } from './chartTheme';
import { formatTick } from '../../src/shared/format';

Chart.register(ArcElement, BarController, BarElement, CategoryScale, LinearScale, PieController, Tooltip);

/** The drawn data: a value for each label, in one or more series. */
export interface PartsData {
  kind: 'bar' | 'pie';
  labels: readonly string[];
  series: readonly { label: string; values: readonly number[] }[];
}

const MAX_LABEL = 22;
const MIN_LABEL = 8;
/** About as wide as a letter of the labels is. */
const LETTER_PX = 6;

/** Draws bars or the parts of a whole into a canvas with chart.js, without animation. */
export class PartsChart {
  private chart: Chart | undefined;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly format: (value: number) => string,
    /** Told which part was clicked, by its place among the labels. */
    private readonly onPart: (index: number) => void = () => undefined,
  ) {}

  /** Draws data, in the colors of the theme as it is now. */
  show(data: PartsData): void {
    this.chart?.destroy();
    const theme = readChartTheme();
    const shared: ChartOptions = {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      onClick: (_event, [element]) => {
        if (element !== undefined) {
          this.onPart(element.index);
        }
      },
    };
    const font = { family: theme.font, size: 11 };
    const configuration = data.kind === 'bar' ? this.bars(data, theme) : this.pie(data, theme);
    this.chart = new Chart(this.canvas, {
      ...configuration,
      options: { ...configuration.options, ...shared, font },
    });
  }

  dispose(): void {
    this.chart?.destroy();
    this.chart = undefined;
  }

  private bars({ labels, series }: PartsData, theme: ChartTheme): ChartConfiguration {
    return {
      type: 'bar',
      data: {
        labels: [...labels],
        datasets: series.map(({ label, values }, index) => ({
          label,
          data: [...values],
          backgroundColor: partColor(theme, index),
          hoverBackgroundColor: partColor(theme, index),
          maxBarThickness: 22,
        })),
      },
      options: {
        indexAxis: 'y',
        // A short bar is meant by its row.
        interaction: { mode: 'index', axis: 'y', intersect: false },
        scales: {
          x: {
            grid: { color: theme.grid, lineWidth: 0.5 },
            border: { display: false },
            ticks: {
              color: theme.muted,
              maxTicksLimit: 5,
              maxRotation: 0,
              autoSkipPadding: 12,
              // In short: there is little room, and the bars and the table say more.
              callback: (value) => formatTick(Number(value)),
            },
          },
          y: {
            grid: { display: false },
            border: { color: theme.grid },
            ticks: {
              color: theme.muted,
              autoSkip: false,
              callback: (_, index) => shortened(labels[index] ?? '', this.canvas.clientWidth),
            },
          },
        },
        plugins: {
          tooltip: {
            ...tooltipColors(theme),
            callbacks: { label: ({ dataset, parsed }) => this.words(dataset.label ?? '', parsed.x ?? NaN) },
          },
        },
      },
    };
  }

  private pie({ labels, series }: PartsData, theme: ChartTheme): ChartConfiguration {
    const colors = labels.map((_, index) => partColor(theme, index));
    return {
      type: 'pie',
      data: {
        labels: [...labels],
        datasets: series.map(({ label, values }) => ({
          label,
          data: [...values],
          backgroundColor: colors,
          hoverBackgroundColor: colors,
          borderColor: theme.background,
          borderWidth: 1,
        })),
      },
      options: {
        plugins: {
          tooltip: {
            ...tooltipColors(theme),
            callbacks: { label: ({ label, parsed }) => this.words(label, Number(parsed)) },
          },
        },
      },
    };
  }

  private words(label: string, value: number): string {
    return `${label}: ${this.format(value)}`;
  }
}

/** The color of the part in a place; where there are more parts than colors, they come again, paler. */
export function partColor(theme: ChartTheme, index: number): string {
  const color = theme.colors[chartColors[index % chartColors.length] ?? 'blue'];
  return index < chartColors.length || !/^#[0-9a-f]{6}$/i.test(color) ? color : `${color}80`;
}

/** The beginning of a label, so that at most a third of the chart's width is names. */
function shortened(label: string, widthPx: number): string {
  const most = Math.min(MAX_LABEL, Math.max(MIN_LABEL, Math.floor(widthPx / 3 / LETTER_PX)));
  return label.length <= most ? label : `${label.slice(0, most - 1)}…`;
}
