import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { countStates, type PromptRun } from '../../../../src/core/prompts/runState';
import { RunStore } from '../../../../src/core/prompts/runStore';
import { startBedrockEmulator, type BedrockEmulator } from '../../../support/emulators/bedrock';
import { seededRandom } from '../metrics/random';
import { bundleProgram } from '../../../support/bundle';

const KILLS = 20;
const PROMPTS = 30;
const CONCURRENCY = 3;
const prompts = Array.from({ length: PROMPTS }, (_, index) => `Question ${index + 1}`).join('\n\n');

describe('a run whose window is killed', () => {
  let emulator: BedrockEmulator;
  let directory: string;
  let store: RunStore;

  before(async () => {
    emulator = await startBedrockEmulator();
    directory = mkdtempSync(join(tmpdir(), 'kills-'));
    store = new RunStore(directory);
  });
  after(async () => {
    await emulator.close();
    rmSync(directory, { recursive: true, force: true });
  });

  /** Starts a window, or resumes the run in it; resolves once it works. */
  async function startWindow(runId: string) {
    const { url, credentials } = emulator;
    const script = await bundleProgram('test/unit/core/prompts/runWindow.ts');
    const args = [script, directory, url, JSON.stringify(credentials), prompts, runId];
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exit = once(child, 'exit');
    for await (const line of createInterface(child.stdout)) {
      const id = /^working (\w+)/.exec(line)?.[1];
      if (id !== undefined) {
        return { child, exit, id };
      }
    }
    throw new Error('The window ended before it worked on anything');
  }

  /** The questions put to the model since the last look. */
  let looked = 0;
  function asked(): string[] {
    const calls = emulator.requests.filter(({ operation }) => operation === 'ConverseStream');
    const texts = calls.slice(looked).map(({ body }) => /Question \d+/.exec(JSON.stringify(body))?.[0] ?? '');
    looked = calls.length;
    return texts;
  }

  const finished = (run: PromptRun): string[] =>
    run.steps.filter(({ result }) => result !== null).map(({ title }) => title);

  it(`has each result exactly once after ${KILLS} kills, and asks nothing twice that was finished`, async function () {
    this.timeout(180_000);
    const random = seededRandom('kills');
    emulator.script({ times: 100_000, answer: { firstTokenDelayMs: 60 } });
    let kills = 0;
    let runs = 0;
    let running = '';
    let before: string[] = [];
    let doubled = 0;
    while (kills < KILLS || running !== '') {
      const { child, exit, id } = await startWindow(running);
      const killing = new AbortController();
      if (kills < KILLS) {
        const { signal } = killing;
        // Counted from the window's first call, so that something is on its way, however slow the machine is.
        const begun = emulator.waitForRequest(() => emulator.requests.length > looked, 30_000);
        void begun
          .then(() => sleep(random() * 200, undefined, { signal }))
          .then(
            () => child.kill('SIGKILL'),
            () => undefined,
          );
      }
      const [code, by] = (await exit) as [number | null, string | null];
      killing.abort();
      if (by !== 'SIGKILL') {
        assert.equal(code, 0);
      }
      const run = await store.read(id);
      const questions = asked();
      assert.deepEqual(
        questions.filter((question) => before.includes(question)),
        [],
        'asked although its answer was on the disk',
      );
      before = finished(run);
      // What was on its way when the window died is asked again, and nothing else.
      doubled += questions.length - new Set(questions).size;
      if (by === 'SIGKILL') {
        kills++;
        assert.equal(run.state, run.endedAt === null ? 'Crashed' : 'Completed');
      }
      running = run.endedAt === null ? id : '';
      if (running !== '') {
        continue;
      }
      runs++;
      before = [];
      assert.deepEqual(countStates(run), { Completed: PROMPTS });
      for (const { title, result } of run.steps) {
        assert.match(result?.text ?? '', new RegExp(`${title}\\b`));
      }
      assert.equal(new Set(run.steps.map(({ result }) => result?.invocationId)).size, PROMPTS);
      const completed = (await store.events(id)).flatMap((event) =>
        event.type === 'completed' ? [event.step] : [],
      );
      assert.equal(completed.length, PROMPTS);
      assert.equal(new Set(completed).size, PROMPTS);
    }
    assert.equal(doubled, 0);
    assert.ok(looked <= runs * PROMPTS + kills * CONCURRENCY, `${looked} calls`);
    console.log(`      ${runs} runs, ${kills} kills, ${looked} calls for ${runs * PROMPTS} answers`);
  });
});
