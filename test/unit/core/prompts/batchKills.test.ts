import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { countStates, type PromptRun } from '../../../../src/core/prompts/runState';
import { RunStore } from '../../../../src/core/prompts/runStore';
import { BatchJobs } from '../../../support/emulators/batchJobs';
import { defaultKeys, startBedrockEmulator, type BedrockEmulator } from '../../../support/emulators/bedrock';
import { S3Emulator } from '../../../support/emulators/s3';
import { seededRandom } from '../metrics/random';
import type { WindowOrder } from './batchWindow';
import { bundleProgram } from '../../../support/bundle';

const PROMPTS = 30;
const KILLS = 20;
const text = Array.from({ length: PROMPTS }, (_, index) => `Question ${index + 1}`).join('\n\n');

/** When a window is killed. */
type Killing =
  | { readonly said: (line: string) => boolean; readonly afterMs?: number }
  | { readonly when: Promise<unknown> };

describe('a batch job whose window is killed', function () {
  this.timeout(180_000);
  let s3: S3Emulator;
  let jobs: BatchJobs;
  let emulator: BedrockEmulator;
  let directory: string;
  let store: RunStore;
  const children: ChildProcess[] = [];
  /** Ids of the calls on record, by all windows. */
  const calls = new Set<string>();

  before(async () => {
    s3 = await S3Emulator.start(['prompts'], defaultKeys.credentials);
    jobs = new BatchJobs(s3);
    emulator = await startBedrockEmulator({ jobs });
  });
  after(() => Promise.all([emulator.close(), s3.close()]));
  beforeEach(() => {
    for (const each of [s3, jobs, emulator]) {
      each.reset();
    }
    calls.clear();
    directory = mkdtempSync(join(tmpdir(), 'batch-kills-'));
    store = new RunStore(directory, 2000);
  });
  afterEach(() => {
    for (const child of children.splice(0)) {
      child.kill('SIGKILL');
    }
    rmSync(directory, { recursive: true, force: true });
  });

  /** Runs a window until it ends or is killed; resolves with the run as it left it. */
  async function window(runId: string, order: Partial<WindowOrder> = {}, kill?: Killing): Promise<PromptRun> {
    const urls = { control: emulator.url, s3: s3.url, serviceQuotas: '' };
    const told: WindowOrder = {
      directory,
      urls,
      keys: emulator.credentials,
      text,
      runId,
      pauseMs: 1,
      ...order,
    };
    const script = await bundleProgram('test/unit/core/prompts/batchWindow.ts');
    const args = [script, JSON.stringify(told)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const exit = once(child, 'exit');
    let id = runId;
    let timer: NodeJS.Timeout | undefined;
    if (kill !== undefined && 'when' in kill) {
      void kill.when.then(() => child.kill('SIGKILL'));
    }
    for await (const line of createInterface(child.stdout)) {
      const [word, value = ''] = line.split(' ');
      if (word === 'working') {
        id = value;
      }
      if (word === 'call') {
        calls.add(value);
      }
      if (kill !== undefined && 'said' in kill && kill.said(line)) {
        timer ??= setTimeout(() => child.kill('SIGKILL'), kill.afterMs ?? 0);
      }
    }
    const [code, by] = (await exit) as [number | null, string | null];
    clearTimeout(timer);
    if (by !== 'SIGKILL') {
      assert.equal(code, 0);
    }
    return store.read(id);
  }

  const held: Killing = { said: (line) => line === 'held' };

  async function assertWhole(done: PromptRun): Promise<void> {
    assert.deepEqual(
      [done.state, countStates(done), done.batch],
      ['Completed', { Completed: PROMPTS }, null],
    );
    for (const { title, result } of done.steps) {
      assert.match(result?.text ?? '', new RegExp(`${title}\\b`));
    }
    const completed = (await store.events(done.id)).flatMap((event) =>
      event.type === 'completed' ? [event.step] : [],
    );
    assert.equal(completed.length, PROMPTS);
    assert.equal(calls.size, PROMPTS, 'calls on record');
    assert.equal(new Set(done.steps.map(({ result }) => result?.invocationId)).size, PROMPTS);
    // The prompts stay nowhere.
    assert.deepEqual(readdirSync(join(directory, done.id)).sort(), ['journal.ndjson']);
    assert.deepEqual(
      [...s3.objects.keys()].filter((key) => key.includes('/input/')),
      [],
    );
  }

  it('between the journal’s entry and the creation, has one job all the same', async () => {
    const killed = await window('', { holdAt: ['batchPlanned', 1] }, held);
    assert.deepEqual([killed.state, killed.batch?.jobArn, jobs.jobs.length], ['Crashed', null, 0]);
    await assertWhole(await window(killed.id));
    assert.equal(jobs.jobs.length, 1);
  });

  for (const mayList of [true, false]) {
    it(`between the creation and the journal’s entry, finds its job ${mayList ? 'by name' : 'by its token, where it may not list jobs'}`, async () => {
      jobs.loseAnswers(1);
      // It is told of a failure, waits before it asks again, and dies.
      const made = emulator.waitForRequest(
        ({ operation, status }) => operation === 'CreateModelInvocationJob' && status === 500,
        60_000,
      );
      const killed = await window('', { pauseMs: 30_000 }, { when: made });
      assert.deepEqual([killed.state, killed.batch?.jobArn, jobs.jobs.length], ['Crashed', null, 1]);
      if (!mayList) {
        emulator.deny('ListModelInvocationJobs', 'bedrock:ListModelInvocationJobs');
      }
      await assertWhole(await window(killed.id));
      const creations = emulator.requests.filter(({ operation }) => operation === 'CreateModelInvocationJob');
      assert.deepEqual([jobs.jobs.length, creations.length], [1, mayList ? 1 : 2]);
    });
  }

  it('between the creation and the end, goes on with the same job', async () => {
    jobs.script({ statuses: [...Array.from({ length: 5 }, () => 'InProgress'), 'Completed'] });
    const killed = await window('', { holdAt: ['batchStatus', 1] }, held);
    assert.equal(killed.batch?.jobArn, jobs.jobs[0]?.arn);
    await assertWhole(await window(killed.id));
    assert.equal(jobs.jobs.length, 1);
  });

  for (const [what, when] of [
    ['call', 'before the journal has them'],
    ['completed', 'when the journal has them'],
  ] as const) {
    it(`while it reads the answers, ${when}, reads the rest, and has no call on record twice`, async () => {
      const killed = await window('', { holdAt: [what, 7] }, held);
      assert.equal(killed.batch?.status?.status, 'Completed');
      await assertWhole(await window(killed.id));
      assert.equal(jobs.jobs.length, 1);
    });
  }

  it(`at ${KILLS} random moments, makes one job and loses no answer`, async () => {
    const random = seededRandom('batch kills');
    // The job is at work for longer than all windows together.
    jobs.script({ statuses: [...Array.from({ length: 30 * KILLS }, () => 'InProgress'), 'Completed'] });
    let id = '';
    for (let kills = 0; kills < KILLS; kills++) {
      const killing = { said: (line: string) => line.startsWith('working'), afterMs: random() * 1000 };
      const killed = await window(id, { pauseMs: 20 }, killing);
      assert.equal(killed.state, 'Crashed');
      id = killed.id;
    }
    await assertWhole(await window(id));
    assert.equal(jobs.jobs.length, 1);
  });
});
