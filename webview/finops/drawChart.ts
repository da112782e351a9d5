import { LineChart } from '../components/lineChart';
import { PartsChart } from '../components/partsChart';
import { formatCost } from '../../src/shared/format';
import { byName, overTime, type Drawable } from './chartData';

/** A chart on a canvas. */
export interface DrawnChart {
  readonly kind: Drawable['kind'];
  show(chart: Drawable): void;
  /** Of a chart over time: the instant at a place of its canvas. */
  instantAt?(pixels: number): number;
  dispose(): void;
}

/** Draws a chart on a canvas, in the theme as it is now; what is there already is used again where it can be. */
export function drawOn(
  canvas: HTMLCanvasElement,
  chart: Drawable,
  before?: DrawnChart,
  onPart?: (name: string) => void,
): DrawnChart {
  if (before !== undefined && before.kind !== chart.kind) {
    before.dispose();
  }
  const drawn = before?.kind === chart.kind ? before : open(canvas, chart.kind, onPart);
  drawn.show(chart);
  return drawn;
}

function open(
  canvas: HTMLCanvasElement,
  kind: Drawable['kind'],
  onPart?: (name: string) => void,
): DrawnChart {
  if (kind === 'time') {
    const lines = new LineChart(canvas, formatCost, formatCost, () => undefined);
    return {
      kind,
      show: (chart) => {
        lines.restyle();
        lines.show(overTime(chart));
      },
      instantAt: (pixels) => lines.instantAt(pixels),
      dispose: () => lines.dispose(),
    };
  }
  let labels: readonly string[] = [];
  const parts = new PartsChart(canvas, formatCost, (index) => onPart?.(labels[index] ?? ''));
  return {
    kind,
    show: (chart) => {
      const named = byName(chart);
      ({ labels } = named);
      parts.show({ kind, ...named });
    },
    dispose: () => parts.dispose(),
  };
}
