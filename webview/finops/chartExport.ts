import * as l10n from '@vscode/l10n';
import type { FromFinops } from '../../src/protocol/finopsView';
import { readChartTheme, type ChartTheme } from '../components/chartTheme';
import { legendOf, type Drawable } from './chartData';
import { drawOn } from './drawChart';

/** The chart to be saved: a picture, which only the page can make, or the numbers, which the host has. */
export type ChartExport = Extract<FromFinops, { type: 'exportChart' }>['what'];

/** A user wants to save a chart; it bubbles up to the page. */
export class ChartExportEvent extends Event {
  constructor(readonly what: ChartExport) {
    super('chartexport', { bubbles: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    chartexport: ChartExportEvent;
  }
}

/** Sizes in CSS pixels. */
const PADDING = 16;
const HEADING = 40;
const LEGEND = 260;
const LINE = 22;

/**
 * A chart as a picture that says by itself what it is, as PNG in Base64: on the theme's ground, with its heading and
 * its legend. It is drawn anew, in one size, however narrow the editor is or whether the table is shown.
 */
export function chartPng(chart: Drawable, heading: string): string {
  const stage = document.createElement('div');
  stage.className = 'chart-stage';
  const canvas = document.createElement('canvas');
  stage.append(canvas);
  document.body.append(stage);
  const drawn = drawOn(canvas, chart);
  try {
    return picture(canvas, chart, heading, readChartTheme());
  } finally {
    drawn.dispose();
    stage.remove();
  }
}

function picture(canvas: HTMLCanvasElement, chart: Drawable, heading: string, theme: ChartTheme): string {
  const legend = legendOf(chart, theme);
  const scale = canvas.width / canvas.clientWidth;
  const whole = document.createElement('canvas');
  const width = canvas.clientWidth + 2 * PADDING + (legend.length === 0 ? 0 : LEGEND);
  const height = canvas.clientHeight + HEADING + PADDING;
  whole.width = Math.round(width * scale);
  whole.height = Math.round(height * scale);
  const context = whole.getContext('2d');
  if (context === null) {
    return '';
  }
  context.scale(scale, scale);
  context.fillStyle = theme.ground;
  context.fillRect(0, 0, width, height);
  context.drawImage(canvas, PADDING, HEADING, canvas.clientWidth, canvas.clientHeight);
  context.textBaseline = 'middle';
  context.fillStyle = theme.foreground;
  context.font = `600 15px ${theme.font}`;
  context.fillText(
    l10n.t('{0}: {1} by {2}', heading, chart.value, chart.label),
    PADDING,
    HEADING / 2,
    width - 2 * PADDING,
  );
  context.font = `12px ${theme.font}`;
  const left = PADDING + canvas.clientWidth + PADDING;
  for (const [index, { name, color }] of legend.entries()) {
    const middle = HEADING + LINE * (index + 0.5);
    if (middle + LINE / 2 > height) {
      break;
    }
    context.fillStyle = color;
    context.fillRect(left, middle - 5, 10, 10);
    context.fillStyle = theme.foreground;
    context.fillText(name, left + 18, middle, LEGEND - PADDING - 18);
  }
  return whole.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}
