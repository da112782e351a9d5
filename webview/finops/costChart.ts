import { html, LitElement, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import type { ShownChart } from '../../src/protocol/finopsView';
import { chartColors, onThemeChange, readChartTheme } from '../components/chartTheme';
import { LineChart, type ChartData } from '../components/lineChart';
import { partColor, PartsChart } from '../components/partsChart';
import { formatCost } from './amounts';
import { dataTable } from './dataTable';

type Drawable = ShownChart & { possible: true };

const DAY_MS = 24 * 60 * 60 * 1000;
const words = { bar: 'bar chart', pie: 'pie chart', time: 'line chart over time' } as const;

/** A chart of costs with its heading; its exact numbers as a table are one click away. */
export class CostChart extends LitElement {
  static override properties = {
    heading: {},
    testId: {},
    chart: { attribute: false },
    asTable: { state: true },
  };

  heading = '';
  testId = '';
  chart: ShownChart | null = null;
  private asTable = false;
  private drawn: { kind: string; lines?: LineChart; parts?: PartsChart } | undefined;
  private theming: { dispose(): void } | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.theming = onThemeChange(() => this.requestUpdate('chart'));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.theming?.dispose();
    this.forget();
  }

  protected override render() {
    const { chart, heading, testId } = this;
    if (chart === null) return nothing;
    return html`<section class="chart" aria-label=${heading} data-testid=${testId} data-kind=${chart.kind}>
      <div class="chart-head">
        <h3>${heading}</h3>
        ${
          chart.possible
            ? html`<button
                class="link"
                data-testid=${`${testId}-toggle`}
                aria-pressed=${String(this.asTable)}
                @click=${() => (this.asTable = !this.asTable)}
              >
                ${'Table'}<span class="visually-hidden"> of ${heading}</span>
              </button>`
            : nothing
        }
      </div>
      ${
        chart.possible
          ? this.renderChart(chart)
          : html`<p class="quiet" data-testid=${`${testId}-reason`}>${chart.reason}</p>`
      }
    </section>`;
  }

  private renderChart(chart: Drawable): TemplateResult {
    return html`<div class="chart-body" ?hidden=${this.asTable}>
        <div class="chart-canvas"><canvas role="img" aria-label=${this.describe(chart)}></canvas></div>
        ${legend(chart)}
      </div>
      ${this.asTable ? this.renderTable(chart) : nothing}
      ${chart.note === undefined ? nothing : html`<p class="quiet">${chart.note}</p>`}`;
  }

  private renderTable({ series, label, value }: Drawable): TemplateResult {
    const many = series.length > 1;
    return dataTable({
      label: `${this.heading}, table`,
      testId: `${this.testId}-table`,
      columns: [
        { name: label, numeric: false },
        ...(many ? [{ name: 'Curve', numeric: false }] : []),
        { name: value, numeric: true },
      ],
      rows: series.flatMap(({ name, parts }) =>
        parts.map((part) => (many ? [part.name, name, part.value] : [part.name, part.value])),
      ),
    });
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('chart')) return;
    const canvas = this.querySelector('canvas');
    const { chart } = this;
    if (canvas === null || chart?.possible !== true) return this.forget();
    if (this.drawn?.kind !== chart.kind) this.forget();
    if (chart.kind === 'time') {
      this.drawn ??= { kind: chart.kind, lines: new LineChart(canvas, formatCost, () => undefined) };
      this.drawn.lines?.restyle();
      this.drawn.lines?.show(overTime(chart));
    } else {
      this.drawn ??= { kind: chart.kind, parts: new PartsChart(canvas, formatCost) };
      this.drawn.parts?.show({ kind: chart.kind, ...byName(chart) });
    }
    // For those who wait for it: so many points are on the canvas.
    this.dataset['points'] = String(chart.series.reduce((sum, { parts }) => sum + parts.length, 0));
  }

  private forget(): void {
    this.drawn?.lines?.dispose();
    this.drawn?.parts?.dispose();
    this.drawn = undefined;
  }

  /** The chart in a sentence, for those who do not see it. */
  private describe({ kind, series, value }: Drawable): string {
    const parts = series.flatMap((one) => one.parts);
    const highest = parts.toSorted((a, b) => Number(b.value) - Number(a.value))[0];
    const most =
      highest === undefined ? '' : ` Highest: ${highest.name}, ${formatCost(Number(highest.value))}.`;
    return `${this.heading}, ${words[kind]} of ${value}.${most}`;
  }
}

/** Names beside colours, where there are several. */
function legend({ kind, series }: Drawable): TemplateResult | typeof nothing {
  const names = kind === 'pie' ? (series[0]?.parts ?? []).map(({ name }) => name) : series.map((s) => s.name);
  if (names.length < 2 && kind !== 'pie') return nothing;
  const theme = readChartTheme();
  return html`<ul class="legend" aria-hidden="true">
    ${names.map(
      (name, index) =>
        html`<li title=${name}>
          <svg width="10" height="10" viewBox="0 0 10 10">
            ${svg`<rect width="10" height="10" rx="2" fill=${partColor(theme, index)}></rect>`}
          </svg>
          <span>${name}</span>
        </li>`,
    )}
  </ul>`;
}

/** Each name once, with its value in each series. */
function byName({ series }: Drawable) {
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
function overTime({ series }: Drawable): ChartData {
  const names = [...new Set(series.flatMap(({ parts }) => parts.map(({ name }) => name)))].sort();
  const known = names.flatMap((name) => {
    const ms = instantOf(name);
    return Number.isNaN(ms) ? [] : [{ name, ms }];
  });
  return {
    bucketMs: DAY_MS,
    startMs: Float64Array.from(known, ({ ms }) => ms),
    nowMs: Infinity,
    series: series.map(({ name, parts }, index) => {
      const values = new Map(parts.map((part) => [part.name, Number(part.value)]));
      return {
        label: name,
        color: chartColors[index % chartColors.length] ?? 'blue',
        second: index >= chartColors.length,
        values: Float64Array.from(known, (one) => values.get(one.name) ?? NaN),
      };
    }),
  };
}

function instantOf(name: string): number {
  const month = /^\d{4}-\d\d$/.test(name) ? `${name}-01` : name;
  return Date.parse(/^\d{4}-\d\d-\d\d$/.test(month) ? `${month}T00:00` : month.replace(' ', 'T'));
}
