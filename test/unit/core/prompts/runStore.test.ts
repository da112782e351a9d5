import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { currentProcess } from '../../../../src/core/util/processIdentity';
import { RunBusyError, RunStore, type OpenRun } from '../../../../src/core/prompts/runStore';
import type { ProcessIdentity } from '../../../../src/protocol/processIdentity';
import type { RunEvent } from '../../../../src/protocol/run';

const steps = [{ id: '1', key: 'k', model: '', title: 'Hi' }];
const attempt = (number: number): RunEvent => {
  return { type: 'attempt', step: '1', attempt: number, at: new Date().toISOString() };
};

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
    for (const run of begun.splice(0)) await run.close();
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
});
