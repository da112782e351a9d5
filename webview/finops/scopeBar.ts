import { html, nothing, type TemplateResult } from 'lit';
import type { CostScope } from '../../src/protocol/finops';
import { leavableCategories, type CostView } from '../../src/protocol/finopsView';
import { formatAmount } from './amounts';

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
    ${
      dataSet.measures.length > 1
        ? html`<label
            >Cost
            <select
              data-testid="finops-scope-measure"
              ?disabled=${busy}
              @change=${(event: Event) => {
                const measure = dataSet.measures.find(({ column }) => column === valueOf(event));
                if (measure !== undefined) {
                  choose({ ...scope, measure: measure.column });
                }
              }}
            >
              ${dataSet.measures.map(
                ({ column, title }) =>
                  html`<option value=${column} ?selected=${column === scope.measure}>${title}</option>`,
              )}
            </select></label
          >`
        : nothing
    }
    ${
      dataSet.currencies.length > 1
        ? html`<label
            >Currency
            <select
              data-testid="finops-scope-currency"
              ?disabled=${busy}
              @change=${(event: Event) => choose({ ...scope, currency: valueOf(event) })}
            >
              ${dataSet.currencies.map(
                ({ currency }) =>
                  html`<option value=${currency} ?selected=${currency === scope.currency}>
                    ${currency || '(none)'}
                  </option>`,
              )}
            </select></label
          >`
        : nothing
    }
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
        ${category} (${formatAmount(cost, scope.currency)})</label
      >`;
    })}
  </div>`;
}

/** The value of the select that an event comes from. */
export function valueOf(event: Event): string {
  return event.target instanceof HTMLSelectElement ? event.target.value : '';
}
