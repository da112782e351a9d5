import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { MAX_CONTEXT_BYTES } from '../../src/core/chat/context';
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

  it('is left out where a link in the workspace leads to it, whether to a file, a folder or through one', async () => {
    const workspace = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(workspace);
    const links = vscode.Uri.joinPath(workspace, 'links');
    mkdirSync(links.fsPath);
    try {
      symlinkSync(file.fsPath, join(links.fsPath, 'notes.md'));
      symlinkSync(folder, join(links.fsPath, 'docs'));
      writeFileSync(join(links.fsPath, 'real.md'), 'real');
      const at = (...path: string[]) => reference(vscode.Uri.joinPath(links, ...path));
      const first = new vscode.Location(vscode.Uri.joinPath(links, 'notes.md'), new vscode.Position(0, 0));
      const named = [at('notes.md'), at('docs'), at('docs', 'sum.ts'), reference(first)];
      const { items, remarks } = await readReferences(named);
      assert.deepEqual(items, []);
      assert.equal(remarks.filter((remark) => /links are not followed/.test(remark)).length, 4);
      const whole = await readReferences([reference(links)]);
      assert.deepEqual(
        whole.items.map((item) => item.type === 'text' && item.text),
        ['real'],
      );
      // What is open in an editor is no exception: its address is still that of the link.
      await vscode.workspace.openTextDocument(vscode.Uri.joinPath(links, 'notes.md'));
      assert.deepEqual((await readReferences([at('notes.md')])).items, []);
    } finally {
      rmSync(links.fsPath, { recursive: true });
    }
  });

  it('is nothing behind a link of a folder that is in no workspace, and no file of secrets in it', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'));
    const picked = join(folder, 'picked');
    mkdirSync(picked);
    try {
      writeFileSync(join(elsewhere, 'keys.txt'), 'not to be sent');
      symlinkSync(join(elsewhere, 'keys.txt'), join(picked, 'notes.txt'));
      symlinkSync(elsewhere, join(picked, 'docs'));
      writeFileSync(join(picked, '.env'), 'TOKEN=not to be sent');
      writeFileSync(join(picked, 'real.md'), 'real');
      const { items, remarks } = await readReferences([reference(vscode.Uri.file(picked))]);
      assert.deepEqual(
        items.map((item) => item.type === 'text' && item.text),
        ['real'],
      );
      assert.ok(remarks.some((remark) => /secrets/.test(remark) && remark.includes('.env')));
      // What is picked by itself is meant.
      const alone = await readReferences([reference(vscode.Uri.file(join(picked, '.env')))]);
      assert.equal(alone.items.length, 1);
    } finally {
      rmSync(picked, { recursive: true });
      rmSync(elsewhere, { recursive: true });
    }
  });

  it('comes to no more than any model takes, however many files it is of', async () => {
    const most = 'x'.repeat(MAX_CONTEXT_BYTES * 0.6);
    const { items, remarks } = await readReferences([reference(most), reference(most)]);
    assert.equal(items.length, 1);
    assert.match(remarks.join(), /larger than any model takes/);
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
