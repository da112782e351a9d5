import { html, nothing, type TemplateResult } from 'lit';
import type { CostView, FromFinops, ResultChart } from '../../src/protocol/finopsView';
import { formatCount } from '../components/numbers';
import { dataTable, isNumeric } from './dataTable';
import { valueOf } from './scopeBar';

type Post = (message: FromFinops) => void;

/** The selector of analyses, and the result of the one that was chosen: chart, rows, SQL. */
export function analysisSection({ analyses, analysis }: CostView, post: Post): TemplateResult {
  const { outcome } = analysis;
  const missing = analyses.filter(({ reason }) => reason !== null);
  return html`<section class="card" aria-labelledby="analysis-heading">
    <div class="card-head">
      <h2 id="analysis-heading">Analysis</h2>
      <select
        data-testid="finops-analysis-choice"
        aria-label="Analysis"
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
      ${outcome.state === 'running' ? html`<p class="quiet">Working it out…</p>` : nothing}
      ${outcome.state === 'failed' ? html`<p class="problem">${outcome.message}</p>` : nothing}
      ${outcome.state === 'ended' ? resultOf(analysis.title, outcome, post) : nothing}
    </div>
    ${
      missing.length === 0
        ? nothing
        : html`<details>
            <summary>Not possible with this data: ${missing.length}</summary>
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
  const count = `${formatCount(rowCount)} ${rowCount === 1 ? 'row' : 'rows'}`;
  return html`${drawn === null ? nothing : chartOf(title, drawn, post)}
    <p class="quiet">${truncated ? `The first ${count}; there are more.` : `${count}.`} ${note}</p>
    ${
      rows.length === 0
        ? html`<p>Nothing in this data matches.</p>`
        : dataTable({
            label: `${title}, result`,
            testId: 'finops-analysis-table',
            columns: columns.map(({ name, kind }) => ({ name, numeric: isNumeric(kind) })),
            rows,
          })
    }
    <details>
      <summary>The query that worked this out</summary>
      <pre data-testid="finops-analysis-sql" tabindex="0">${sql}</pre>
    </details>`;
}

const kinds = { bar: 'Bars', pie: 'Pie', time: 'Over time' } as const;

function chartOf(title: string, drawn: ResultChart, post: Post): TemplateResult {
  const { chart, label, labels, value, values } = drawn;
  const draw = (change: Partial<{ label: string; value: string; kind: typeof chart.kind }>) =>
    post({ type: 'draw', label, value, kind: chart.kind, ...change });
  const choice = (name: string, all: readonly string[], chosen: string, select: (one: string) => void) =>
    html`<label
      >${name}
      <select
        data-testid=${`finops-draw-${name.toLowerCase()}`}
        @change=${(event: Event) => select(valueOf(event))}
      >
        ${all.map((one) => html`<option value=${one} ?selected=${one === chosen}>${one}</option>`)}
      </select></label
    >`;
  return html`<div class="scope">
      ${choice('Of', values, value, (one) => draw({ value: one }))}
      ${choice('By', labels, label, (one) => draw({ label: one }))}
      <label
        >As
        <select
          data-testid="finops-draw-as"
          @change=${(event: Event) => {
            const kind = valueOf(event);
            if (kind === 'bar' || kind === 'pie' || kind === 'time') {
              draw({ kind });
            }
          }}
        >
          ${Object.entries(kinds).map(
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
