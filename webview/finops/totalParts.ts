import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { UNKNOWN_CURRENCY, type CostScope } from '../../src/protocol/finops';
import type { CostView } from '../../src/protocol/finopsView';
import { formatTotal } from '../../src/shared/format';

type Figures = Pick<CostView['summary'], 'scope' | 'total' | 'categories'>;

/** The order of bookkeepers: what was used and bought, then tax, then what was taken off. */
const ORDER = ['Usage', 'Purchase', 'Adjustment', 'Tax', 'Credit', 'Refund'];

/** The currency behind an amount; empty where nothing tells it, which the line above the figures says. */
export function currencyCode({ currency }: Pick<CostScope, 'currency'>): string {
  return currency === UNKNOWN_CURRENCY ? '' : currency;
}

/** The total in cents. What is left where parts in cents cancel each other is about nothing: its parts and its hover say the rest. */
export function headline({ scope, total, categories }: Figures): string {
  const isBelowCent = Number(total) !== 0 && Math.abs(Number(total)) < CENT;
  return isBelowCent && categories.some(({ cost }) => Math.abs(Number(cost)) >= CENT)
    ? `≈ ${formatTotal('0', currencyCode(scope))}`
    : formatTotal(total, currencyCode(scope));
}

/** How the total comes about, as `usage 47.68 − credits 47.68`; nothing where it is of one kind of charge. */
export function totalParts(figures: Figures): TemplateResult | typeof nothing {
  const { scope, categories } = figures;
  const counted = categories.filter(({ name }) => !scope.leaveOut.some((left) => left === name));
  const parts = counted
    .filter(({ name, cost }) => cost !== '0' && ORDER.includes(name))
    .toSorted((a, b) => ORDER.indexOf(a.name) - ORDER.indexOf(b.name));
  if (parts.length < 2) {
    return nothing;
  }
  const line = (write: (amount: string) => string) =>
    parts
      .map(({ name, cost }, at) => {
        const text = partText(name, write(cost.replace(/^-/, '')));
        const sign = cost.startsWith('-') ? '−' : '+';
        return at > 0 ? ` ${sign} ${text}` : sign === '−' ? `${sign} ${text}` : text;
      })
      .join('');
  return html`<span
    data-testid="finops-parts"
    title=${l10n.t('Exactly {0} {1}', line(String), currencyCode(scope))}
    >${line((amount) => formatTotal(amount, ''))}</span
  >`;
}

/** A kind of charge with what it comes to, in a sum. */
function partText(category: string, amount: string): string {
  switch (category) {
    case 'Purchase':
      return l10n.t('purchases {0}', amount);
    case 'Adjustment':
      return l10n.t('adjustments {0}', amount);
    case 'Tax':
      return l10n.t('tax {0}', amount);
    case 'Credit':
      return l10n.t('credits {0}', amount);
    case 'Refund':
      return l10n.t('refunds {0}', amount);
    default:
      return l10n.t('usage {0}', amount);
  }
}

const CENT = 0.01;
