import { formatExactUsd, formatUsd } from '../../../shared/format';

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

/** The estimated cost of a query that scanned so much: two digits where it is little, e.g. `$0.00005`. */
export function formatScanUsd(usd: number): string {
  return usd >= 0.01 ? formatUsd(usd) : formatExactUsd(Number(usd.toPrecision(2)));
}
