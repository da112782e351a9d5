// Gives every parser at an edge whatever comes, and says before each portion whose turn it is: silence is a hang.
import fc from 'fast-check';
import { fileTargets } from '../fuzz/files';
import { pageTargets } from '../fuzz/pages';
import { serviceTargets } from '../fuzz/service';

/** How the process is started. */
export interface ParsingArgument {
  readonly seed: number;
  readonly ms: number;
}

/** Inputs of one parser until it is the next one's turn. */
const PORTION = 100;

const { seed, ms } = JSON.parse(process.argv[2] ?? '') as ParsingArgument;
const start = performance.now();
const failed = new Set<string>();
let cases = 0;

for (let turn = 0; turn === 0 || performance.now() - start < ms; turn += 1) {
  for (const { name, property } of [...fileTargets, ...serviceTargets, ...pageTargets]) {
    if (failed.has(name)) {
      continue;
    }
    console.log(`now ${name}`);
    const result = await fc.check(property, { seed: seed + turn, numRuns: PORTION });
    cases += result.numRuns;
    if (result.failed) {
      failed.add(name);
      const { counterexample, errorInstance } = result;
      console.log(
        `failed ${name}: ${String(errorInstance)} for ${fc.stringify(counterexample).slice(0, 500)}`.replaceAll(
          '\n',
          ' ',
        ),
      );
    }
  }
}
console.log(`cases ${String(cases)}`);
