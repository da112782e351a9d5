import type { Columns } from './columns';

/** A day, in milliseconds. */
export const DAY_MS = 24 * 60 * 60 * 1000;
/** So many days with a call have to agree on what is recent. */
const DAYS = 3;

/**
 * The instant from which the age of calls is counted, in milliseconds since 1970: the end of the third last day
 * (UTC) with a call, or now where that is earlier. A clock that is a year ahead for a day or two makes no call old.
 */
export function recentMs(columns: Columns, nowMs: number): number {
  const last: number[] = [];
  for (let row = 0; row < columns.count; row += 1) {
    const day = Math.floor((columns.timeMs[row] ?? 0) / DAY_MS);
    if (last.includes(day) || (last.length === DAYS && day < (last.at(-1) ?? 0))) {
      continue;
    }
    last.push(day);
    last.sort((a, b) => b - a);
    last.length = Math.min(last.length, DAYS);
  }
  const third = last.at(-1) ?? 0;
  return Math.min(nowMs, (third + 1) * DAY_MS);
}
