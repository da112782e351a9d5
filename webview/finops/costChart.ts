import * as l10n from '@vscode/l10n';
import { html, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import type { ShownChart } from '../../src/protocol/finopsView';
import { onThemeChange, readChartTheme } from '../components/chartTheme';
import type { MenuItem } from '../components/menuButton';
import { formatCost } from '../../src/shared/format';
import { legendOf, type Drawable } from './chartData';
import { ChartExportEvent, chartPng } from './chartExport';
import { drawOn, type DrawnChart } from './drawChart';
import { dataTable } from './dataTable';
import { LightElement } from '../components/lightElement';
import { ChartPickEvent, pickTable } from './chartPick';
import { watchDays } from './dayRange';

/** A chart of costs with its heading; its exact numbers as a table are one click away. */
export class CostChart extends LightElement {
  static override properties = {
    heading: {},
    testId: {},
    chartId: {},
    chart: { attribute: false },
    asTable: { state: true },
    canChooseDays: { type: Boolean },
  };

  heading = '';
  testId = '';
  /** By which the host knows the chart; without one it cannot be saved. */
  chartId = '';
  chart: ShownChart | null = null;
  private asTable = false;
  /** Of a chart over time: days are chosen by dragging on it. */
  canChooseDays = false;
  private dragging: { dispose(): void } | undefined;
  private drawn: DrawnChart | undefined;
  private theming: { dispose(): void } | undefined;

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
    if (chart === null) {
      return nothing;
    }
    return html`<section class="chart" aria-label=${heading} data-testid=${testId} data-kind=${chart.kind}>
      <div class="chart-head">
        <h3>${heading}</h3>
        ${
          chart.possible
            ? html`<button
                class="link"
                data-testid=${`${testId}-toggle`}
                aria-label=${l10n.t('Table of {0}', heading)}
                aria-pressed=${String(this.asTable)}
                @click=${() => (this.asTable = !this.asTable)}
              >
                ${l10n.t('Table')}
              </button>`
            : nothing
        }
        ${chart.possible && this.chartId !== '' ? this.renderExport(chart) : nothing}
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

  private renderExport(chart: Drawable): TemplateResult {
    const { chartId, testId, heading } = this;
    const items: MenuItem[] = [
      {
        label: l10n.t('Save as PNG…'),
        testId: `${testId}-export-png`,
        onSelect: () => {
          const data = chartPng(chart, heading);
          this.dispatchEvent(new ChartExportEvent({ chart: chartId, format: 'png', data }));
        },
      },
      {
        label: l10n.t('Save as CSV…'),
        testId: `${testId}-export-csv`,
        onSelect: () => this.dispatchEvent(new ChartExportEvent({ chart: chartId, format: 'csv' })),
      },
    ];
    return html`<bc-menu-button
      .icon=${'save'}
      .label=${l10n.t('Save {0}…', heading)}
      .testId=${`${testId}-export`}
      .items=${items}
    ></bc-menu-button>`;
  }

  /** Chooses the part of a name, where it can be chosen. */
  private pick(name: string): void {
    const { chart } = this;
    const parts = chart?.possible === true ? (chart.series[0]?.parts ?? []) : [];
    const key = parts.find((part) => part.name === name)?.key;
    if (key !== undefined) {
      this.dispatchEvent(new ChartPickEvent(key));
    }
  }

  private renderTable({ series, label, value }: Drawable): TemplateResult {
    const [only] = series;
    if (series.length === 1 && only?.parts.some(({ key }) => key !== undefined) === true) {
      const testId = `${this.testId}-table`;
      return pickTable({
        label: l10n.t('{0}, table', this.heading),
        testId,
        columns: [label, value],
        parts: only.parts,
      });
    }
    const many = series.length > 1;
    return dataTable({
      label: l10n.t('{0}, table', this.heading),
      testId: `${this.testId}-table`,
      columns: [
        { name: label, numeric: false },
        ...(many
          ? [
              {
                name: l10n.t({
                  message: 'Curve',
                  comment: ['Heading of a column: which line of a chart a number is of'],
                }),
                numeric: false,
              },
            ]
          : []),
        { name: value, numeric: true },
      ],
      rows: series.flatMap(({ name, parts }) =>
        parts.map((part) => (many ? [part.name, name, part.value] : [part.name, part.value])),
      ),
    });
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('chart')) {
      return;
    }
    const canvas = this.querySelector('canvas');
    const { chart } = this;
    if (canvas === null || chart?.possible !== true) {
      return this.forget();
    }
    this.drawn = drawOn(canvas, chart, this.drawn, (name) => this.pick(name));
    this.dragging?.dispose();
    this.dragging =
      this.canChooseDays && chart.kind === 'time'
        ? watchDays(canvas, (pixels) => this.drawn?.instantAt?.(pixels) ?? NaN)
        : undefined;
    // For those who wait for it: so many points are on the canvas.
    this.dataset['points'] = String(chart.series.reduce((sum, { parts }) => sum + parts.length, 0));
  }

  private forget(): void {
    this.dragging?.dispose();
    this.dragging = undefined;
    this.drawn?.dispose();
    this.drawn = undefined;
  }

  /** The chart in a sentence, for those who do not see it. */
  private describe({ kind, series, value }: Drawable): string {
    const parts = series.flatMap((one) => one.parts);
    const highest = parts.toSorted((a, b) => Number(b.value) - Number(a.value))[0];
    const sentence = sentenceOf(kind, this.heading, value);
    return highest === undefined
      ? sentence
      : `${sentence} ${l10n.t('Highest: {0}, {1}.', highest.name, formatCost(Number(highest.value)))}`;
  }
}

function sentenceOf(kind: Drawable['kind'], heading: string, value: string): string {
  switch (kind) {
    case 'bar':
      return l10n.t('{0}, bar chart of {1}.', heading, value);
    case 'pie':
      return l10n.t('{0}, pie chart of {1}.', heading, value);
    case 'time':
      return l10n.t('{0}, line chart over time of {1}.', heading, value);
  }
}

/** Names beside colors, where there are several. */
function legend(chart: Drawable): TemplateResult | typeof nothing {
  const entries = legendOf(chart, readChartTheme());
  if (entries.length === 0) {
    return nothing;
  }
  return html`<ul class="legend" aria-hidden="true">
    ${entries.map(
      ({ name, color }) =>
        html`<li title=${name}>
          <svg width="10" height="10" viewBox="0 0 10 10">
            ${svg`<rect width="10" height="10" rx="2" fill=${color}></rect>`}
          </svg>
          <span>${name}</span>
        </li>`,
    )}
  </ul>`;
}
