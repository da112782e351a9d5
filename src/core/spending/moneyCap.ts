/** A limit in US dollars: null where there is none, `'invalid'` where what the user wrote is no amount. */
export type MoneyCap = number | null | 'invalid';

/** Reads a limit as the settings have it. What is no amount must never mean that there is no limit. */
export function readMoneyCap(value: unknown): MoneyCap {
  if (value === null || value === undefined) {
    return null;
  }
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 'invalid';
}
