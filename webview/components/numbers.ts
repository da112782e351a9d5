import { numberFormat } from './formatters';

/** A duration in milliseconds, in words that fit its size: 40 ms, 1.2 s, 1 min 5 s. */
export function formatDuration(durationMs: number, locale?: string): string {
  const number = (value: number, digits: number) =>
    numberFormat(locale, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value);
  if (durationMs < 100) {
    return `${number(durationMs, 0)} ms`;
  }
  if (durationMs < 59_950) {
    return `${number(durationMs / 1000, 1)} s`;
  }
  const seconds = Math.round(durationMs / 1000);
  return `${number(Math.floor(seconds / 60), 0)} min ${number(seconds % 60, 0)} s`;
}

/** US dollars with as many digits as a small amount needs; an amount above nothing is never shown as zero. */
export function formatUsd(amountUsd: number, locale?: string): string {
  const digits = amountUsd === 0 || amountUsd >= 1 ? 2 : 4;
  const format = numberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return amountUsd > 0 && amountUsd < 0.0001 ? `<${format.format(0.0001)}` : format.format(amountUsd);
}

/** A whole number with its thousands separated. */
export function formatCount(count: number, locale?: string): string {
  return numberFormat(locale, { maximumFractionDigits: 0 }).format(count);
}

/** A whole number in full up to 99,999, and in short above: 1.1M. */
export function formatShortCount(count: number, locale?: string): string {
  if (count < 100_000) {
    return formatCount(count, locale);
  }
  return numberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(count);
}

/** A share from 0 to 1 as per cent, with one digit after the point. */
export function formatShare(share: number, locale?: string): string {
  return numberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(share);
}
