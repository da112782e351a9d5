import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDurably } from '../../../../src/core/metrics/worker/durable';

describe('a file that is written durably', () => {
  let folder: string;
  const now = Date.now;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'durable-'))));
  afterEach(() => {
    Date.now = now;
    rmSync(folder, { recursive: true, force: true });
  });

  it('is written under a name that nobody can know before, and removes what is another’s never', () => {
    Date.now = () => 1_700_000_000_000;
    const path = join(folder, 'out.db');
    const guessed = `${path}.${process.pid}-${Date.now()}.tmp`;
    writeFileSync(guessed, 'of another');
    writeDurably(path, [Buffer.from('new')]);
    assert.equal(readFileSync(path, 'utf8'), 'new');
    assert.equal(readFileSync(guessed, 'utf8'), 'of another');
  });

  it('leaves nothing behind when it cannot be', () => {
    const refuse = () => {
      throw new Error('refused');
    };
    assert.throws(() => writeDurably(join(folder, 'out.db'), [Buffer.from('new')], refuse), /refused/);
    assert.deepEqual(readdirSync(folder), []);
  });
});
