import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { CostScope } from '../../src/protocol/finops';
import { leavableCategories, type CostView } from '../../src/protocol/finopsView';
import { formatTotal } from '../../src/shared/format';
import { categoryName } from './categories';
import { currencyCode } from './totalParts';

/** Which cost, which currency, and what is left out: each only where there is a choice. */
export function scopeBar(
  { dataSet, summary, busy }: CostView,
  choose: (scope: CostScope) => void,
): TemplateResult {
  const { scope, categories } = summary;
  const leavable = leavableCategories.flatMap((name) => categories.filter((one) => one.name === name));
  const toggle = (name: (typeof leavableCategories)[number], keep: boolean) =>
    choose({
      ...scope,
      leaveOut: keep ? scope.leaveOut.filter((one) => one !== name) : [...scope.leaveOut, name],
    });
  return html`<div class="scope" aria-busy=${String(busy)}>
    ${choice(
      { label: l10n.t('Cost'), testId: 'finops-scope-measure', value: scope.measure, busy },
      dataSet.measures.map(({ column, title }) => [column, title]),
      (measure) => choose({ ...scope, measure }),
    )}
    ${choice(
      { label: l10n.t('Currency'), testId: 'finops-scope-currency', value: scope.currency, busy },
      dataSet.currencies.map(({ currency }) => [currency, currencyCode({ currency }) || l10n.t('(none)')]),
      (currency) => choose({ ...scope, currency }),
    )}
    ${leavable.map(({ name, cost }) => {
      const category = leavableCategories.find((one) => one === name);
      if (category === undefined) {
        return nothing;
      }
      return html`<label
        ><input
          type="checkbox"
          data-testid=${`finops-with-${category.toLowerCase()}`}
          .checked=${!scope.leaveOut.includes(category)}
          ?disabled=${busy}
          @change=${(event: Event) =>
            toggle(category, event.target instanceof HTMLInputElement && event.target.checked)}
        />
        ${categoryName(category)} (${formatTotal(cost, currencyCode(scope))})</label
      >`;
    })}
  </div>`;
}

/** A list to choose from, where there is more than one value. */
function choice<T extends string>(
  { label, testId, value, busy }: { label: string; testId: string; value: T; busy: boolean },
  options: readonly (readonly [value: T, title: string])[],
  choose: (value: T) => void,
): TemplateResult | typeof nothing {
  if (options.length < 2) {
    return nothing;
  }
  const onChange = (event: Event): void => {
    const chosen = options.find(([option]) => option === valueOf(event));
    if (chosen !== undefined) {
      choose(chosen[0]);
    }
  };
  return html`<label
    >${label}
    <select data-testid=${testId} ?disabled=${busy} @change=${onChange}>
      ${options.map(
        ([option, title]) => html`<option value=${option} ?selected=${option === value}>${title}</option>`,
      )}
    </select></label
  >`;
}

/** The value of the select that an event comes from. */
export function valueOf(event: Event): string {
  return event.target instanceof HTMLSelectElement ? event.target.value : '';
}
