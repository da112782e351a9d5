import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PromptReader } from '../../src/core/prompts/promptReader';
import { timed, type Figure } from './figure';
import { bundleWorker } from '../support/bundle';

const ask = { model: 'anthropic.claude-3-haiku-20240307-v1:0', systemPrompt: '', parameters: {} };
const ROWS = 1_000_000;
const STEPS = 100_000;

/** For how many milliseconds of its own work this thread was away from anything else, at most. */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let before = process.threadCpuUsage();
  const look = (): void => {
    const { user, system } = process.threadCpuUsage(before);
    longest = Math.max(longest, (user + system) / 1000);
    before = process.threadCpuUsage();
  };
  const looking = setInterval(look, 1);
  await work();
  look();
  clearInterval(looking);
  return longest;
}

/** The time that a stranger's prompt file and table take of the thread that everything else waits for. */
export async function measurePromptFiles(directory: string): Promise<readonly Figure[]> {
  const workerPath = await bundleWorker('src/core/prompts/worker/main.ts');
  const reader = new PromptReader({ workerPath, timeoutMs: 120_000 });
  const source = (name: string, prompts: number, rows: number) => {
    const folder = join(directory, name);
    mkdirSync(folder);
    const [path, tablePath] = [join(folder, 'prompts.txt'), join(folder, 'prompts.csv')];
    writeFileSync(
      path,
      Array.from({ length: prompts }, (_, index) => `${index}: hello {{who}}`).join('\n\n'),
    );
    writeFileSync(
      tablePath,
      `who\n${Array.from({ length: rows }, (_, index) => `row ${index}`).join('\n')}\n`,
    );
    return { folder, path, tablePath };
  };
  try {
    const [million, most] = [source('million', 1, ROWS), source('most', 20, STEPS / 20)];
    const opened = await longestTurn(() => reader.outline(million, ask));
    const outline = await timed(() => reader.outline(most, ask));
    const planned = await longestTurn(async () => {
      const { steps = [] } = await reader.plan(most, ask);
      if (steps.length !== STEPS) {
        throw new Error(`${steps.length} steps were planned`);
      }
    });
    const checked = await longestTurn(() => reader.check('a'.repeat(100_000), [{ matches: '(a+)+!' }]));
    return [
      { name: 'thread blocked, table of 1M rows', ours: opened, unit: 'ms' },
      { name: 'figures of 100,000 steps', ours: outline, unit: 'ms' },
      { name: 'thread blocked, 100,000 planned', ours: planned, unit: 'ms' },
      { name: 'thread blocked, (a+)+! on 100 KB', ours: checked, unit: 'ms' },
    ];
  } finally {
    reader.dispose();
  }
}
