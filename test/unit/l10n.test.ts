import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** A small project all of whose texts are collected and translated. */
const whole: Readonly<Record<string, string>> = {
  'src/greeting.ts': `import * as l10n from '@vscode/l10n';
export const greeting = (name: string): string => l10n.t('Hello {0}', name);
`,
  'l10n/bundle.l10n.json': '{ "Hello {0}": "Hello {0}" }\n',
  'l10n/bundle.l10n.de.json': '{ "Hello {0}": "Hallo {0}" }\n',
  'package.json': '{ "description": "%description%" }\n',
  'package.nls.json': '{ "description": "Greets" }\n',
  'package.nls.de.json': '{ "description": "Grüßt" }\n',
};

/** The same with a fault of each kind. */
const broken: Readonly<Record<string, string>> = {
  'src/farewell.ts': `import * as l10n from '@vscode/l10n';
export const farewell = (): string => l10n.t('Bye');
`,
  'l10n/bundle.l10n.de.json': '{ "Hello {0}": "Hallo {1}", "Hi": "Hi" }\n',
  'package.json':
    '{ "description": "%description%", "displayName": "Greeter", "contributes": { "snippets": [] } }\n',
  'package.nls.de.json': '{}\n',
};
const reports = [
  'l10n/bundle.l10n.json is not what the code says: npm run l10n',
  'l10n/bundle.l10n.de.json: not there: Bye',
  'l10n/bundle.l10n.de.json: not in the English texts: Hi',
  'l10n/bundle.l10n.de.json: other {places} than in: Hello {0}',
  'package.json.displayName: not in package.nls.json: Greeter',
  'package.json.contributes.snippets: VS Code translates none; offer them in code',
  'package.nls.de.json: not there: description',
];

describe('the check of translations', function () {
  this.timeout(60_000);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'l10n-'));
    await write(whole);
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [file, text] of Object.entries(files)) {
      await mkdir(join(folder, dirname(file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
  }

  function check(): Promise<{ readonly code: number; readonly output: string }> {
    const command = ['--import', './scripts/typescript.mjs', 'scripts/l10n.ts', '--check', folder];
    return new Promise((done) => {
      execFile(process.execPath, command, { cwd: root }, (error, stdout, stderr) =>
        done({ code: error === null ? 0 : 1, output: stdout + stderr }),
      );
    });
  }

  it('has nothing to say of a whole one', async () => {
    assert.deepEqual(await check(), { code: 0, output: '' });
  });

  it('reports what is missing, too much, or filled in otherwise', async () => {
    await write(broken);
    const { code, output } = await check();
    assert.equal(code, 1);
    assert.deepEqual(output.trim().split('\n').sort(), [...reports].sort());
  });
});
