/** Beyond this, numbers are sorted instead of counted. */
const MAX_COUNTED = 1 << 20;

/**
 * An exact percentile of whole numbers, interpolated between neighbors as pandas does; `share` from 0 to 1.
 * Negative ones stand for what is not known, and do not count. NaN when there are none.
 */
export function percentileOf(parts: readonly Int32Array[], share: number): number {
  let max = -1;
  let length = 0;
  for (const values of parts) {
    for (let at = 0; at < values.length; at += 1) {
      const value = values[at] ?? 0;
      if (value > max) {
        max = value;
      }
      if (value >= 0) {
        length += 1;
      }
    }
  }
  if (length === 0) {
    return NaN;
  }
  if (max >= MAX_COUNTED) {
    const sorted = new Int32Array(length);
    let at = 0;
    for (const values of parts) {
      for (const value of values) {
        if (value >= 0) {
          sorted[at++] = value;
        }
      }
    }
    sorted.sort();
    return interpolate(share, length, (rank) => sorted[rank] ?? NaN);
  }
  const counts = new Uint32Array(max + 1);
  for (const values of parts) {
    for (let at = 0; at < values.length; at += 1) {
      const value = values[at] ?? 0;
      if (value >= 0) {
        counts[value] = (counts[value] ?? 0) + 1;
      }
    }
  }
  return interpolate(share, length, (rank) => {
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
