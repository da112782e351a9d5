import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { readPromptFile } from '../../../../src/core/prompts/promptFile';
import { logText } from '../../../../src/core/prompts/runLog';
import { countStates } from '../../../../src/core/prompts/runState';
import { planSteps } from '../../../../src/core/prompts/steps';
import { batchModel, batchRunner } from '../../../support/batch';
import { BatchSetup } from './batchSetup';

const LIST = ['ListModelInvocationJobs', 'bedrock:ListModelInvocationJobs'] as const;
const steps = planSteps(readPromptFile('One\n\nTwo\n\nThree', 'text').prompts, undefined, batchModel);

describe('a batch job of which nobody knows whether it was made', () => {
  let network: Network;
  let setup: BatchSetup;

  beforeEach(async () => {
    setup = await BatchSetup.start(async (url) => {
      network = await Network.to(url);
      return network.url;
    });
  });
  afterEach(async () => {
    await network.close();
    await setup.close();
  });

  /** A job was made, and its maker is told of a failure. */
  const lost = () =>
    setup.emulator.waitForRequest(
      ({ operation, status }) => operation === 'CreateModelInvocationJob' && status === 500,
      30_000,
    );

  it('is asked for again after a stop, with the same token, and stopped once it is known', async () => {
    setup.emulator.deny(...LIST);
    setup.jobs.loseAnswers(1);
    setup.jobs.script({ statuses: ['InProgress'] });
    const user = new AbortController();
    void lost().then(() => user.abort());
    const done = await setup.run(steps, { signal: user.signal });
    assert.deepEqual([done.state, countStates(done), done.batch], ['Cancelled', { Cancelled: 3 }, null]);
    assert.deepEqual(
      [setup.jobs.jobs.length, setup.count('StopModelInvocationJob'), setup.released.length],
      [1, 1, 1],
    );
  });

  it('leaves the run open when the network is gone, says where to look, and is stopped once it is back', async () => {
    setup.jobs.loseAnswers(1);
    setup.jobs.script({ statuses: ['InProgress'] });
    const user = new AbortController();
    void lost().then(() => {
      network.cut();
      user.abort();
    });
    await assert.rejects(setup.run(steps, { signal: user.signal }), {
      name: 'BedrockError',
      reason: 'network',
    });
    const open = await setup.left();
    assert.deepEqual(
      [open.state, open.batch?.jobArn, setup.released, setup.jobs.jobs.length],
      ['Crashed', null, [], 1],
    );
    const said = logText(await setup.store.events(open.id));
    assert.match(said, /A batch job may be working, and cost money/);
    assert.ok(
      said.includes(`Look for ${setup.jobs.jobs[0]?.request.jobName ?? '?'} in the Amazon Bedrock console`),
    );
    network.restore();
    const done = await setup.takeUp();
    assert.deepEqual([done.state, done.batch], ['Cancelled', null]);
    assert.deepEqual(
      [setup.jobs.jobs.length, setup.count('StopModelInvocationJob'), setup.released.length],
      [1, 1, 1],
    );
  });

  it('is not said not to be there because a further request is refused', async () => {
    setup.emulator.deny(...LIST);
    setup.jobs.loseAnswers(1);
    setup.jobs.refuseCreation(1);
    await assert.rejects(setup.run(steps), /A batch job may be working.*The role may not be used/);
    const open = await setup.left();
    assert.deepEqual([open.state, open.batch?.jobArn, setup.released], ['Crashed', null, []]);
    const done = await setup.takeUp();
    assert.deepEqual(
      [done.state, countStates(done), setup.jobs.jobs.length],
      ['Completed', { Completed: 3 }, 1],
    );
    assert.equal(setup.released.length, 1);
  });

  it('is found by its name when a further request is refused', async () => {
    setup.jobs.loseAnswers(1);
    setup.jobs.refuseCreation(1);
    const done = await setup.run(steps);
    assert.deepEqual([done.state, setup.jobs.jobs.length], ['Completed', 1]);
  });

  it('is not there when every request was refused, whoever may not list jobs', async () => {
    setup.emulator.deny(...LIST);
    setup.jobs.throttleCreation(2);
    setup.jobs.refuseCreation(1);
    const done = await setup.run(steps);
    assert.deepEqual([done.state, done.batch, setup.jobs.jobs.length], ['Failed', null, 0]);
    assert.match(done.steps[0]?.attempts[0]?.error?.message ?? '', /There is no batch job: The role may not/);
    assert.equal(setup.released.length, 1);
  });

  it('is stopped by the next window when this one closes before the stop could be asked for', async () => {
    setup.jobs.script({ statuses: ['InProgress'] });
    const user = new AbortController();
    const window = new AbortController();
    const open = await setup.begin(steps);
    const runner = batchRunner(open, setup.parts, { signal: user.signal, closing: window.signal });
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
    assert.equal((await setup.left()).endedAt, null);
    network.restore();
    assert.deepEqual([(await setup.takeUp()).state, setup.count('StopModelInvocationJob')], ['Cancelled', 1]);
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
