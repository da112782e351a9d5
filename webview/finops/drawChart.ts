import { LineChart } from '../components/lineChart';
import { PartsChart } from '../components/partsChart';
import { formatCost } from '../../src/shared/format';
import { byName, overTime, type Drawable } from './chartData';

/** A chart on a canvas. */
export interface DrawnChart {
  readonly kind: Drawable['kind'];
  show(chart: Drawable): void;
  dispose(): void;
}

/** Draws a chart on a canvas, in the theme as it is now; what is there already is used again where it can be. */
export function drawOn(canvas: HTMLCanvasElement, chart: Drawable, before?: DrawnChart): DrawnChart {
  if (before !== undefined && before.kind !== chart.kind) {
    before.dispose();
  }
  const drawn = before?.kind === chart.kind ? before : open(canvas, chart.kind);
  drawn.show(chart);
  return drawn;
}

function open(canvas: HTMLCanvasElement, kind: Drawable['kind']): DrawnChart {
  if (kind === 'time') {
    const lines = new LineChart(canvas, formatCost, formatCost, () => undefined);
    return {
      kind,
      show: (chart) => {
        lines.restyle();
        lines.show(overTime(chart));
      },
      dispose: () => lines.dispose(),
    };
  }
  const parts = new PartsChart(canvas, formatCost);
  return {
    kind,
    show: (chart) => parts.show({ kind, ...byName(chart) }),
    dispose: () => parts.dispose(),
  };
}
