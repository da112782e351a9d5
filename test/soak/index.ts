// Hurts the product for a given time, and says whether it stood it: `npm run soak -- --minutes 60`.
import { parseArgs } from 'node:util';
import { budget } from './budget';
import type { Harness } from './harness';
import { clock } from './clock';
import { fault } from './fault';
import { fuzz } from './fuzz';
import { heap } from './heap';
import { kill } from './kill';
import { runs } from './runs';
import { Soak } from './soak';

const all: readonly Harness[] = [kill, runs, clock, fault, fuzz, budget, heap];
const usage = `npm run soak [-- options]: the last line says "N passed, N failed", by rounds of the harnesses.
  --minutes N       how long; 2 unless given
  --only a,b        only these harnesses: ${all.map(({ name }) => name).join(', ')}
  --seed N          the seed of every round, as a failure names it; without --minutes one round of each
`;

try {
  const { values: flags } = parseArgs({
    options: {
      minutes: { type: 'string' },
      only: { type: 'string' },
      seed: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const names = flags.only?.split(',') ?? all.map(({ name }) => name);
  const harnesses = names.map((name) => all.find((harness) => harness.name === name));
  const [minutes, seed] = [flags.minutes, flags.seed].map((text) =>
    text === undefined ? undefined : Number(text),
  );
  const isBad = Number.isNaN(minutes) || Number.isNaN(seed) || harnesses.includes(undefined);
  if (flags.help || isBad) {
    console.log(usage);
    process.exitCode = flags.help ? 0 : 2;
  } else {
    const soak = new Soak({
      harnesses: harnesses.filter((harness) => harness !== undefined),
      ms: (minutes ?? (seed === undefined ? 2 : 0)) * 60_000,
      seed,
    });
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
  }
} catch (error) {
  console.log(error instanceof Error ? error.message : error, `\n\n${usage}`);
  process.exitCode = 2;
}
