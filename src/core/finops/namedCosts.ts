import * as l10n from '@vscode/l10n';
import type { NamedCost } from '../../protocol/finops';
import { addAmounts } from './amounts';
import { formatCount } from '../../shared/format';

/** AWS has some hundreds of services. What names more of them is drawn and told for seconds, each time. */
export const MAX_SERVICES = 1_000;
/** The most days that are told one by one: ten years and more. */
export const MAX_DAYS = 4_000;
/** The most characters of a service's name; a longer one is cut, with a mark. */
export const MAX_NAME = 300;
/** The most currencies that can be chosen. The world has fewer than 200, a bill a handful. */
export const MAX_CURRENCIES = 100;

/** The first of many services, and the sum of the others; the total stays exact. */
export function boundedServices(services: readonly NamedCost[]): NamedCost[] {
  const others = services.slice(MAX_SERVICES);
  const first = services.slice(0, MAX_SERVICES);
  if (others.length === 0) {
    return first;
  }
  const name =
    others.length === 1
      ? l10n.t('Other: 1 more service')
      : l10n.t('Other: {0} more services', formatCount(others.length));
  const cost = addAmounts(others.map((one) => one.cost));
  return [...first, { name, cost, rows: others.reduce((sum, { rows }) => sum + rows, 0) }];
}

/** The last of many days, in order. */
export function boundedDays(days: readonly NamedCost[]): NamedCost[] {
  return days.slice(-MAX_DAYS);
}

/** A name that can be shown. */
export function boundedName(name: string): string {
  return name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name;
}

/** Sentences about amounts in so many currencies. */
export function currencyNotices(count: number): string[] {
  if (count < 2) {
    return [];
  }
  const separate = l10n.t(
    'The amounts are in {0} currencies, which are never added together: choose one to see its figures.',
    formatCount(count),
  );
  if (count <= MAX_CURRENCIES) {
    return [separate];
  }
  const some = l10n.t('The {0} with the most rows can be chosen.', formatCount(MAX_CURRENCIES));
  return [`${separate} ${some}`];
}
