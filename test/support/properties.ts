import fc from 'fast-check';

/** Checks a property with a seed that is printed, so that a failure can be had again: `SEED=123 npm run unit`. */
export function holds<T>(property: fc.IProperty<T>, numRuns: number): void {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`      seed ${seed}`);
  fc.assert(property, { seed, numRuns });
}
