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
      <h2 id="runs-heading">Prompt runs${total === 0 ? '' : ` (${formatCount(total)})`}</h2>
    </div>
    ${failure === null ? nothing : html`<p class="quiet">The runs could not be read: ${failure}</p>`}
    ${rows.length > 0 ? runTable(rows, actions) : failure === null ? noRuns : nothing}
    ${log.length > 0 ? runLog(log) : nothing}
  </section>`;
}

const noRuns = html`<p class="quiet">
  No prompt file has been run yet: open one, such as prompts.txt, and choose Run all.
</p>`;

function runTable(rows: readonly RunRow[], actions: RunActions): TemplateResult {
  return html`<div class="runs-table" tabindex="0" role="group" aria-label="Last runs of prompt files">
    <table>
      <thead>
        <tr>
          <th scope="col">Run</th>
          <th scope="col"><span class="visually-hidden">Open</span></th>
          <th scope="col">File</th>
          <th scope="col">State</th>
          <th scope="col" class="number">Done</th>
          <th scope="col" class="number">Failed</th>
          <th scope="col" class="number">Time</th>
          <th scope="col" class="number">Tokens</th>
          <th scope="col" class="number">Cost</th>
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
  const open = (what: string, testId: string, act: (id: string) => void) =>
    html`<button
      class="link"
      data-testid=${testId}
      aria-label="Open ${what.toLowerCase()} of ${name}, ${formatInstant(started)}"
      @click=${() => act(id)}
    >
      ${what}
    </button>`;
  return html`<tr data-testid="run-history-row" data-state=${state}>
    <td><time datetime=${startedAt} title=${startedAt}>${formatInstant(started)}</time></td>
    <td>${open('Results', 'run-open-result', onResult)} ${open('Log', 'run-open-log', onLog)}</td>
    <td title=${file}>${name}</td>
    <td>
      <span class="codicon codicon-${icons[state]}" aria-hidden="true"></span>
      ${state}
    </td>
    <td class="number">${formatCount(done)} of ${formatCount(steps)}</td>
    <td class="number">${formatCount(failed)}</td>
    <td class="number">${timeMs === null ? '–' : formatDuration(timeMs)}</td>
    <td class="number">${formatCount(tokens)}</td>
    <td class="number">${formatKnownUsd(costUsd, unpriced)}</td>
  </tr>`;
}

function runLog(lines: readonly string[]): TemplateResult {
  return html`<h3>Log of the last run</h3>
    ${logLines({ label: 'End of the last run’s log', testId: 'run-log' }, lines)}`;
}
