import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BatchOptions, BatchParts } from '../../../../src/core/prompts/batch/batchRunner';
import { readPromptFile } from '../../../../src/core/prompts/promptFile';
import { logText } from '../../../../src/core/prompts/runLog';
import { countStates, type PromptRun } from '../../../../src/core/prompts/runState';
import { RunStore } from '../../../../src/core/prompts/runStore';
import { planSteps } from '../../../../src/core/prompts/steps';
import { batchModel, batchRunner, testBatch } from '../../../support/batch';
import { BatchJobs } from '../../../support/emulators/batchJobs';
import { defaultKeys, startBedrockEmulator, type BedrockEmulator } from '../../../support/emulators/bedrock';
import { S3Emulator } from '../../../support/emulators/s3';
import { testEngine, type TestEngine } from '../../../support/engine';

const LIST = ['ListModelInvocationJobs', 'bedrock:ListModelInvocationJobs'] as const;
const steps = planSteps(readPromptFile('One\n\nTwo\n\nThree', 'text').prompts, undefined, batchModel);

describe('a batch job of which nobody knows whether it was made', () => {
  let s3: S3Emulator;
  let jobs: BatchJobs;
  let emulator: BedrockEmulator;
  let network: Network;
  let test: TestEngine;
  let parts: BatchParts;
  let folder: string;
  let store: RunStore;
  let released: string[];

  beforeEach(async () => {
    s3 = await S3Emulator.start(['prompts'], defaultKeys.credentials);
    jobs = new BatchJobs(s3);
    emulator = await startBedrockEmulator({ jobs });
    network = await Network.to(emulator.url);
    test = testEngine(emulator.url, emulator.credentials);
    test.price = () => ({ usd: 0.5, priceVersion: 'v' });
    released = [];
    parts = testBatch(test, { control: network.url, s3: s3.url, serviceQuotas: '' });
    parts = { ...parts, budget: { ...parts.budget, release: (id) => released.push(id) } };
    folder = await mkdtemp(join(tmpdir(), 'unknown-job-'));
    store = new RunStore(join(folder, 'runs'), 2000);
  });
  afterEach(async () => {
    test.dispose();
    await Promise.all([network.close(), emulator.close(), s3.close()]);
    await rm(folder, { recursive: true, force: true });
  });

  const count = (operation: string) =>
    emulator.requests.filter((request) => request.operation === operation).length;
  /** A job was made, and its maker is told of a failure. */
  const lost = () =>
    emulator.waitForRequest(
      ({ operation, status }) => operation === 'CreateModelInvocationJob' && status === 500,
      30_000,
    );

  async function begin(options: Partial<BatchOptions> = {}): Promise<PromptRun> {
    const open = await store.begin({ file: join(folder, 'prompts.txt'), output: join(folder, 'out'), steps });
    return batchRunner(open, parts, options)
      .work(steps)
      .finally(() => open.close());
  }
  async function takeUp(): Promise<PromptRun> {
    const [left] = await store.list();
    const open = await store.reopen(left?.id ?? '');
    return batchRunner(open, parts, { order: undefined })
      .work([])
      .finally(() => open.close());
  }
  async function left(): Promise<PromptRun> {
    const [run] = await store.list();
    assert.ok(run);
    return run;
  }

  it('is asked for again after a stop, with the same token, and stopped once it is known', async () => {
    emulator.deny(...LIST);
    jobs.loseAnswers(1);
    jobs.script({ statuses: ['InProgress'] });
    const user = new AbortController();
    void lost().then(() => user.abort());
    const done = await begin({ signal: user.signal });
    assert.deepEqual([done.state, countStates(done), done.batch], ['Cancelled', { Cancelled: 3 }, null]);
    assert.deepEqual([jobs.jobs.length, count('StopModelInvocationJob'), released.length], [1, 1, 1]);
  });

  it('leaves the run open when the network is gone, says where to look, and is stopped once it is back', async () => {
    jobs.loseAnswers(1);
    jobs.script({ statuses: ['InProgress'] });
    const user = new AbortController();
    void lost().then(() => {
      network.cut();
      user.abort();
    });
    await assert.rejects(begin({ signal: user.signal }), { name: 'BedrockError', reason: 'network' });
    const open = await left();
    assert.deepEqual([open.state, open.batch?.jobArn, released, jobs.jobs.length], ['Crashed', null, [], 1]);
    const said = logText(await store.events(open.id));
    assert.match(said, /A batch job may be working, and cost money/);
    assert.ok(
      said.includes(`Look for ${jobs.jobs[0]?.request.jobName ?? '?'} in the Amazon Bedrock console`),
    );
    network.restore();
    const done = await takeUp();
    assert.deepEqual([done.state, done.batch], ['Cancelled', null]);
    assert.deepEqual([jobs.jobs.length, count('StopModelInvocationJob'), released.length], [1, 1, 1]);
  });

  it('is not said not to be there because a further request is refused', async () => {
    emulator.deny(...LIST);
    jobs.loseAnswers(1);
    jobs.refuseCreation(1);
    await assert.rejects(begin(), /A batch job may be working.*The role may not be used/);
    const open = await left();
    assert.deepEqual([open.state, open.batch?.jobArn, released], ['Crashed', null, []]);
    const done = await takeUp();
    assert.deepEqual([done.state, countStates(done), jobs.jobs.length], ['Completed', { Completed: 3 }, 1]);
    assert.equal(released.length, 1);
  });

  it('is found by its name when a further request is refused', async () => {
    jobs.loseAnswers(1);
    jobs.refuseCreation(1);
    const done = await begin();
    assert.deepEqual([done.state, jobs.jobs.length], ['Completed', 1]);
  });

  it('is not there when every request was refused, whoever may not list jobs', async () => {
    emulator.deny(...LIST);
    jobs.throttleCreation(2);
    jobs.refuseCreation(1);
    const done = await begin();
    assert.deepEqual([done.state, done.batch, jobs.jobs.length], ['Failed', null, 0]);
    assert.match(done.steps[0]?.attempts[0]?.error?.message ?? '', /There is no batch job: The role may not/);
    assert.equal(released.length, 1);
  });

  it('is stopped by the next window when this one closes before the stop could be asked for', async () => {
    jobs.script({ statuses: ['InProgress'] });
    const user = new AbortController();
    const window = new AbortController();
    const open = await store.begin({ file: join(folder, 'prompts.txt'), output: join(folder, 'out'), steps });
    const runner = batchRunner(open, parts, { signal: user.signal, closing: window.signal });
    runner.onDidAppend(({ type }) => {
      if (type !== 'batchStatus') {
        return;
      }
      network.cut();
      user.abort();
      setTimeout(() => window.abort(), 200);
    });
    await runner.work(steps);
    await open.close();
    assert.equal((await left()).endedAt, null);
    network.restore();
    assert.deepEqual([(await takeUp()).state, count('StopModelInvocationJob')], ['Cancelled', 1]);
  });
});

/** A way to a server that can be cut. */
class Network {
  private readonly sockets = new Set<Socket>();
  private isCut = false;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async to(target: string): Promise<Network> {
    const port = Number(new URL(target).port);
    const server = createServer((socket) => network.join(socket, port));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const network = new Network(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return network;
  }

  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) {
      socket.destroy();
    }
  }

  restore(): void {
    this.isCut = false;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(near: Socket, port: number): void {
    if (this.isCut) {
      near.destroy();
      return;
    }
    const far = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => this.sockets.delete(from));
      from.pipe(to);
    }
  }
}
