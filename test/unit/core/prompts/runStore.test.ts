import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ulid } from 'ulid';
import { currentProcess } from '../../../../src/core/util/processIdentity';
import { planOf } from '../../../../src/core/prompts/batch/jobPlan';
import { RunBusyError, RunHasJobError, RunStore, type OpenRun } from '../../../../src/core/prompts/runStore';
import type { ProcessIdentity } from '../../../../src/protocol/processIdentity';
import type { RunEvent } from '../../../../src/protocol/run';
import { batchOrder } from '../../../support/batch';

const steps = [{ id: '1', key: 'k', model: '', title: 'Hi' }];
const planned = (at: Date): RunEvent => {
  return { ...planOf([], batchOrder), at: at.toISOString(), steps: ['1'] };
};
const attempt = (number: number): RunEvent => {
  return { type: 'attempt', step: '1', attempt: number, at: new Date().toISOString() };
};
/** Begins a process that runs what comes next. */
const script = ['--import', './scripts/typescript.mjs', '--input-type=module', '-e'];

describe('the runs on this machine, seen by several windows', () => {
  let directory: string;
  let store: RunStore;
  /** As another window has it. */
  let other: RunStore;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'runs-'));
    store = new RunStore(directory);
    other = new RunStore(directory);
  });
  afterEach(async () => {
    for (const run of begun.splice(0)) {
      await run.close();
    }
    await rm(directory, { recursive: true, force: true });
  });

  const begun: OpenRun[] = [];
  async function begin(): Promise<OpenRun> {
    const run = await store.begin({ file: '/prompts.txt', output: '/results', steps });
    begun.push(run);
    return run;
  }
  /** As if another process had the run. */
  const owner = (id: string, process: Partial<ProcessIdentity>) =>
    writeFile(
      join(directory, `${id}.lock`),
      JSON.stringify({ ...currentProcess(), ...process, token: 'another' }),
    );

  /** The id of a process that is no more. */
  async function deadProcess(): Promise<number> {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    return child.pid ?? 0;
  }

  it('are read anew only when they have changed', async () => {
    const open = await begin();
    const { id } = open.run;
    const first = await other.read(id);
    assert.equal(await other.read(id), first);
    assert.equal(first.step('1')?.state, 'Pending');
    await open.append(attempt(1));
    assert.equal((await other.read(id)).step('1')?.state, 'Running');
    await open.close();
    const [listed] = await other.list();
    assert.equal(listed?.state, 'Crashed');
    assert.equal(listed?.step('1')?.state, 'Crashed');
  });

  it('know which folder their results may not lead out of, whichever window takes them up', async () => {
    const plan = { file: '/workspace/sub/prompts.txt', output: '/workspace/out/answers', steps };
    const said = await store.begin({ ...plan, folder: '/workspace' });
    const unsaid = await store.begin(plan);
    begun.push(said, unsaid);
    assert.equal((await other.read(said.run.id)).folder, '/workspace');
    assert.equal((await other.read(unsaid.run.id)).folder, '/workspace/sub');
  });

  it('are in mid-air no more as soon as the process that had them is gone', async () => {
    const { run } = await begin();
    await owner(run.id, { pid: await deadProcess() });
    assert.equal((await other.read(run.id)).state, 'Crashed');
    const open = await other.reopen(run.id);
    await open.append(attempt(1));
    await open.close();
  });

  it('stay another’s while its process lives, and where nobody can know whether it does', async () => {
    const { run } = await begin();
    await assert.rejects(other.reopen(run.id), RunBusyError);
    await owner(run.id, { pid: await deadProcess(), boot: 'another', host: `not-${hostname()}` });
    await assert.rejects(other.reopen(run.id), RunBusyError);
    await writeFile(join(directory, `${run.id}.lock`), 'damaged');
    await assert.rejects(other.reopen(run.id), RunBusyError);
    assert.equal((await other.read(run.id)).state, 'Running');
  });

  it('are taken up by one of many that try at once', async () => {
    const { run } = await begin();
    await owner(run.id, { pid: await deadProcess() });
    const all = await Promise.allSettled(
      Array.from({ length: 4 }, () => new RunStore(directory).reopen(run.id)),
    );
    const taken = all.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    assert.equal(taken.length, 1);
    await taken[0]?.close();
  });

  it('are taken up as they are once the other window has let go, and not as they were before', async () => {
    const { run } = await begin();
    // The other window is slow between reading anything and what it does next.
    const code = `import { RunStore } from './src/core/prompts/runStore.ts';
      const { parse } = JSON;
      JSON.parse = (...text) => {
        JSON.parse = parse;
        console.log('taking');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
        return parse(...text);
      };
      const open = await new RunStore(${JSON.stringify(directory)}).reopen('${run.id}').catch(({ name }) => name);
      console.log(open.run?.step('1').attempts.length ?? open);
      await open.close?.();`;
    const child = spawn(process.execPath, [...script, code]);
    const said: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      said.push(line);
      if (line !== 'taking') {
        continue;
      }
      await begun[0]?.append(attempt(1));
      await begun[0]?.close();
    }
    assert.ok(['taking,1', 'taking,RunBusyError'].includes(said.join()), said.join());
  });

  it('are nobody’s when they could not be taken up', async () => {
    const open = await begin();
    const journal = join(directory, open.run.id, 'journal.ndjson');
    await open.close();
    await rename(journal, `${journal}.kept`);
    await assert.rejects(other.reopen(open.run.id), { code: 'ENOENT' });
    await rename(`${journal}.kept`, journal);
    await (await other.reopen(open.run.id)).close();
  });

  it('lose no answer of one that cannot be read: the others are listed, it is told, and nothing is asked again', async () => {
    const [one, two] = [await begin(), await begin()];
    await Promise.all([one.close(), two.close()]);
    const damaged = join(directory, one.run.id, 'journal.ndjson');
    await rm(damaged);
    await mkdir(damaged);
    const told: unknown[] = [];
    const looking = new RunStore(directory, undefined, (error) => told.push(error));
    assert.deepEqual(
      (await looking.list()).map(({ id }) => id),
      [two.run.id],
    );
    assert.equal((told[0] as NodeJS.ErrnoException).code, 'EISDIR');
    await assert.rejects(looking.earlierResults('/prompts.txt'), { code: 'EISDIR' });
    await rm(damaged, { recursive: true });
    assert.equal((await looking.earlierResults('/prompts.txt')).size, 0);
  });

  it('are not taken up while another window deletes them', async () => {
    // So many that to read them takes a while.
    const many = Array.from({ length: 20_000 }, (_, index) => ({
      id: `${index}`,
      key: 'k',
      model: '',
      title: 'Hi',
    }));
    const open = await store.begin({ file: '/prompts.txt', output: '/results', steps: many });
    const { id } = open.run;
    await open.close();
    const [removed, reopened] = await Promise.allSettled([other.remove(id), store.reopen(id)]);
    if (reopened.status === 'fulfilled') {
      begun.push(reopened.value);
    }
    assert.deepEqual([removed.status, reopened.status], ['fulfilled', 'rejected']);
    await assert.rejects(store.reopen(id), { code: 'ENOENT' });
    await assert.rejects(store.read(id), { code: 'ENOENT' });
  });

  it('are not deleted while a batch job may be at work for them', async () => {
    const open = await begin();
    const { id } = open.run;
    const at = new Date();
    await open.append(planned(at));
    await open.close();
    await assert.rejects(other.remove(id), RunHasJobError);
    assert.equal((await other.read(id)).batch?.jobArn, null);
    const again = await other.reopen(id);
    await again.append({ type: 'batchEnded', at: at.toISOString() });
    await again.close();
    await other.remove(id);
    await assert.rejects(store.read(id), { code: 'ENOENT' });
  });

  it('are deleted although nobody knows of their batch job’s end once it is too old to be at work', async () => {
    const open = await begin();
    await open.append(planned(new Date(Date.now() - 9 * 24 * 60 * 60_000)));
    await open.close();
    await other.remove(open.run.id);
    assert.deepEqual(await other.list(), []);
  });

  it('are all read, however many, by a process that may open few files', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    const { run } = await begin();
    await begun[0]?.close();
    const journal = await readFile(join(directory, run.id, 'journal.ndjson'), 'utf8');
    for (let number = 0; number < 400; number++) {
      const id = ulid();
      await mkdir(join(directory, id));
      const padding = `${'x'.repeat(100_000)}\n`;
      await writeFile(join(directory, id, 'journal.ndjson'), journal.replaceAll(run.id, id) + padding);
    }
    const code = `import { RunStore } from './src/core/prompts/runStore.ts';
      console.log((await new RunStore(${JSON.stringify(directory)}).list()).length);`;
    const node = [process.execPath, ...script, code];
    const child = spawn('sh', ['-c', 'ulimit -n 256 && exec "$@"', 'sh', ...node]);
    let said = '';
    child.stdout.on('data', (data: Buffer) => (said += data.toString()));
    await once(child, 'close');
    assert.equal(said.trim(), '401');
  });
});
