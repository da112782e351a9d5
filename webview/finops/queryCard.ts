import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { PanelStep } from '../../src/protocol/chatPanel';
import type { AskedChart, AskedQuery } from '../../src/protocol/costConversation';
import { formatCount, formatDuration } from '../../src/shared/format';
import { dataTable, isNumeric } from './dataTable';

type ToolStep = Extract<PanelStep, { type: 'tool' }>;

/** A query under way, or what it asked and what it gave: folded, with its SQL and its rows within. */
export function queryCard(step: ToolStep, query: AskedQuery | undefined): TemplateResult {
  const failed = query?.outcome.state === 'failed' || step.state === 'failed';
  const icon = step.state === 'running' ? 'loading' : failed ? 'error' : 'database';
  return html`<details
    class="step"
    data-testid="finops-query"
    data-state=${failed ? 'failed' : step.state}
    data-query-id=${query?.id ?? nothing}
  >
    <summary>
      <span class="codicon codicon-${icon}" aria-hidden="true"></span
      ><span class="step-title">${titleOf(step, query)}</span>
    </summary>
    <div class="step-body">${query === undefined ? plain(step) : bodyOf(query)}</div>
  </details>`;
}

/** A chart where the model drew it; what it could not draw is told to the model alone. */
export function chartCard(chart: AskedChart): TemplateResult {
  return html`<bc-cost-chart
    .heading=${chart.title}
    .testId=${'finops-answer-chart'}
    .chartId=${chart.toolUseId}
    .chart=${chart.chart}
  ></bc-cost-chart>`;
}

function titleOf(step: ToolStep, query: AskedQuery | undefined): string {
  if (query === undefined) {
    if (step.state === 'running') {
      return l10n.t('Asking the data…');
    }
    return step.state === 'done'
      ? l10n.t('The result of this query is no longer kept')
      : l10n.t('This query was not run');
  }
  const purpose = query.purpose === '' ? l10n.t('Query') : query.purpose;
  const { outcome } = query;
  if (outcome.state === 'failed') {
    return `${query.id} · ${purpose} · ${l10n.t('failed')}`;
  }
  const { rowCount, truncated, elapsedMs } = outcome.result;
  return `${query.id} · ${purpose} · ${rowsOf(rowCount, truncated)} · ${formatDuration(elapsedMs)}`;
}

function rowsOf(rowCount: number, truncated: boolean): string {
  const count = formatCount(rowCount);
  if (truncated) {
    return rowCount === 1 ? l10n.t('first 1 row') : l10n.t('first {0} rows', count);
  }
  return rowCount === 1 ? l10n.t('1 row') : l10n.t('{0} rows', count);
}

function bodyOf({ id, sql, outcome }: AskedQuery): TemplateResult {
  return html`<pre data-testid="finops-sql" tabindex="0" role="group" aria-label=${l10n.t('SQL of {0}', id)}>
${sql}</pre>
    ${
      outcome.state === 'failed'
        ? html`<p class="problem">${outcome.message}</p>`
        : dataTable({
            label: l10n.t('Result {0}', id),
            testId: 'finops-query-table',
            columns: outcome.result.columns.map(({ name, kind }) => ({ name, numeric: isNumeric(kind) })),
            rows: outcome.result.rows,
          })
    }
    ${
      outcome.state === 'failed' || outcome.result.note === undefined
        ? nothing
        : html`<p class="notice" data-testid="finops-query-note">${outcome.result.note}</p>`
    }`;
}

/** A call that was no query, or none that could be read. */
function plain({ input, result }: ToolStep): TemplateResult {
  return html`<pre class="step-text" tabindex="0" role="group" aria-label=${l10n.t('Input')}>${input}</pre>
    ${result === '' ? nothing : html`<p class="problem">${result}</p>`}`;
}
