// Hurts the product for a given time, and says whether it stood it: `npm run soak -- --minutes 60`.
import { parseArgs } from 'node:util';
import { budget } from './budget';
import { clock } from './clock';
import { fault } from './fault';
import { fuzz } from './fuzz';
import type { Harness } from './harness';
import { heap } from './heap';
import { kill } from './kill';
import { runs } from './runs';
import { Soak, type SoakOptions } from './soak';
import { errorMessage } from '../../src/core/util/errorMessage';

const all: readonly Harness[] = [kill, runs, clock, fault, fuzz, budget, heap];
const usage = `npm run soak [-- options]: the last line says "N passed, N failed", by rounds of the harnesses.
  --minutes N       how long; 2 unless given
  --only a,b        only these harnesses: ${all.map(({ name }) => name).join(', ')}
  --seed N          the seed of every round, as a failure names it; without --minutes one round of each
`;

const options = readOptions();
if (typeof options === 'string') {
  console.log(options);
  process.exit(options === usage ? 0 : 2);
}
const soak = new Soak(options);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    soak.dispose();
    process.exit(130);
  });
}
const { passed, failed } = await soak.run();
// A program's last word, which other programs read.
console.log(`${String(passed)} passed, ${String(failed)} failed`);
// Nothing that a harness left waiting keeps anybody waiting.
process.exit(failed > 0 ? 1 : 0);

/** The options of the command line, or the answer to it. */
function readOptions(): SoakOptions | string {
  try {
    const { values: flags } = parseArgs({
      options: {
        minutes: { type: 'string' },
        only: { type: 'string' },
        seed: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (flags.help) {
      return usage;
    }
    const seed = flags.seed === undefined ? undefined : readNumber('--seed', flags.seed);
    const minutes = readNumber('--minutes', flags.minutes ?? (seed === undefined ? '2' : '0'));
    const names = flags.only?.split(',') ?? all.map(({ name }) => name);
    return { harnesses: names.map(harnessOf), ms: minutes * 60_000, seed };
  } catch (error) {
    return `${errorMessage(error)}\n\n${usage}`;
  }
}

function readNumber(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new RangeError(`${name} takes a number, not "${text}".`);
  }
  return value;
}

function harnessOf(name: string): Harness {
  const found = all.find((harness) => harness.name === name);
  if (found === undefined) {
    throw new RangeError(`No harness is called "${name}".`);
  }
  return found;
}
