import type { DailyUsage, ReconciliationDay } from '../../../protocol/reconciliation';
import { addAmounts, subtractAmounts } from '../amounts';
import type { BillLine } from './bill';
import { estimate } from './reconciliationParts';

/** A longer time than any bill's: dates that are none would fill memory. */
const MAX_FILLED_DAYS = 4_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Both sides day by day, oldest first, from the first day on which one has something to the last; nothing on either is 0. */
export function reconciliationDays(
  usage: readonly DailyUsage[],
  lines: readonly BillLine[],
  currency: string,
): ReconciliationDay[] {
  const ours = byDay(usage);
  const billed = byDay(lines);
  return filled([...new Set([...ours.keys(), ...billed.keys()])]).map((day) =>
    dayOf(day, ours.get(day) ?? [], billed.get(day) ?? [], currency),
  );
}

function byDay<T extends { readonly day: string }>(all: readonly T[]): Map<string, T[]> {
  const days = new Map<string, T[]>();
  for (const one of all) {
    const known = days.get(one.day);
    if (known === undefined) {
      days.set(one.day, [one]);
    } else {
      known.push(one);
    }
  }
  return days;
}

function dayOf(
  day: string,
  usage: readonly DailyUsage[],
  lines: readonly BillLine[],
  currency: string,
): ReconciliationDay {
  const isPriced = usage.length === 0 || usage.some(({ calls, unpricedCalls }) => calls > unpricedCalls);
  const recorded = isPriced ? addAmounts(usage.map(({ costUsd }) => estimate(costUsd))) : null;
  const billed = addAmounts(lines.map(({ cost }) => cost));
  const gap = currency === 'USD' && recorded !== null ? subtractAmounts(billed, recorded) : null;
  return { day, recorded, billed, gap };
}

/** The days in their order, with those between them. */
function filled(days: readonly string[]): string[] {
  const dated = days.filter((day) => !Number.isNaN(Date.parse(day))).sort();
  const [first, last] = [Date.parse(dated[0] ?? ''), Date.parse(dated.at(-1) ?? '')];
  const count = Math.round((last - first) / DAY_MS) + 1;
  if (dated.length === 0 || count > MAX_FILLED_DAYS) {
    return dated;
  }
  return Array.from({ length: count }, (_, at) => new Date(first + at * DAY_MS).toISOString().slice(0, 10));
}
