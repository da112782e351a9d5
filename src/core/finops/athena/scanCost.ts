/**
 * The price of Athena for a terabyte scanned in most regions, in US dollars, and the least that a query counts as;
 * cancelled queries are charged for what they scanned. From public descriptions of Athena's price, looked up in
 * November 2026; the price itself is at https://aws.amazon.com/athena/pricing/.
 */
export const scanPrice = { usdPerTerabyte: 5, leastBytes: 10_000_000, asOf: '2026-11' } as const;

const TERABYTE = 1e12;

/** The estimated cost of a query that scanned so much, in US dollars: an estimate, never a bill. */
export function estimateScanUsd(scannedBytes: number): number {
  const counted = scannedBytes === 0 ? 0 : Math.max(scannedBytes, scanPrice.leastBytes);
  return (counted / TERABYTE) * scanPrice.usdPerTerabyte;
}

/** Bytes in words, e.g. `12.3 MB`. */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${step === 0 || value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${units[step] ?? ''}`;
}

/** A small amount in words, e.g. `about $0.00005`. */
export function usdText(usd: number): string {
  const small = Number(usd.toPrecision(2)).toFixed(12).replace(/0+$/, '');
  return `about $${usd === 0 || usd >= 0.01 ? usd.toFixed(2) : small}`;
}
