import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as nodeFs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FileLock } from '../../../../src/core/util/fileLock';
import { currentProcess } from '../../../../src/core/util/processIdentity';
import type { ProcessIdentity } from '../../../../src/protocol/processIdentity';
import { seededRandom } from '../metrics/random';
import { bundleProgram } from '../../../support/bundle';

/** A lock that counts as abandoned this long after its owner fell silent, where nobody can see the owner. */
const STALE_MS = 1000;
const IN_A_NAMESPACE = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];

describe('a lock between processes', function () {
  this.timeout(60_000);
  let directory: string;
  let path: string;
  const children = new Set<ChildProcess>();

  beforeEach(() => {
    directory = nodeFs.mkdtempSync(join(tmpdir(), 'lock-'));
    path = join(directory, 'lock');
  });
  afterEach(() => {
    for (const child of children) {
      child.kill('SIGKILL');
    }
    children.clear();
    nodeFs.rmSync(directory, { recursive: true, force: true });
  });

  it('is had by one, in this process too, and free when it is released', async () => {
    const lock = open();
    const held = await lock.tryTake();
    assert.ok(held);
    assert.ok(held.isOurs());
    assert.equal(lock.isTaken(), true);
    assert.equal(await open().tryTake(), undefined);
    held.release();
    held.release();
    assert.equal(lock.isTaken(), false);
    assert.deepEqual(nodeFs.readdirSync(directory), []);
    (await open().tryTake())?.release();
  });

  it('is free when it is released, also where its file cannot be understood at that moment', async () => {
    const held = await open().tryTake();
    assert.ok(held);
    nodeFs.writeFileSync(path, '');
    held.release();
    assert.equal(nodeFs.existsSync(path), false);
    const again = await open().tryTake();
    assert.ok(again);
    // What another put in its place stays.
    nodeFs.writeFileSync(`${path}.other`, '');
    nodeFs.renameSync(`${path}.other`, path);
    again.release();
    assert.equal(nodeFs.existsSync(path), true);
  });

  it('of a process that was killed is free at once', async function () {
    if (process.platform !== 'linux') {
      this.skip();
    }
    const holder = await start('hold');
    assert.equal(open().isTaken(), true);
    await holder.kill();
    assert.equal(open().isTaken(), false);
    assert.ok(await open().tryTake());
  });

  it('of a thread that ended is free at once, though its process lives', async function () {
    if (process.platform !== 'linux') {
      this.skip();
    }
    const holder = await start('worker');
    assert.equal(open().isTaken(), true);
    holder.child.stdin?.write('end');
    await holder.says('terminated');
    assert.ok(await open().tryTake());
  });

  it('is never taken from a process that was stopped, however old the lock looks', async function () {
    if (process.platform !== 'linux') {
      this.skip();
    }
    const holder = await start('hold');
    holder.child.kill('SIGSTOP');
    nodeFs.utimesSync(path, 0, 0);
    const lock = open();
    await sleepWhileTaken(lock, 2.5 * STALE_MS);
    assert.equal(await lock.tryTake(), undefined);
  });

  it('is not kept by the number of a process that was given to another', async function () {
    if (process.platform !== 'linux') {
      this.skip();
    }
    leave({ started: '1' });
    assert.ok(await open().tryTake());
  });

  it('of a process in another namespace is kept while that lives, and free soon after it was killed', async function () {
    if (!canUnshare()) {
      this.skip();
    }
    const holder = await start('hold', IN_A_NAMESPACE);
    const identity = JSON.parse(nodeFs.readFileSync(path, 'utf8')) as ProcessIdentity;
    assert.notEqual(identity.pid_namespace, currentProcess().pid_namespace);
    assert.equal(identity.host, currentProcess().host);
    const lock = open();
    await sleepWhileTaken(lock, 3 * STALE_MS);
    await holder.kill();
    const silence = performance.now();
    while (lock.isTaken()) {
      await sleep(20);
    }
    const waited = performance.now() - silence;
    assert.ok(waited > STALE_MS / 2 && waited < 4 * STALE_MS, `${waited} ms`);
    assert.ok(await lock.tryTake());
  });

  it('of another host is kept while it gives signs of life by whatever clock', async () => {
    leave({ boot: 'another', host: 'another' });
    const lock = open();
    for (let beat = 0; beat < 12; beat += 1) {
      nodeFs.utimesSync(path, beat, beat);
      await sleepWhileTaken(lock, STALE_MS / 4);
    }
  });

  const leftovers: Record<string, () => void> = {
    'the lock of a dead process of another host': () => leave({ boot: 'another', host: 'another' }),
    'the folder of an earlier release': () => nodeFs.mkdirSync(path),
    'a folder that is not empty': () => nodeFs.mkdirSync(join(path, 'x'), { recursive: true }),
    'an empty file': () => nodeFs.writeFileSync(path, ''),
    'a file that is no lock': () => nodeFs.writeFileSync(path, 'x'.repeat(100_000)),
    'a link to a file': () => nodeFs.symlinkSync(join(directory, 'precious'), path),
    'a link to nowhere': () => nodeFs.symlinkSync(join(directory, 'nowhere'), path),
    'a link to a folder': () => nodeFs.symlinkSync(join(directory, 'folder'), path),
  };
  for (const [what, make] of Object.entries(leftovers)) {
    for (const date of ['of now', 'in the future', 'in the past']) {
      it(`is free when ${what}, with a date ${date}, was silent for the stale time, and not before`, async function () {
        if (process.platform === 'win32' && what.startsWith('a link')) {
          this.skip();
        }
        nodeFs.mkdirSync(join(directory, 'folder'));
        nodeFs.writeFileSync(join(directory, 'folder', 'file'), 'precious');
        nodeFs.writeFileSync(join(directory, 'precious'), 'precious');
        make();
        const shift = { 'of now': 0, 'in the future': 10 ** 9, 'in the past': -(10 ** 9) }[date] ?? 0;
        nodeFs.lutimesSync(path, Date.now() / 1000 + shift, Date.now() / 1000 + shift);
        const told: string[] = [];
        const lock = new FileLock(path, { staleMs: 200, onTakeover: (taken) => told.push(taken) });
        assert.equal(await lock.tryTake(), undefined);
        await sleep(250);
        const held = await lock.tryTake();
        assert.ok(held);
        assert.ok(held.isOurs());
        assert.deepEqual(told, [path]);
        held.release();
        assert.deepEqual(nodeFs.readdirSync(directory).sort(), ['folder', 'precious']);
        assert.equal(nodeFs.readFileSync(join(directory, 'precious'), 'utf8'), 'precious');
        assert.equal(nodeFs.readFileSync(join(directory, 'folder', 'file'), 'utf8'), 'precious');
      });
    }
  }

  it('is had by one at a time, by many that are killed with it', async function () {
    if (process.platform !== 'linux') {
      this.skip();
    }
    const random = seededRandom('locks');
    const log = join(directory, 'log');
    nodeFs.writeFileSync(log, '');
    const running: Awaited<ReturnType<typeof start>>[] = [];
    const name = (number: number): string => `w${number}`;
    for (let number = 0; number < 4; number += 1) {
      running.push(await contender(name(number)));
    }
    for (let number = 4; number < 20; number += 1) {
      await sleep(random() * 200);
      await running.shift()?.kill();
      running.push(await contender(name(number)));
    }
    for (const one of running) {
      await one.kill();
    }
    const lines = nodeFs.readFileSync(log, 'utf8').trim().split('\n');
    let inside: string | undefined;
    let entered = 0;
    for (const line of lines) {
      const [verb, who] = line.split(' ');
      // Whoever was killed inside never leaves; whoever leaves was not overtaken.
      if (verb === 'leave') {
        assert.equal(who, inside);
      } else {
        entered += 1;
      }
      inside = verb === 'enter' ? who : undefined;
    }
    assert.ok(entered > 50, `entered ${entered} times`);
    assert.deepEqual(
      nodeFs
        .readdirSync(directory)
        .filter((each) => !['log', 'lock'].includes(each) && !each.endsWith('.tmp')),
      [],
    );

    async function contender(who: string) {
      return start('contend', [], [log, who]);
    }
  });

  function open(): FileLock {
    return new FileLock(path, { staleMs: STALE_MS });
  }

  /** A lock as another process left it. */
  function leave(part: Partial<ProcessIdentity>): void {
    nodeFs.writeFileSync(path, JSON.stringify({ ...currentProcess(), ...part, token: 'x' }));
  }

  async function sleepWhileTaken(lock: FileLock, ms: number): Promise<void> {
    const end = performance.now() + ms;
    while (performance.now() < end) {
      assert.equal(lock.isTaken(), true);
      await sleep(50);
    }
  }

  async function start(task: string, prefix: string[] = [], rest: string[] = []) {
    const script = await bundleProgram('test/unit/core/util/lockHolder.ts');
    const [program = '', ...args] = [...prefix, process.execPath, script, task, path, `${STALE_MS}`, ...rest];
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    children.add(child);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const says = async (text: string): Promise<void> => {
      while (!output.includes(text)) {
        await sleep(5);
      }
    };
    await says('\n');
    const kill = async (): Promise<void> => {
      child.kill('SIGKILL');
      await once(child, 'exit');
      children.delete(child);
    };
    return { child, kill, says };
  }

  function canUnshare(): boolean {
    const [program = '', ...args] = IN_A_NAMESPACE;
    return process.platform === 'linux' && spawnSync(program, [...args, 'true']).status === 0;
  }
});
