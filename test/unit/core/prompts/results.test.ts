import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resultsPath, writeResults } from '../../../../src/core/prompts/results';
import { PromptRun } from '../../../../src/core/prompts/runState';

/** A run whose results go to `output` and may not lead out of the folder. */
function run(folder: string, output: string): PromptRun {
  const head = { type: 'run', version: 1, id: '01M7YG8CQSFP289NDD05AEXRAA' } as const;
  const file = join(folder, 'prompts.txt');
  return new PromptRun({ ...head, file, output, folder, at: '2026-11-20T14:03:22Z', steps: [] });
}

describe('results of a run', () => {
  let root: string;
  let workspace: string;
  let secret: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'results-'));
    workspace = join(root, 'workspace');
    secret = join(root, 'home', '.bashrc');
    mkdirSync(workspace);
    mkdirSync(join(root, 'home'));
    writeFileSync(secret, 'mine');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const outputs = { beside: 'prompts.results', elsewhere: 'out/answers' };
  for (const extension of ['md', 'jsonl']) {
    it(`are not written through a link in place of the .${extension} file`, async () => {
      symlinkSync(secret, join(workspace, `${outputs.beside}.${extension}`));
      await assert.rejects(writeResults(run(workspace, join(workspace, outputs.beside))), /is a link/);
      assert.equal(readFileSync(secret, 'utf8'), 'mine');
    });
  }

  it('are not written into a folder that is a link, though the task says so', async () => {
    symlinkSync(join(root, 'home'), join(workspace, 'out'));
    writeFileSync(join(root, 'home', 'answers.md'), 'mine');
    await assert.rejects(writeResults(run(workspace, join(workspace, outputs.elsewhere))), /is a link/);
    assert.equal(readFileSync(join(root, 'home', 'answers.md'), 'utf8'), 'mine');
  });

  it('are not written outside of the folder, though the task says so', async () => {
    writeFileSync(join(root, 'home', 'answers.md'), 'mine');
    const output = join(workspace, '..', 'home', 'answers');
    await assert.rejects(writeResults(run(workspace, output)), /outside of/);
    assert.equal(readFileSync(join(root, 'home', 'answers.md'), 'utf8'), 'mine');
  });

  it('are there where nothing of that is so', async () => {
    const { markdown, jsonl } = await writeResults(
      run(workspace, resultsPath(join(workspace, 'prompts.txt'))),
    );
    assert.equal(markdown, join(workspace, 'prompts.results.md'));
    assert.match(readFileSync(markdown, 'utf8'), /^# prompts\.txt/);
    assert.equal(readFileSync(jsonl, 'utf8'), '');
  });
});
