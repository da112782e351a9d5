import assert from 'node:assert/strict';
import { mkdtemp, open as openFile, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPromptFile } from '../../../../src/core/prompts/promptFile';
import { Runner, type AskStep } from '../../../../src/core/prompts/runner';
import { countStates } from '../../../../src/core/prompts/runState';
import { RunStore, type OpenRun } from '../../../../src/core/prompts/runStore';
import { planSteps } from '../../../../src/core/prompts/steps';
import type { RunEvent } from '../../../../src/protocol/run';

const steps = planSteps(readPromptFile('One\n\nTwo\n\nThree\n\nFour', 'text').prompts, undefined, 'model');

describe('a run whose journal cannot be written for a while', () => {
  let folder: string;
  let store: RunStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'full-disk-'));
    store = new RunStore(join(folder, 'runs'), 2000);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Runs three steps at a time, whose answers come together; the disk refuses what `isRefused` says. */
  async function run(isRefused: (event: RunEvent) => boolean) {
    const open = await store.begin({ file: join(folder, 'prompts.txt'), output: join(folder, 'out'), steps });
    const spoiled: OpenRun = {
      ...open,
      append: async (event) => {
        if (isRefused(event)) {
          throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
        }
        return open.append(event);
      },
    };
    const asked: string[] = [];
    const aborted: string[] = [];
    const ask: AskStep = async ({ id, text }, _run, signal, budget) => {
      asked.push(id);
      await budget.admit(1);
      signal.addEventListener('abort', () => aborted.push(id));
      // The first one has ended, and could not be written, when the others come.
      await new Promise((resolve) => setTimeout(resolve, id === '1' ? 20 : 200));
      budget.settle(0.5);
      if (signal.aborted) {
        return { type: 'cancelled' };
      }
      return {
        type: 'answered',
        result: {
          text: `Answer to ${text}`,
          modelId: 'm',
          modelLabel: 'M',
          invocationId: id,
          stopReason: null,
          inputTokens: 1,
          outputTokens: 1,
          costUsd: 0.5,
          latencyMs: 1,
          failedChecks: [],
        },
      };
    };
    const { signal } = new AbortController();
    const options = { ask, retries: 2, retryDelayMs: 1, concurrency: 3, rewriteDelayMs: 1, signal };
    const error: unknown = await new Runner(spoiled, options).work(steps).catch((thrown: unknown) => thrown);
    await open.close();
    return { error, asked, aborted, known: open.run, kept: await store.read(open.run.id) };
  }

  it('keeps the answers under way once it can, begins nothing more, and ends with words', async () => {
    let refused = 0;
    const { error, asked, aborted, known, kept } = await run(
      ({ type }) => type === 'completed' && refused++ < 1,
    );
    assert.deepEqual([asked, aborted], [['1', '2', '3'], []]);
    for (const each of [known, kept]) {
      assert.deepEqual(
        each.steps.map(({ result }) => result?.text),
        ['Answer to One', 'Answer to Two', 'Answer to Three', undefined],
      );
      assert.equal(each.spentUsd, 1.5);
    }
    assert.ok(error instanceof Error);
    assert.match(
      error.message,
      /journal could not be written: ENOSPC.*3 prompts.*written afterwards.*resume/,
    );
    assert.equal((await store.earlierResults(kept.file)).size, 3);
  });

  it('has no line twice that was written though the disk said that it was not', async () => {
    const open = await store.begin({ file: join(folder, 'prompts.txt'), output: join(folder, 'out'), steps });
    const { prototype } = await fileHandleOf(folder);
    const sync = Object.getOwnPropertyDescriptor(prototype, 'datasync') ?? {};
    const failing = () => Promise.reject(new Error('EIO: i/o error, fdatasync'));
    Object.defineProperty(prototype, 'datasync', { ...sync, value: failing });
    const ended = (step: string) =>
      ({ type: 'cancelled', step, at: new Date().toISOString(), spentUsd: 0.5 }) as const;
    try {
      await assert.rejects(open.append(ended('1')), /EIO/);
    } finally {
      Object.defineProperty(prototype, 'datasync', sync);
    }
    await open.append(ended('1'));
    await open.append(ended('2'));
    await open.close();
    assert.equal((await store.read(open.run.id)).spentUsd, 1);
  });

  it('knows the answers under way though they can never be written', async () => {
    const { error, asked, known, kept } = await run(({ type }) => type === 'completed');
    assert.deepEqual([asked, countStates(known)], [['1', '2', '3'], { Completed: 3, Pending: 1 }]);
    assert.match(String(error), /3 of 3 prompts that were under way is in the results only/);
    // What they may have cost goes on counting.
    assert.equal(kept.spentUsd, 3);
  });
});

/** The class of file handles, which Node does not give out: there a disk's failure can be had. */
async function fileHandleOf(folder: string): Promise<{ prototype: FileHandle }> {
  const handle = await openFile(join(folder, 'any'), 'w');
  await handle.close();
  return { prototype: Object.getPrototypeOf(handle) as FileHandle };
}
