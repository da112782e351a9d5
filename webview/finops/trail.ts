import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { CostFilter, CostScope } from '../../src/protocol/finops';
import type { CostView, Dimension } from '../../src/protocol/finopsView';
import { textButton } from '../components/buttons';

type Choose = (scope: CostScope) => void;

const dimensions = ['service', 'usageType', 'resource'] as const;

/** What of the data is shown, with the way back, and the days of it. */
export function trail(
  { summary: { scope }, drill, busy }: CostView,
  choose: Choose,
): TemplateResult | typeof nothing {
  if (drill === null) {
    return nothing;
  }
  const { filter = {} } = scope;
  const chosen = dimensions.filter((one) => filter[one] !== undefined);
  return html`<div class="scope">
    ${chosen.length === 0 ? nothing : crumbs(chosen, scope, choose)}
    ${drill.span === null ? nothing : dayFields(drill.span, scope, busy, choose)}
  </div>`;
}

function crumbs(chosen: readonly Dimension[], scope: CostScope, choose: Choose): TemplateResult {
  const { filter = {} } = scope;
  const back = (kept: readonly Dimension[]) => {
    const without = Object.fromEntries(
      dimensions.map((one) => [one, kept.includes(one) ? filter[one] : undefined]),
    );
    choose(filtered(scope, { ...filter, ...without }));
  };
  const nameOf = (one: Dimension) =>
    filter[one] || l10n.t({ message: '(none)', comment: ['A service, a tag or another name that is empty'] });
  return html`<nav aria-label=${l10n.t('What is shown')} data-testid="finops-trail">
    <ol class="trail">
      <li>
        <button class="link" data-testid="finops-trail-all" @click=${() => back([])}>
          ${l10n.t('All services')}
        </button>
      </li>
      ${chosen.map((one, at) => {
        const isLast = at === chosen.length - 1;
        return html`<li>
          ${
            isLast
              ? html`<span aria-current="true">${nameOf(one)}</span>`
              : html`<button
                  class="link"
                  data-testid="finops-trail-back"
                  @click=${() => back(chosen.slice(0, at + 1))}
                >
                  ${nameOf(one)}
                </button>`
          }
        </li>`;
      })}
    </ol>
  </nav>`;
}

function dayFields(
  { first, last }: { first: string; last: string },
  scope: CostScope,
  busy: boolean,
  choose: Choose,
): TemplateResult {
  const { filter = {} } = scope;
  const chooseDay = (key: 'from' | 'to', event: Event) => {
    const field = event.target;
    if (field instanceof HTMLInputElement && field.reportValidity()) {
      const edge = key === 'from' ? first : last;
      const value = field.value === '' || field.value === edge ? undefined : field.value;
      choose(filtered(scope, { ...filter, [key]: value }));
    }
  };
  const field = (key: 'from' | 'to', label: string, [min, max]: readonly [string, string]) =>
    html`<label
      >${label}
      <input
        type="date"
        data-testid=${`finops-${key}`}
        min=${min}
        max=${max}
        .value=${filter[key] ?? (key === 'from' ? first : last)}
        ?disabled=${busy}
        @change=${(event: Event) => chooseDay(key, event)}
    /></label>`;
  const isChosen = filter.from !== undefined || filter.to !== undefined;
  return html`${field('from', l10n.t({ message: 'From', comment: ['The first of some days'] }), [first, filter.to ?? last])}
  ${field('to', l10n.t({ message: 'To', comment: ['The last of some days'] }), [filter.from ?? first, last])}
  ${
    isChosen
      ? textButton({
          label: l10n.t('All Days'),
          appearance: 'secondary',
          testId: 'finops-all-days',
          disabled: busy,
          onClick: () => choose(filtered(scope, { ...filter, from: undefined, to: undefined })),
        })
      : nothing
  }`;
}

/** A scope of what a filter leaves; without one where it leaves all. */
export function filtered(
  { measure, currency, leaveOut }: CostScope,
  filter: Partial<Record<keyof CostFilter, string | undefined>>,
): CostScope {
  const set = Object.entries<string | undefined>(filter).filter(([, value]) => value !== undefined);
  const all = { measure, currency, leaveOut };
  return set.length === 0 ? all : { ...all, filter: Object.fromEntries(set) };
}
