import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { RunHistory, RunRow } from '../../src/protocol/runHistory';
import { formatCount, formatDuration, formatInstant, formatKnownUsd } from '../../src/shared/format';
import { logLines } from './logLines';

/** Parts of a run that a user can open. */
export interface RunActions {
  readonly onLog: (id: string) => void;
  readonly onResult: (id: string) => void;
}

const icons: Record<RunRow['state'], string> = {
  Pending: 'circle-outline',
  Running: 'sync',
  Retrying: 'history',
  Completed: 'pass',
  Cached: 'database',
  Failed: 'error',
  Cancelled: 'circle-slash',
  Crashed: 'warning',
};

/** The last runs of prompt files, and the end of the newest one's log. */
export function runHistorySection(
  history: RunHistory | null,
  failure: string | null,
  actions: RunActions,
): TemplateResult | typeof nothing {
  if (history === null && failure === null) {
    return nothing;
  }
  const { total, rows, log } = history ?? { total: 0, rows: [], log: [] };
  return html`<section class="runs" aria-labelledby="runs-heading" data-testid="run-history">
    <div class="section-head">
      <h2 id="runs-heading">${l10n.t('Prompt runs')}${total === 0 ? '' : ` (${formatCount(total)})`}</h2>
    </div>
    ${failure === null ? nothing : html`<p class="quiet">${l10n.t('The runs could not be read: {0}', failure)}</p>`}
    ${rows.length > 0 ? runTable(rows, actions) : failure === null ? noRuns() : nothing}
    ${log.length > 0 ? runLog(log) : nothing}
  </section>`;
}

function noRuns(): TemplateResult {
  return html`<p class="quiet">
    ${l10n.t('No prompt file has been run yet: open one, such as prompts.txt, and choose Run all.')}
  </p>`;
}

function runTable(rows: readonly RunRow[], actions: RunActions): TemplateResult {
  return html`<div
    class="runs-table"
    tabindex="0"
    role="group"
    aria-label=${l10n.t('Last runs of prompt files')}
  >
    <table>
      <thead>
        <tr>
          <th scope="col">${l10n.t({ message: 'Run', comment: ['Noun: a run of a prompt file'] })}</th>
          <th scope="col"><span class="visually-hidden">${l10n.t('Open')}</span></th>
          <th scope="col">${l10n.t('File')}</th>
          <th scope="col">${l10n.t('State')}</th>
          <th scope="col" class="number">${l10n.t('Done')}</th>
          <th scope="col" class="number">${l10n.t('Failed')}</th>
          <th scope="col" class="number">${l10n.t({ message: 'Time', comment: ['How long a run took'] })}</th>
          <th scope="col" class="number">${l10n.t('Tokens')}</th>
          <th scope="col" class="number">${l10n.t('Cost')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => runRow(row, actions))}
      </tbody>
    </table>
  </div>`;
}

function runRow(row: RunRow, { onLog, onResult }: RunActions): TemplateResult {
  const { id, file, state, startedAt, endedAt, steps, done, failed, tokens, costUsd, unpriced } = row;
  const name = file.split(/[\\/]/).pop() ?? file;
  const started = new Date(startedAt);
  const timeMs = endedAt === null ? null : Date.parse(endedAt) - started.getTime();
  const openButton = (words: { text: string; label: string }, testId: string, act: (id: string) => void) =>
    html`<button class="link" data-testid=${testId} aria-label=${words.label} @click=${() => act(id)}>
      ${words.text}
    </button>`;
  const at = formatInstant(started);
  const results = { text: l10n.t('Results'), label: l10n.t('Open results of {0}, {1}', name, at) };
  const log = { text: l10n.t('Log'), label: l10n.t('Open log of {0}, {1}', name, at) };
  return html`<tr data-testid="run-history-row" data-state=${state}>
    <td><time datetime=${startedAt} title=${startedAt}>${at}</time></td>
    <td>${openButton(results, 'run-open-result', onResult)} ${openButton(log, 'run-open-log', onLog)}</td>
    <td title=${file}>${name}</td>
    <td>
      <span class="codicon codicon-${icons[state]}" aria-hidden="true"></span>
      ${stateName(state)}
    </td>
    <td class="number">${l10n.t('{0} of {1}', formatCount(done), formatCount(steps))}</td>
    <td class="number">${formatCount(failed)}</td>
    <td class="number">${timeMs === null ? '–' : formatDuration(timeMs)}</td>
    <td class="number">${formatCount(tokens)}</td>
    <td class="number">${formatKnownUsd(costUsd, unpriced)}</td>
  </tr>`;
}

function runLog(lines: readonly string[]): TemplateResult {
  return html`<h3>${l10n.t('Log of the last run')}</h3>
    ${logLines({ label: l10n.t('End of the last run’s log'), testId: 'run-log' }, lines)}`;
}

function stateName(state: RunRow['state']): string {
  switch (state) {
    case 'Pending':
      return l10n.t({ message: 'Pending', comment: ['State of a run'] });
    case 'Running':
      return l10n.t({ message: 'Running', comment: ['State of a run'] });
    case 'Retrying':
      return l10n.t({ message: 'Retrying', comment: ['State of a run'] });
    case 'Completed':
      return l10n.t({ message: 'Completed', comment: ['State of a run'] });
    case 'Cached':
      return l10n.t({ message: 'Cached', comment: ['State of a run'] });
    case 'Failed':
      return l10n.t({ message: 'Failed', comment: ['State of a run'] });
    case 'Cancelled':
      return l10n.t({ message: 'Cancelled', comment: ['State of a run'] });
    case 'Crashed':
      return l10n.t({ message: 'Crashed', comment: ['State of a run'] });
  }
}
