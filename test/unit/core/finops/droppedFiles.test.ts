import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { currentProcess } from '../../../../src/core/util/processIdentity';
import { DroppedFiles } from '../../../../src/core/finops/droppedFiles';
import { openEngine, temporaryFolder } from './engine';

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('copies of files that were dropped', () => {
  it('have the bytes and the name, one folder for each, and nothing outside of it', async () => {
    const directory = temporaryFolder();
    const dropped = new DroppedFiles(directory);
    const paths = await dropped.keep([
      { name: 'a.csv', data: base64('one') },
      { name: '../../a.csv', data: base64('two') },
      { name: '..\\..\\b.csv', data: base64('three') },
    ]);
    assert.deepEqual(
      paths.map((path) => basename(path)),
      ['a.csv', 'a.csv', 'b.csv'],
    );
    assert.deepEqual(
      paths.map((path) => readFileSync(path, 'utf8')),
      ['one', 'two', 'three'],
    );
    assert.ok(paths.every((path) => path.startsWith(join(directory, `${process.pid}-`))));
  });

  it('go when others take their place, and when they are cleared', async () => {
    const directory = temporaryFolder();
    const dropped = new DroppedFiles(directory);
    const [first = ''] = await dropped.keep([{ name: 'a.csv', data: '' }]);
    const [second = ''] = await dropped.keep([{ name: 'b.csv', data: '' }]);
    assert.deepEqual([existsSync(first), existsSync(second)], [false, true]);
    await dropped.clear();
    assert.deepEqual(readdirSync(directory), []);
    await dropped.clear();
  });

  it('of a window that is gone are removed by the engine of the next, those of a living one are not', async () => {
    const { engine, directory } = await openEngine();
    const gone = join(directory, '999999999-X-dropped', '0');
    mkdirSync(gone, { recursive: true });
    writeFileSync(join(gone, 'a.csv'), 'secret');
    const owner = { ...currentProcess(), pid: 999999999, token: 'x' };
    writeFileSync(join(directory, '999999999-X-dropped', 'owner.json'), JSON.stringify(owner));
    await new DroppedFiles(directory).keep([{ name: 'b.csv', data: '' }]);
    await engine.tidy();
    assert.deepEqual(
      readdirSync(directory).map((name) => name.split('-')[0]),
      [String(process.pid)],
    );
    engine.dispose();
  });
});
