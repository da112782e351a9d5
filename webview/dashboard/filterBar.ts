import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { DashboardView } from '../../src/protocol/dashboard';
import { outcomeSchema, surfaceSchema, type Outcome, type Surface } from '../../src/protocol/invocation';
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

/** The name of a surface as people know it. */
export function surfaceName(surface: Surface): string {
  switch (surface) {
    case 'participant':
      return '@bedrock';
    case 'panel':
      return l10n.t('Panel');
    case 'provider':
      return l10n.t('Model picker');
    case 'finops':
      return 'FinOps';
    case 'prompts':
      return l10n.t('Prompt runs');
    case 'doctor':
      return l10n.t('Connection check');
    case 'terminal':
      return l10n.t('Terminal');
  }
}

/** The name of an outcome as people know it. */
export function outcomeName(outcome: Outcome): string {
  switch (outcome) {
    case 'success':
      return l10n.t('Success');
    case 'error':
      return l10n.t('Error');
    case 'throttled':
      return l10n.t('Throttled');
    case 'cancelled':
      return l10n.t('Cancelled');
    case 'blocked':
      return l10n.t('Blocked');
    case 'interrupted':
      return l10n.t('Interrupted');
  }
}

/** The line on top: range, filters, when it was, and looking again. */
export function filterBar({ view, models, updatedMs, nowMs, onView, onRefresh }: FilterBar): TemplateResult {
  const ranges = rangeLabels();
  const names = [...new Set([...models, ...view.models])];
  return html`<header class="bar">
    <h1>${l10n.t('Bedrock monitoring')}</h1>
    <div class="filters">
      ${select('range', l10n.t('Range'), view.range, ranges, (value) => {
        const range = ranges.find(([id]) => id === value)?.[0] ?? '24h';
        const lastDay = { fromMs: nowMs - 24 * 3_600_000, toMs: nowMs };
        onView({ range, custom: range === 'custom' ? (view.custom ?? lastDay) : view.custom });
      })}
      ${view.range === 'custom' ? customEnds(view, onView) : nothing}
      ${filterMenu({
        testId: 'filter-model',
        label: l10n.t('Model'),
        all: l10n.t('All models'),
        several: (count) => l10n.t('{0} models', count),
        chosen: view.models,
        options: names.map((name) => [name, name] as const),
        onChoose: (chosen) => onView({ models: chosen }),
      })}
      ${filterMenu({
        testId: 'filter-surface',
        label: l10n.t('Surface'),
        all: l10n.t('All surfaces'),
        several: (count) => l10n.t('{0} surfaces', count),
        chosen: view.surfaces,
        options: surfaceSchema.options.map((id) => [id, surfaceName(id)] as const),
        onChoose: (chosen) => onView({ surfaces: chosen }),
      })}
      ${filterMenu({
        testId: 'filter-outcome',
        label: l10n.t('Outcome'),
        all: l10n.t('All outcomes'),
        several: (count) => l10n.t('{0} outcomes', count),
        chosen: view.outcomes,
        options: outcomeSchema.options.map((id) => [id, outcomeName(id)] as const),
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
              >${l10n.t('updated {0}', formatTime(new Date(updatedMs)))}</time
            >`
      }</span
    >
    ${iconButton({ icon: 'refresh', label: l10n.t('Refresh'), testId: 'refresh', onClick: onRefresh })}
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
  return html`${end('fromMs', l10n.t({ message: 'From', comment: ['The first instant of a range'] }))}<span
      aria-hidden="true"
      >–</span
    >${end('toMs', l10n.t({ message: 'To', comment: ['The last instant of a range'] }))}`;
}

/** An instant as the input wants it: local time without a zone. */
function localValue(ms: number): string {
  const date = new Date(ms);
  const local = new Date(ms - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
