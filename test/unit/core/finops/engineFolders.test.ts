import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { AbandonedFolders, EngineFolder } from '../../../../src/core/finops/engineFolders';
import { temporaryFolder } from './engine';
import { bundleProgram } from '../../../support/bundle';

const STALE_MS = 1000;
const IN_A_NAMESPACE = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];

describe('folders of cost data', function () {
  this.timeout(60_000);
  let directory: string;
  let abandoned: AbandonedFolders;
  const children = new Set<ChildProcess>();

  beforeEach(() => {
    directory = temporaryFolder();
    abandoned = new AbandonedFolders(directory, STALE_MS);
  });
  afterEach(() => {
    abandoned.dispose();
    for (const child of children) {
      child.kill('SIGKILL');
    }
    children.clear();
  });

  it('go at once when their window was killed, and stay while it lives', async function () {
    if (process.platform !== 'linux') {
      this.skip();
    }
    const [gone, living] = [await hold(), await hold()];
    await gone.kill();
    await abandoned.tidy();
    assert.deepEqual(readdirSync(directory), [basename(living.path)]);
  });

  it('stay while a window in another namespace lives, and go soon after it was killed', async function () {
    const [program = '', ...args] = IN_A_NAMESPACE;
    if (process.platform !== 'linux' || spawnSync(program, [...args, 'true']).status !== 0) {
      this.skip();
    }
    // Its process number is none of ours, or that of another process here.
    const [living, dead] = [await hold(IN_A_NAMESPACE), await hold(IN_A_NAMESPACE)];
    await abandoned.tidy();
    await sleep(2 * STALE_MS);
    assert.ok(existsSync(living.path) && existsSync(dead.path));
    await dead.kill();
    abandoned.dispose();
    abandoned = new AbandonedFolders(directory, STALE_MS);
    await abandoned.tidy();
    while (existsSync(dead.path)) {
      await sleep(50);
    }
    await sleep(STALE_MS);
    assert.ok(existsSync(living.path));
  });

  it('say whose they are until nothing is left in them, as their window may be killed meanwhile', async () => {
    const folder = new EngineFolder(directory);
    await folder.create();
    const data = join(folder.path, 'data');
    mkdirSync(data);
    for (let part = 0; part < 300; part += 1) {
      writeFileSync(join(data, `${part}.parquet`), 'rows');
    }
    let isRemoved = false;
    const removing = folder.remove().then(() => (isRemoved = true));
    while (!isRemoved) {
      assert.ok(!existsSync(data) || existsSync(join(folder.path, 'owner.json')));
      await setImmediate();
    }
    await removing;
    assert.deepEqual(readdirSync(directory), []);
  });

  it('without an owner stay for a day, and other files for good', async () => {
    for (const [name, days] of Object.entries({
      '999999999-NEW': 0,
      '999999998-OLD': 2,
      '999999997-FUTURE': -2,
    })) {
      mkdirSync(join(directory, name));
      const then = Date.now() / 1000 - days * 86_400;
      utimesSync(join(directory, name), then, then);
    }
    writeFileSync(join(directory, '1-notes.txt'), 'precious');
    writeFileSync(join(directory, 'use.ndjson'), '');
    await abandoned.tidy();
    assert.deepEqual(readdirSync(directory).sort(), ['1-notes.txt', '999999999-NEW', 'use.ndjson']);
  });

  /** A window with a folder, perhaps in another namespace. */
  async function hold(prefix: string[] = []) {
    const script = await bundleProgram('test/unit/core/finops/folderHolder.ts');
    const [program, ...args] = [...prefix, process.execPath, script, directory, String(STALE_MS)];
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.add(child);
    const [output] = (await once(child.stdout, 'data')) as [Buffer];
    return {
      path: output.toString().trim(),
      kill: async () => {
        child.kill('SIGKILL');
        await once(child, 'exit');
      },
    };
  }
});
