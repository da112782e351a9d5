/** Beyond this, numbers are sorted instead of counted. */
const MAX_COUNTED = 1 << 20;

/**
 * An exact percentile of whole numbers from 0, interpolated between neighbours as pandas does; `share` from 0 to 1.
 * NaN when there are none.
 */
export function percentileOf(values: Int32Array, share: number): number {
  if (values.length === 0) return NaN;
  let max = 0;
  for (const value of values) if (value > max) max = value;
  if (max >= MAX_COUNTED) {
    const sorted = values.slice().sort();
    return interpolate(share, sorted.length, (rank) => sorted[rank] ?? NaN);
  }
  const counts = new Uint32Array(max + 1);
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return interpolate(share, values.length, (rank) => {
    let below = 0;
    let value = 0;
    while (below + (counts[value] ?? 0) <= rank) {
      below += counts[value] ?? 0;
      value += 1;
    }
    return value;
  });
}

/** The same of a stretch of numbers that is in order already. */
export function percentileOfSorted(sorted: Int32Array, start: number, end: number, share: number): number {
  return end === start ? NaN : interpolate(share, end - start, (rank) => sorted[start + rank] ?? NaN);
}

function interpolate(share: number, length: number, at: (rank: number) => number): number {
  const position = share * (length - 1);
  const rank = Math.floor(position);
  const low = at(rank);
  return position === rank ? low : low + (at(rank + 1) - low) * (position - rank);
}

/** Puts a stretch of numbers in order, in place. */
export function sortStretch(values: Int32Array, start: number, end: number): void {
  // Calling into the engine's sort costs more than sorting a few by hand.
  if (end - start > 48) {
    values.subarray(start, end).sort();
    return;
  }
  for (let at = start + 1; at < end; at += 1) {
    const value = values[at] ?? 0;
    let hole = at;
    while (hole > start && (values[hole - 1] ?? 0) > value) {
      values[hole] = values[hole - 1] ?? 0;
      hole -= 1;
    }
    values[hole] = value;
  }
}
