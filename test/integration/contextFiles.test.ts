import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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
