import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { readReferences } from '../../src/vscode/platform/contextFiles';

describe('what is attached to a question in the Chat view', () => {
  let folder: string;
  let file: vscode.Uri;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'context-'));
    file = vscode.Uri.file(join(folder, 'sum.ts'));
    writeFileSync(file.fsPath, 'one\ntwo\nthree\nfour\n');
    writeFileSync(join(folder, 'picture.bin'), Buffer.from([0, 1, 2, 0, 255, 254]));
  });
  after(() => rmSync(folder, { recursive: true }));

  function reference(value: unknown): vscode.ChatPromptReference {
    return { id: 'attached', value };
  }

  it('goes along with its path, its language and, for a part of a file, its lines', async () => {
    const range = new vscode.Range(1, 0, 3, 0);
    const { items, remarks } = await readReferences([
      reference(file),
      reference(new vscode.Location(file, range)),
      reference('some text'),
    ]);
    assert.deepEqual(remarks, []);
    const [whole, part, text] = items.filter((item) => item.type === 'text');
    assert.equal(whole?.language, 'typescript');
    assert.equal(whole.text, 'one\ntwo\nthree\nfour\n');
    assert.ok(whole.path.endsWith('sum.ts'));
    assert.deepEqual(part?.lines, { from: 2, to: 3 });
    assert.equal(part.text, 'two\nthree\n');
    assert.equal(text?.text, 'some text');
  });

  it('is left out with a word about it where it cannot be read, and the rest still goes', async () => {
    const missing = vscode.Uri.file(join(folder, 'gone.ts'));
    const picture = vscode.Uri.file(join(folder, 'picture.bin'));
    const { items, remarks } = await readReferences([
      reference(missing),
      reference(picture),
      reference({ some: 'thing' }),
      reference(file),
    ]);
    assert.deepEqual(
      items.map((item) => item.type === 'text' && item.text),
      ['one\ntwo\nthree\nfour\n'],
    );
    assert.equal(remarks.length, 3);
    assert.match(remarks[0] ?? '', /gone\.ts/);
  });
});
