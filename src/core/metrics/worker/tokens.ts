import type { Columns } from './columns';

/** A count, or 0 where it is not known. */
export function known(count: number | undefined): number {
  return count === undefined || count < 0 ? 0 : count;
}

/** All input of a call: plain, read from the prompt cache and written to it. */
export function inputTokensOf(counts: Columns['counts'], row: number): number {
  return (
    known(counts.input_tokens[row]) +
    known(counts.cache_read_tokens[row]) +
    known(counts.cache_write_tokens[row])
  );
}

/** For each number of an outcome, 1 if it counts as a failure of the service. */
export function failures(columns: Columns): Uint8Array {
  return columns.dictionaries.outcome.mask((outcome) => outcome === 'error' || outcome === 'throttled');
}
