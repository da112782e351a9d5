import * as l10n from '@vscode/l10n';
import { html, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import { onThemeChange, readChartTheme } from './chartTheme';
import { LineChart, type ChartData, type ChartSeries } from './lineChart';
import { bucketLabel } from './timeAxis';
import { LightElement } from './lightElement';

/** A user chose a bucket of a chart: a stretch of time, milliseconds since 1970, the second exclusive. */
export class BucketEvent extends Event {
  static readonly type = 'bucket';
  constructor(
    readonly fromMs: number,
    readonly toMs: number,
  ) {
    super(BucketEvent.type, { bubbles: true });
  }
}

/** A chart with its heading and legend; its numbers as a table are one click away. */
export class ChartPanel extends LightElement {
  static override properties = {
    heading: {},
    testId: {},
    data: { attribute: false },
    note: {},
    asTable: { state: true },
  };

  heading = '';
  testId = '';
  data: ChartData | null = null;
  /** Said in place of lines where there are none. */
  note = '';
  /** Short, for the tooltip. */
  format: (value: number) => string = String;
  /** As short for all figures of an axis. */
  formatTick: (value: number) => string = String;
  /** Exact, for the table. */
  formatExact: (value: number) => string = String;
  asTable = false;
  private chart: LineChart | undefined;
  private theming: { dispose(): void } | undefined;
  private restyling = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.theming = onThemeChange(() => {
      // One change of theme is many changes of variables.
      if (this.restyling) {
        return;
      }
      this.restyling = true;
      requestAnimationFrame(() => {
        this.restyling = false;
        this.chart?.restyle();
        this.requestUpdate();
      });
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.theming?.dispose();
    this.chart?.dispose();
    this.chart = undefined;
  }

  protected override render() {
    return html`<section class="chart" aria-label=${this.heading} data-testid=${this.testId || nothing}>
      <div class="chart-head">
        <h2>${this.heading}</h2>
        <button
          class="link"
          data-testid=${this.testId ? `${this.testId}-toggle` : nothing}
          aria-label=${l10n.t('Table of {0}', this.heading)}
          aria-pressed=${String(this.asTable)}
          @click=${() => (this.asTable = !this.asTable)}
        >
          ${l10n.t('Table')}
        </button>
      </div>
      <div class="legend" aria-hidden="true">${this.data?.series.map((series) => legendEntry(series))}</div>
      <div class="chart-body">
        <div class="chart-canvas" ?hidden=${this.asTable}>
          <canvas role="img" aria-label=${this.describe()}></canvas>
        </div>
        ${this.asTable ? this.renderTable() : nothing}
        ${this.note !== '' && !this.asTable ? html`<p class="chart-note">${this.note}</p>` : nothing}
      </div>
    </section>`;
  }

  private renderTable(): TemplateResult {
    const { bucketMs = 0, startMs = new Float64Array(), series = [] } = this.data ?? {};
    const cell = (value: number | undefined) =>
      value === undefined || Number.isNaN(value) ? '–' : this.formatExact(value);
    return html`<div
      class="chart-table"
      tabindex="0"
      role="group"
      aria-label=${l10n.t('{0}, table', this.heading)}
    >
      <table data-testid=${this.testId ? `${this.testId}-table` : nothing}>
        <thead>
          <tr>
            <th scope="col">${l10n.t('Time')}</th>
            ${series.map(({ label }) => html`<th scope="col">${label}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${Array.from(
            startMs,
            (start, index) =>
              html`<tr>
                <th scope="row">
                  <button
                    class="link"
                    title=${l10n.t('Show these calls')}
                    data-start=${new Date(start).toISOString()}
                    @click=${() => this.choose(index)}
                  >
                    ${bucketLabel(start, bucketMs)}
                  </button>
                </th>
                ${series.map(({ values }) => html`<td>${cell(values[index])}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    const canvas = this.querySelector('canvas');
    // Not before there is something to draw: the page's first frame is sooner there without.
    if (canvas !== null && this.data !== null) {
      this.chart ??= new LineChart(
        canvas,
        (value) => this.format(value),
        (value) => this.formatTick(value),
        (index) => this.choose(index),
      );
    }
    if (changed.has('data') && this.data !== null) {
      this.chart?.show(this.data);
      // For those who wait for it: so many points are on the canvas.
      this.dataset['points'] = String(this.data.startMs.length);
    }
  }

  private choose(index: number): void {
    const start = this.data?.startMs[index];
    if (this.data === null || start === undefined) {
      return;
    }
    this.dispatchEvent(new BucketEvent(start, start + this.data.bucketMs));
  }

  /** The chart in a sentence, for those who do not see it. */
  private describe(): string {
    const lines = (this.data?.series ?? []).map(({ label, values }) => {
      const known = values.filter((value) => !Number.isNaN(value));
      if (known.length === 0) {
        return l10n.t('{0}: no values', label);
      }
      const highest = known.reduce((most, value) => Math.max(most, value));
      const latest = this.format(known.at(-1) ?? 0);
      return l10n.t('{0}: latest {1}, highest {2}', label, latest, this.format(highest));
    });
    return [l10n.t('{0}, line chart', this.heading), ...lines].join('. ');
  }
}

function legendEntry({ label, color, second = false }: ChartSeries): TemplateResult {
  const stroke = readChartTheme().colors[color];
  return html`<span class="legend-entry"
    ><svg width="16" height="8" viewBox="0 0 16 8">
      ${svg`<line x1="0" y1="4" x2="16" y2="4" stroke-width="2" stroke=${stroke} stroke-dasharray=${second ? '6 3' : 'none'}></line>`}</svg
    >${label}</span
  >`;
}
