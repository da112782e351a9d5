import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startBedrockEmulator, type BedrockEmulator, type Behavior } from '../support/emulators/bedrock';
import type { Findings } from './findings';
import type { Harness } from './harness';
import type { Random } from './random';
import { journalIds, StoredDatabase } from './storedCalls';
import { Told } from './told';
import type { ChattingArgument, ChattingTold } from './windows/chatting';

/** Before it the process is loading what it needs, and its caches are filling. */
const WARM_UP_PART = 0.3;
/** The growth that the median of the last quarter may have above that of the first: a part of it, and a fixed sum. */
const HEAP = { part: 0.1, more: 5 * 1024 * 1024 };
const HANDLES = { part: 0.1, more: 10 };
/** The emulator is told what comes next in portions: it forgets what was before. */
const PORTION_MS = 2_000;

/** An engine that asks a failing service all the time, for as long as it is let: it holds on to nothing. */
export const heap: Harness = {
  name: 'heap',
  takesAllTime: true,
  async run({ directory, random, ms, programs, children, findings }) {
    const emulator = await startBedrockEmulator();
    const feeding = setInterval(() => feed(emulator, random), PORTION_MS);
    try {
      feed(emulator, random);
      const storage = join(directory, 'storage');
      mkdirSync(storage);
      const argument: ChattingArgument = {
        directory: storage,
        worker: programs.metricsWorker,
        wasm: programs.sqlWasm,
        told: join(directory, 'told'),
        seed: random.fork(),
        ms,
        url: emulator.url,
        keys: emulator.credentials,
      };
      const child = children.start(programs.chatting, [JSON.stringify(argument)], { flags: ['--expose-gc'] });
      const failure = await child.ended;
      findings.expectNone('The window', failure === undefined ? [] : [failure]);
      judge(findings, new Told(argument.told).read<ChattingTold>(), ms);
      expectAllRecorded(findings, join(storage, 'metrics'), new Told(argument.told).read<ChattingTold>());
    } finally {
      clearInterval(feeding);
      await emulator.close();
    }
  },
};

/** A random fate for each of the next calls. */
function feed(emulator: BedrockEmulator, random: Random): void {
  emulator.reset();
  emulator.script(...Array.from({ length: 300 }, () => fate(random)));
}

function fate(random: Random): Behavior {
  const afterWords = random.between(0, 20);
  switch (random.between(0, 12)) {
    case 0:
      return {
        fault: {
          kind: 'fail',
          error: random.pick([
            'ThrottlingException',
            'InternalServerException',
            'ValidationException',
            'AccessDeniedException',
          ]),
        },
      };
    case 1:
      return {
        fault: {
          kind: 'fail-mid',
          exception: random.pick([
            'internalServerException',
            'modelStreamErrorException',
            'throttlingException',
          ]),
          afterWords,
        },
      };
    case 2:
      return { fault: random.percent(50) ? { kind: 'stall' } : { kind: 'stall', afterWords } };
    case 3:
      return {
        fault: random.percent(50)
          ? { kind: 'cut' }
          : { kind: 'cut', afterWords, midFrame: random.percent(50) },
      };
    case 4:
      return { fault: { kind: 'bad-frame', afterWords } };
    default:
      return { answer: { words: random.between(1, 300), firstTokenDelayMs: random.between(0, 50) } };
  }
}

function judge(findings: Findings, samples: readonly ChattingTold[], ms: number): void {
  const warm = samples.filter(({ atMs }) => atMs > ms * WARM_UP_PART);
  const quarter = Math.max(1, Math.floor(warm.length / 4));
  if (warm.length < 4) {
    findings.notes.push('too short to say whether the heap is flat');
    findings.cases += samples.at(-1)?.asked ?? 0;
    return;
  }
  const [first, last] = [warm.slice(0, quarter), warm.slice(-quarter)];
  for (const [name, bound] of [
    ['heapBytes', HEAP],
    ['handles', HANDLES],
    ['files', HANDLES],
  ] as const) {
    const [before, after] = [first, last].map((some) => median(some.map((sample) => sample[name])));
    const most = (before ?? 0) * (1 + bound.part) + bound.more;
    findings.notes.push(`${name} ${String(before)} to ${String(after)}`);
    if ((after ?? 0) > most) {
      findings.problems.push(
        `${name} grew from ${String(before)} to ${String(after)}; at most ${String(most)} is flat`,
      );
    }
  }
  findings.cases += samples.at(-1)?.asked ?? 0;
}

/** The calls in the database and the journals are those that the window recorded, at the last look or after it. */
function expectAllRecorded(findings: Findings, directory: string, samples: readonly ChattingTold[]): void {
  const stored = StoredDatabase.read(directory, (database) => database.ids()) ?? new Map<string, number>();
  const found = new Set([...stored.keys(), ...journalIds(directory).keys()]).size;
  const recorded = samples.at(-1)?.recorded ?? 0;
  if (found < recorded) {
    findings.lost.add('calls');
    findings.problems.push(`${String(found)} calls are on record of ${String(recorded)} that were recorded`);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}
