import { numberFormat } from '../components/formatters';

/** An exact amount as it is read: two decimals, more where it is small; the currency's code behind it. */
export function formatAmount(amount: string, currency: string, locale?: string): string {
  const number = formatCost(Number(amount), locale);
  return currency === '' ? number : `${number} ${currency}`;
}

/** A cost with as many decimals as its size needs. */
export function formatCost(cost: number, locale?: string): string {
  const small = cost !== 0 && Math.abs(cost) < 1;
  return numberFormat(
    locale,
    small ? { maximumSignificantDigits: 3 } : { minimumFractionDigits: 2, maximumFractionDigits: 2 },
  ).format(cost);
}
