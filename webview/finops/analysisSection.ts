import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { CostView, FromFinops, ResultChart } from '../../src/protocol/finopsView';
import { formatCount } from '../../src/shared/format';
import { dataTable, isNumeric } from './dataTable';
import { valueOf } from './scopeBar';

type Post = (message: FromFinops) => void;

/** The selector of analyses, and the result of the one that was chosen: chart, rows, SQL. */
export function analysisSection({ analyses, analysis }: CostView, post: Post): TemplateResult {
  const { outcome } = analysis;
  const missing = analyses.filter(({ reason }) => reason !== null);
  return html`<section class="card" aria-labelledby="analysis-heading">
    <div class="card-head">
      <h2 id="analysis-heading">${l10n.t('Analysis')}</h2>
      <select
        data-testid="finops-analysis-choice"
        aria-label=${l10n.t('Analysis')}
        .value=${analysis.id}
        @change=${(event: Event) => post({ type: 'runAnalysis', id: valueOf(event) })}
      >
        ${analyses.map(
          ({ id, title, reason }) =>
            html`<option
              value=${id}
              ?disabled=${reason !== null}
              ?selected=${id === analysis.id}
              title=${reason ?? nothing}
            >
              ${title}
            </option>`,
        )}
      </select>
    </div>
    <p class="quiet">${analysis.description}</p>
    <div data-testid="finops-analysis-result" data-state=${outcome.state} aria-live="polite">
      ${outcome.state === 'running' ? html`<p class="quiet">${l10n.t('Working it out…')}</p>` : nothing}
      ${outcome.state === 'failed' ? html`<p class="problem">${outcome.message}</p>` : nothing}
      ${outcome.state === 'ended' ? resultOf(analysis.title, outcome, post) : nothing}
    </div>
    ${
      missing.length === 0
        ? nothing
        : html`<details>
            <summary>${l10n.t('Not possible with this data: {0}', formatCount(missing.length))}</summary>
            <ul>
              ${missing.map(({ reason }) => html`<li>${reason}</li>`)}
            </ul>
          </details>`
    }
  </section>`;
}

type Ended = Extract<CostView['analysis']['outcome'], { state: 'ended' }>;

function resultOf(title: string, { result, drawn }: Ended, post: Post): TemplateResult {
  const { columns, rows, rowCount, truncated, sql, note = '' } = result;
  return html`${drawn === null ? nothing : chartOf(title, drawn, post)}
    <p class="quiet">${rowsShown(rowCount, truncated)} ${note}</p>
    ${
      rows.length === 0
        ? html`<p>${l10n.t('Nothing in this data matches.')}</p>`
        : dataTable({
            label: l10n.t('{0}, result', title),
            testId: 'finops-analysis-table',
            columns: columns.map(({ name, kind }) => ({ name, numeric: isNumeric(kind) })),
            rows,
          })
    }
    <details>
      <summary>${l10n.t('The query that worked this out')}</summary>
      <pre data-testid="finops-analysis-sql" tabindex="0">${sql}</pre>
    </details>`;
}

function rowsShown(rowCount: number, truncated: boolean): string {
  const count = formatCount(rowCount);
  if (truncated) {
    return rowCount === 1
      ? l10n.t('The first 1 row; there are more.')
      : l10n.t('The first {0} rows; there are more.', count);
  }
  return rowCount === 1 ? l10n.t('1 row.') : l10n.t('{0} rows.', count);
}

const kinds = () => ({
  bar: l10n.t({ message: 'Bars', comment: ['As: Bars, Pie or Over time; how a chart is drawn'] }),
  pie: l10n.t({ message: 'Pie', comment: ['As: Bars, Pie or Over time; how a chart is drawn'] }),
  time: l10n.t({ message: 'Over time', comment: ['As: Bars, Pie or Over time; how a chart is drawn'] }),
});

function chartOf(title: string, drawn: ResultChart, post: Post): TemplateResult {
  const { chart, label, labels, value, values } = drawn;
  const draw = (change: Partial<{ label: string; value: string; kind: typeof chart.kind }>) =>
    post({ type: 'draw', label, value, kind: chart.kind, ...change });
  const choice = (
    { id, name }: { id: 'of' | 'by'; name: string },
    all: readonly string[],
    chosen: string,
    select: (one: string) => void,
  ) =>
    html`<label
      >${name}
      <select data-testid=${`finops-draw-${id}`} @change=${(event: Event) => select(valueOf(event))}>
        ${all.map((one) => html`<option value=${one} ?selected=${one === chosen}>${one}</option>`)}
      </select></label
    >`;
  const ofWord = l10n.t({
    message: 'Of',
    comment: ['Before a list of values: a chart of Cost by Service as Bars'],
  });
  const byWord = l10n.t({
    message: 'By',
    comment: ['Before a list of columns: a chart of Cost by Service as Bars'],
  });
  const asWord = l10n.t({
    message: 'As',
    comment: ['Before a list of kinds: a chart of Cost by Service as Bars'],
  });
  return html`<div class="scope">
      ${choice({ id: 'of', name: ofWord }, values, value, (one) => draw({ value: one }))}
      ${choice({ id: 'by', name: byWord }, labels, label, (one) => draw({ label: one }))}
      <label
        >${asWord}
        <select
          data-testid="finops-draw-as"
          @change=${(event: Event) => {
            const kind = valueOf(event);
            if (kind === 'bar' || kind === 'pie' || kind === 'time') {
              draw({ kind });
            }
          }}
        >
          ${Object.entries(kinds()).map(
            ([kind, words]) => html`<option value=${kind} ?selected=${kind === chart.kind}>${words}</option>`,
          )}
        </select></label
      >
    </div>
    <bc-cost-chart
      .heading=${title}
      .testId=${'finops-analysis-chart'}
      .chartId=${'analysis'}
      .chart=${chart}
    ></bc-cost-chart>`;
}
