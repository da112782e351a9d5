import { html, nothing, type TemplateResult } from 'lit';
import type { DashboardView } from '../../src/protocol/dashboard';
import { outcomeSchema, surfaceSchema } from '../../src/protocol/invocation';
import { iconButton } from '../components/buttons';
import { filterMenu } from './filterMenu';
import { rangeLabels } from './ranges';
import { formatTime } from '../../src/shared/format';

/** State and handlers of the bar on top. */
export interface FilterBar {
  view: DashboardView;
  models: readonly string[];
  updatedMs: number | null;
  nowMs: number;
  onView: (change: Partial<DashboardView>) => void;
  onRefresh: () => void;
}

/** The names of surfaces as people know them. */
export const surfaceNames = {
  participant: '@bedrock',
  panel: 'Panel',
  provider: 'Model picker',
  finops: 'FinOps',
  prompts: 'Prompt runs',
  doctor: 'Connection check',
  terminal: 'Terminal',
} as const;

/** The names of outcomes as people know them. */
export const outcomeNames = {
  success: 'Success',
  error: 'Error',
  throttled: 'Throttled',
  cancelled: 'Cancelled',
  blocked: 'Blocked',
  interrupted: 'Interrupted',
} as const;

/** The line on top: range, filters, when it was, and looking again. */
export function filterBar({ view, models, updatedMs, nowMs, onView, onRefresh }: FilterBar): TemplateResult {
  const names = [...new Set([...models, ...view.models])];
  return html`<header class="bar">
    <h1>Bedrock monitoring</h1>
    <div class="filters">
      ${select('range', 'Range', view.range, rangeLabels, (value) => {
        const range = rangeLabels.find(([id]) => id === value)?.[0] ?? '24h';
        const lastDay = { fromMs: nowMs - 24 * 3_600_000, toMs: nowMs };
        onView({ range, custom: range === 'custom' ? (view.custom ?? lastDay) : view.custom });
      })}
      ${view.range === 'custom' ? customEnds(view, onView) : nothing}
      ${filterMenu({
        testId: 'filter-model',
        label: 'Model',
        plural: 'models',
        chosen: view.models,
        options: names.map((name) => [name, name] as const),
        onChoose: (chosen) => onView({ models: chosen }),
      })}
      ${filterMenu({
        testId: 'filter-surface',
        label: 'Surface',
        plural: 'surfaces',
        chosen: view.surfaces,
        options: surfaceSchema.options.map((id) => [id, surfaceNames[id]] as const),
        onChoose: (chosen) => onView({ surfaces: chosen }),
      })}
      ${filterMenu({
        testId: 'filter-outcome',
        label: 'Outcome',
        plural: 'outcomes',
        chosen: view.outcomes,
        options: outcomeSchema.options.map((id) => [id, outcomeNames[id]] as const),
        onChoose: (chosen) => onView({ outcomes: chosen }),
      })}
    </div>
    <span class="spacer"></span>
    <span class="updated" data-testid="updated"
      >${
        updatedMs === null
          ? nothing
          : html`<time
              datetime=${new Date(updatedMs).toISOString()}
              title=${new Date(updatedMs).toISOString()}
              >updated ${formatTime(new Date(updatedMs))}</time
            >`
      }</span
    >
    ${iconButton({ icon: 'refresh', label: 'Refresh', testId: 'refresh', onClick: onRefresh })}
  </header>`;
}

/** A drop-down list of values with their names. */
export function select(
  testId: string,
  label: string,
  value: string,
  options: readonly (readonly [string, string])[],
  onChange: (value: string) => void,
): TemplateResult {
  return html`<select
    data-testid=${testId}
    aria-label=${label}
    title=${label}
    @change=${(event: Event) => onChange((event.target as HTMLSelectElement).value)}
  >
    ${options.map(([id, name]) => html`<option value=${id} .selected=${id === value}>${name}</option>`)}
  </select>`;
}

function customEnds(
  { custom }: DashboardView,
  onView: (change: Partial<DashboardView>) => void,
): TemplateResult {
  const end = (which: 'fromMs' | 'toMs', label: string) =>
    html`<input
      type="datetime-local"
      data-testid=${which === 'fromMs' ? 'range-from' : 'range-to'}
      aria-label=${label}
      .value=${localValue(custom?.[which] ?? 0)}
      @change=${(event: Event) => {
        const ms = new Date((event.target as HTMLInputElement).value).getTime();
        const ends = { fromMs: 0, toMs: 0, ...custom, [which]: ms };
        // Half typed, or the wrong way round: what is shown stays.
        if (Number.isFinite(ms) && ends.fromMs < ends.toMs) {
          onView({ custom: ends });
        }
      }}
    />`;
  return html`${end('fromMs', 'From')}<span aria-hidden="true">–</span>${end('toMs', 'To')}`;
}

/** An instant as the input wants it: local time without a zone. */
function localValue(ms: number): string {
  const date = new Date(ms);
  const local = new Date(ms - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
