import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BatchOptions, BatchParts } from '../../../../src/core/prompts/batch/batchRunner';
import { readPromptFile } from '../../../../src/core/prompts/promptFile';
import type { PromptRun } from '../../../../src/core/prompts/runState';
import { RunStore, type OpenRun } from '../../../../src/core/prompts/runStore';
import { planSteps, type Step } from '../../../../src/core/prompts/steps';
import type { RunEvent } from '../../../../src/protocol/run';
import { batchModel, batchRunner, testBatch } from '../../../support/batch';
import { BatchJobs } from '../../../support/emulators/batchJobs';
import { defaultKeys, startBedrockEmulator, type BedrockEmulator } from '../../../support/emulators/bedrock';
import { S3Emulator } from '../../../support/emulators/s3';
import { testEngine, type TestEngine } from '../../../support/engine';

/** Emulators, a store of runs and what batch jobs are made with, anew for each test. */
export class BatchSetup {
  readonly store: RunStore;
  readonly test: TestEngine;
  parts: BatchParts;
  /** Ids whose reservation was given back, unless the budget is another one. */
  readonly released: string[] = [];

  private constructor(
    readonly s3: S3Emulator,
    readonly jobs: BatchJobs,
    readonly emulator: BedrockEmulator,
    readonly folder: string,
  ) {
    this.test = testEngine(emulator.url, emulator.credentials);
    this.test.price = () => ({ usd: 0.5, priceVersion: 'v' });
    const made = testBatch(this.test, { control: emulator.url, s3: s3.url, serviceQuotas: '' });
    this.parts = { ...made, budget: { ...made.budget, release: (id) => this.released.push(id) } };
    this.store = new RunStore(join(folder, 'runs'), 2000);
  }

  static async start(): Promise<BatchSetup> {
    const s3 = await S3Emulator.start(['prompts'], defaultKeys.credentials);
    const jobs = new BatchJobs(s3);
    const emulator = await startBedrockEmulator({ jobs });
    return new BatchSetup(s3, jobs, emulator, await mkdtemp(join(tmpdir(), 'batch-')));
  }

  /** How often an operation was asked for. */
  count(operation: string): number {
    return this.emulator.requests.filter((request) => request.operation === operation).length;
  }

  /** Begins a run, and leaves it as it is when it ends or cannot go on. */
  async run(
    steps: readonly Step[],
    options: Partial<BatchOptions> = {},
    onEvent: (event: RunEvent) => void = () => undefined,
  ): Promise<PromptRun> {
    const file = join(this.folder, 'prompts.txt');
    const open = await this.store.begin({ file, output: join(this.folder, 'out'), steps });
    return this.work(open, steps, options, onEvent);
  }

  /** Takes up the newest run. */
  async takeUp(
    options: Partial<BatchOptions> = {},
    onEvent: (event: RunEvent) => void = () => undefined,
  ): Promise<PromptRun> {
    const open = await this.store.reopen((await this.left()).id);
    return this.work(open, [], { order: undefined, ...options }, onEvent);
  }

  /** The newest run as the disk has it. */
  async left(): Promise<PromptRun> {
    const [run] = await this.store.list();
    if (run === undefined) {
      throw new Error('There is no run.');
    }
    return run;
  }

  async close(): Promise<void> {
    this.test.dispose();
    await Promise.all([this.emulator.close(), this.s3.close()]);
    await rm(this.folder, { recursive: true, force: true });
  }

  private async work(
    open: OpenRun,
    steps: readonly Step[],
    options: Partial<BatchOptions>,
    onEvent: (event: RunEvent) => void,
  ): Promise<PromptRun> {
    try {
      const runner = batchRunner(open, this.parts, options);
      runner.onDidAppend(onEvent);
      return await runner.work(steps);
    } finally {
      await open.close();
    }
  }
}

/** So many prompts as steps. */
export function questions(count: number): Step[] {
  const text = Array.from({ length: count }, (_, index) => `Question ${index + 1}`).join('\n\n');
  return planSteps(readPromptFile(text, 'text').prompts, undefined, batchModel);
}
