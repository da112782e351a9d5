import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { findProgram } from '../../../../../src/core/aws/credentials/program';

describe('a program of the user’s', () => {
  let folder: string;
  const before = process.cwd();

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'program-'));
  });
  afterEach(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });

  function put(place: string, mode = 0o755): string {
    const directory = join(folder, place);
    mkdirSync(directory, { recursive: true });
    const path = join(directory, process.platform === 'win32' ? 'aws.EXE' : 'aws');
    writeFileSync(path, '');
    chmodSync(path, mode);
    return path;
  }

  const find = (...entries: string[]) =>
    findProgram('aws', { PATH: entries.join(delimiter), PATHEXT: '.EXE' });

  it('is the first of its name on the PATH, by its whole path', async () => {
    const [first, second] = [put('first'), put('second')];
    assert.equal(await find(join(folder, 'none'), join(folder, 'first'), join(folder, 'second')), first);
    assert.equal(await find(join(folder, 'second'), join(folder, 'first')), second);
  });

  it('is none in the folder that is open, wherever the PATH leads from there', async () => {
    put('.');
    put('bin');
    process.chdir(folder);
    assert.equal(await find(), undefined);
    assert.equal(
      await find('', '.', 'bin', './bin', relative(process.cwd(), join(folder, 'bin'))),
      undefined,
    );
    const installed = put('installed');
    assert.equal(await find('.', 'bin', join(folder, 'installed')), installed);
    assert.equal(await findProgram('aws', {}), undefined);
  });

  it('is something that can be run', async () => {
    mkdirSync(join(folder, 'folders', 'aws'), { recursive: true });
    put('texts', 0o644);
    const found = await find(
      join(folder, 'folders'),
      ...(process.platform === 'win32' ? [] : [join(folder, 'texts')]),
    );
    assert.equal(found, undefined);
  });
});
