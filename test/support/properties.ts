import fc from 'fast-check';

/** Checks a property with a seed that is printed, so that a failure can be had again: `SEED=123 npm run unit`. */
export function holds<T>(property: fc.IProperty<T>, numRuns: number): void {
  fc.assert(property, { seed: printedSeed(), numRuns });
}

/** The same of a property of what takes its time. */
export async function holdsInTime<T>(property: fc.IAsyncProperty<T>, numRuns: number): Promise<void> {
  await fc.assert(property, { seed: printedSeed(), numRuns });
}

function printedSeed(): number {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`      seed ${seed}`);
  return seed;
}
