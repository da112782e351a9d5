import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  confinedPath,
  PathRefusedError,
  withConfinedFile,
  writeConfined,
  type PathRefusal,
} from '../../../../src/core/files/confinedFile';

const secretText = 'aws_secret_access_key = mine';

const readConfined = (folder: string, path: string): Promise<Buffer> =>
  withConfinedFile(folder, path, (file) => file.readFile());

describe('a path that a workspace names', () => {
  let root: string;
  let workspace: string;
  let home: string;
  let secret: string;

  beforeEach(() => {
    root = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'confined-')));
    workspace = join(root, 'workspace');
    home = join(root, 'home');
    secret = join(home, 'credentials');
    fs.mkdirSync(join(workspace, 'sub'), { recursive: true });
    fs.mkdirSync(home);
    fs.writeFileSync(secret, secretText);
    fs.writeFileSync(join(workspace, 'sub', 'inside.txt'), 'inside');
  });
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  /** Lays a link in the workspace. */
  function link(name: string, target: string): void {
    fs.symlinkSync(target, join(workspace, name));
  }

  /** Makes sure that a path is neither read nor written, and that the error says which part of it is refused. */
  async function assertRefused(path: string, reason: PathRefusal, refused = path): Promise<void> {
    const before = tree(home);
    const read = (): Promise<unknown> => readConfined(workspace, path);
    const write = (): Promise<unknown> => writeConfined(workspace, path, 'stolen');
    for (const act of [read, write]) {
      await assert.rejects(act, (error: unknown) => {
        assert.ok(error instanceof PathRefusedError, String(error));
        assert.equal(error.reason, reason);
        assert.equal(error.path, refused);
        assert.ok(error.message.includes(refused));
        return true;
      });
    }
    assert.deepEqual(tree(home), before);
  }

  it('is not followed through a link to a file, to nothing, to a folder, or to itself', async () => {
    link('to-file', secret);
    link('to-nothing', join(home, 'new'));
    link('to-folder', home);
    link('to-itself', join(workspace, 'to-itself'));
    link('to-inside', 'sub/inside.txt');
    for (const name of ['to-file', 'to-nothing', 'to-folder', 'to-itself', 'to-inside']) {
      await assertRefused(join(workspace, name), 'link');
    }
  });

  it('is not followed through a link in its middle', async () => {
    link('linked', home);
    link('sub/deep', '../../home');
    link('chain', 'linked');
    await assertRefused(join(workspace, 'linked', 'credentials'), 'link', join(workspace, 'linked'));
    await assertRefused(join(workspace, 'linked', 'new'), 'link', join(workspace, 'linked'));
    await assertRefused(join(workspace, 'sub/deep/credentials'), 'link', join(workspace, 'sub/deep'));
    await assertRefused(join(workspace, 'chain/credentials'), 'link', join(workspace, 'chain'));
    // `..` after a link is the parent of what the link leads to: it is gone before anything is looked up.
    await readConfined(workspace, `${workspace}/linked/../sub/inside.txt`);
  });

  it('does not lead out of the folder', async () => {
    fs.mkdirSync(`${workspace}-other`);
    fs.writeFileSync(`${workspace}-other/file`, 'other');
    for (const path of ['../home/credentials', 'sub/../../home/credentials', secret, '..', '.', '', '/']) {
      await assertRefused(path, 'outside');
    }
    await assertRefused(`${workspace}-other/file`, 'outside');
  });

  it('is no pipe, no device, no folder', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    const pipe = join(workspace, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await assertRefused(pipe, 'notFile');
    await assertRefused(join(workspace, 'sub'), 'notFile');
    await assert.rejects(readConfined('/dev', '/dev/zero'), /no regular file/);
  });

  it('may begin with dots, and the folder itself may be reached through a link', async () => {
    fs.symlinkSync(workspace, join(root, 'shortcut'));
    for (const folder of [workspace, join(root, 'shortcut')]) {
      for (const path of ['..results', '.hidden', 'sub/new.md', join(folder, 'sub/inside.txt')]) {
        await writeConfined(folder, path, 'written');
        assert.equal((await readConfined(folder, path)).toString(), 'written');
      }
    }
    // A real path in a folder that is named by a link, as VS Code sometimes has it.
    assert.equal(
      await confinedPath(join(root, 'shortcut'), join(workspace, 'sub/inside.txt')),
      join(workspace, 'sub/inside.txt'),
    );
  });

  it('is written whole, keeps its mode, and leaves its other names what they were', async () => {
    const path = join(workspace, 'results.md');
    fs.linkSync(secret, path);
    fs.chmodSync(path, 0o640);
    await writeConfined(workspace, path, 'results');
    assert.equal(fs.readFileSync(path, 'utf8'), 'results');
    assert.equal(fs.readFileSync(secret, 'utf8'), secretText);
    if (process.platform !== 'win32') {
      assert.equal(fs.statSync(path).mode & 0o777, 0o640);
    }
    assert.deepEqual(fs.readdirSync(workspace).sort(), ['results.md', 'sub']);
  });

  it('fails as the file system does where its folder or the file is not there', async () => {
    await assert.rejects(writeConfined(workspace, 'none/results.md', ''), { code: 'ENOENT' });
    const message = `ENOENT: no such file or directory, open '${join(workspace, 'none.csv')}'`;
    await assert.rejects(readConfined(workspace, 'none.csv'), { code: 'ENOENT', message });
    assert.deepEqual(fs.readdirSync(workspace), ['sub']);
  });

  it('leads nowhere else though a link takes its folder’s place again and again', async function () {
    // Elsewhere a folder cannot be held while it is worked in.
    if (process.platform !== 'linux') {
      this.skip();
    }
    const real = join(workspace, 'out');
    const [aside, trap] = [join(workspace, 'aside'), join(workspace, 'trap')];
    fs.mkdirSync(real);
    fs.symlinkSync(home, trap);
    fs.writeFileSync(join(real, 'credentials'), 'inside');
    const until = Date.now() + 3000;
    let [swaps, ended, refused] = [0, 0, 0];
    /** Puts the link in the folder's place for as long as a few calls of the file system take. */
    const attack = async (): Promise<void> => {
      while (Date.now() < until) {
        fs.renameSync(real, aside);
        fs.renameSync(trap, real);
        if (swaps % 2 === 0) {
          await new Promise(setImmediate);
        }
        fs.renameSync(real, trap);
        fs.renameSync(aside, real);
        swaps++;
        await new Promise(setImmediate);
      }
    };
    const attacker = attack();
    while (Date.now() < until) {
      try {
        if (ended % 2 === 0) {
          await writeConfined(workspace, 'out/credentials', 'inside');
        } else {
          assert.notEqual((await readConfined(workspace, 'out/credentials')).toString(), secretText);
        }
        ended++;
      } catch (error) {
        if (error instanceof assert.AssertionError) {
          throw error;
        }
        refused++;
      }
    }
    await attacker;
    assert.equal(fs.readFileSync(secret, 'utf8'), secretText);
    assert.deepEqual(fs.readdirSync(home), ['credentials']);
    assert.ok(swaps > 10 && ended > 0 && refused > 0, `${swaps} swaps, ${ended} ended, ${refused} refused`);
  });
});

/** The names and contents of a folder. */
function tree(folder: string): Record<string, string> {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(names.map((name) => [name, fs.readFileSync(join(folder, name), 'utf8')]));
}
