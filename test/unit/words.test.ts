import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** A file that breaks the glossary, and the place that is reported of it. */
const plants: readonly { readonly file: string; readonly text: string; readonly line: number }[] = [
  { file: 'src/core/limit.ts', text: '\nexport const MOST_ROWS = 1;', line: 2 },
  { file: 'src/core/verb.ts', text: 'export function tellAll(): void {}', line: 1 },
  { file: 'src/core/part.ts', text: 'export class Part {\n  #fresh = true;\n}', line: 2 },
  { file: 'src/core/bedrock/models/trait.ts', text: 'export const free = {};', line: 1 },
  { file: 'webview/page.ts', text: '/** Asks the person. */\nexport const page = 1;', line: 1 },
  { file: 'scripts/tool.mjs', text: "export const text = 'Analyses its colours.';", line: 1 },
  { file: 'docs/guide.md', text: '# Guide\n\nIts behaviour.', line: 3 },
  { file: 'package.json', text: '{\n  "description": "Sanitises."\n}', line: 2 },
];

describe('the check of words', function () {
  this.timeout(60_000);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'words-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function plant(file: string, text: string): Promise<void> {
    const path = join(folder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }

  it('reports each word that the glossary has another one for, with its place', async () => {
    for (const { file, text } of plants) {
      await plant(file, text);
    }
    const { code, lines } = await checkWords(folder);
    assert.equal(code, 1);
    const places = lines.map((line) => line.replace(/: .*/, '')).sort();
    assert.deepEqual(places, plants.map(({ file, line }) => `${file}:${String(line)}`).sort());
  });

  it('lets pass what is spelled alike, and names of others', async () => {
    await plant(
      'src/core/space.ts',
      "export const free = 1; // The personal analyses.\nexport const a = 'aria-labelledby';",
    );
    assert.deepEqual(await checkWords(folder), { code: 0, lines: [] });
  });
});

function checkWords(folder: string): Promise<{ code: number; lines: string[] }> {
  const args = ['--import', './scripts/typescript.mjs', 'scripts/words.ts', folder];
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd: root }, (error, stdout) => {
      const lines = stdout.split('\n').filter((line) => line !== '');
      done({ code: error === null ? 0 : Number(error.code), lines });
    });
  });
}
