import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { confinedSize, mayHoldSecrets, readFolderFiles } from '../../../../src/core/chat/folderFiles';
import { PathRefusedError } from '../../../../src/core/files/confinedFile';

describe('the files of an attached folder', () => {
  let parent: string;
  let folder: string;

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'folder-'));
    folder = join(parent, 'picked');
    mkdirSync(folder);
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  function put(name: string, text: string): void {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }

  /** Reads what is listed there, links followed, as VS Code lists it. */
  async function read(names: readonly string[], maxBytes = 1_000_000, maxFiles?: number) {
    const told: string[] = [];
    const files = names.map((name) => {
      const path = join(folder, name);
      return {
        path,
        size: () => confinedSize(folder, path),
        read: async () => {
          told.push(name);
          return { type: 'text' as const, path: name, language: '', text: await readFile(path, 'utf8') };
        },
      };
    });
    const all = await readFolderFiles(files, maxBytes, maxFiles);
    return { ...all, told, texts: all.items.map((item) => (item.type === 'text' ? item.text : '')) };
  }

  it('are no links, and nothing behind a link', async () => {
    mkdirSync(join(parent, 'elsewhere'));
    writeFileSync(join(parent, 'elsewhere', 'notes.txt'), 'aws_secret_access_key = x');
    symlinkSync(join(parent, 'elsewhere', 'notes.txt'), join(folder, 'link.txt'));
    symlinkSync(join(parent, 'elsewhere'), join(folder, 'docs'));
    put('real.txt', 'real');
    const { texts, failed, told } = await read([
      'link.txt',
      'docs/notes.txt',
      'real.txt',
      '../elsewhere/notes.txt',
    ]);
    assert.deepEqual(texts, ['real']);
    assert.deepEqual(told, ['real.txt']);
    const reasons = failed.map(({ error }) => (error instanceof PathRefusedError ? error.reason : error));
    assert.deepEqual(reasons.sort(), ['link', 'link', 'outside']);
  });

  it('are no pipes, whose end nobody knows', async () => {
    if (process.platform === 'win32') {
      return;
    }
    execFileSync('mkfifo', [join(folder, 'pipe.txt')]);
    const { texts, failed } = await read(['pipe.txt']);
    assert.deepEqual([texts, failed.length], [[], 1]);
  });

  it('are none whose name is that of a file of secrets, and those are named', async () => {
    const secrets = [
      '.env',
      '.env.local',
      'deploy/prod.pem',
      'id_rsa',
      '.aws/config',
      'credentials',
      '.npmrc',
    ];
    const others = ['.env.example', 'environment.ts', 'credentials.test.ts', 'keys.md', 'id_rsa.pub'];
    for (const name of [...secrets, ...others]) {
      put(name, name);
    }
    const { texts, secret, failed, told } = await read(
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        [...secrets, ...others].includes(name),
      ),
    );
    assert.deepEqual(new Set(texts), new Set(others));
    assert.deepEqual(new Set(secret), new Set(secrets.map((name) => join(folder, name))));
    assert.deepEqual(failed, []);
    assert.ok(!told.some((name) => secrets.includes(name)), 'None of them is read');
  });

  it('come to no more bytes than are allowed, and it is said when there are more', async () => {
    for (const name of ['a.txt', 'b.txt', 'c.txt']) {
      put(name, name.repeat(20));
    }
    const cut = await read(['c.txt', 'b.txt', 'a.txt'], 250);
    assert.deepEqual([cut.told, cut.moreBytes, cut.moreFiles], [['a.txt', 'b.txt'], true, false]);
    const all = await read(['c.txt', 'b.txt', 'a.txt'], 300);
    assert.deepEqual([all.told.length, all.moreBytes, all.moreFiles], [3, false, false]);
  });

  it('are no more than so many, of which those of secrets are none', async () => {
    for (const name of ['.env', 'a.txt', 'b.txt', 'c.txt']) {
      put(name, name);
    }
    const { told, moreFiles } = await read(['.env', 'a.txt', 'b.txt', 'c.txt'], 1000, 2);
    assert.deepEqual([told, moreFiles], [['a.txt', 'b.txt'], true]);
  });
});

describe('a file that may hold secrets', () => {
  it('is known by its name or its folder, on every system', () => {
    const names = [
      '.env',
      'x/.env.production',
      'a/B.PEM',
      'c:\\home\\me\\.ssh\\config',
      'id_ed25519',
      'aws_credentials',
    ];
    names.push(
      'x/credentials.json',
      'server.key',
      '.netrc',
      '_netrc',
      'user_accessKeys.csv',
      'rootkey.csv',
      '.envrc',
    );
    names.push('/home/me/.aws/sso/cache/abc.json', '.git-credentials', 'infra/prod.tfvars', 'secrets.yaml');
    assert.deepEqual(
      names.filter((name) => !mayHoldSecrets(name)),
      [],
    );
    const kept = [
      'terraform.tfstate.backup',
      'server.pem.bak',
      'prod.env.local',
      'secrets.production.yml',
      '.vault-token',
      'kubeconfig',
      '.my.cnf',
      '.yarnrc.yml',
      'auth.json',
      'client_secret_123.json',
      '.config/gcloud/application_default_credentials.json',
      '.config/gh/hosts.yml',
      'service-account.json',
      '.aws/credentials.dist',
    ];
    assert.deepEqual(
      kept.filter((name) => !mayHoldSecrets(name)),
      [],
    );
    const code = ['secrets.ts', 'credentials.test.ts', 'config.env.ts', 'auth.ts', 'kubeconfig.md'];
    assert.deepEqual(code.filter(mayHoldSecrets), []);
    const plain = ['env.ts', 'src/secrets/named.ts', 'keyboard.md', 'monkey.txt', '.env.sample', 'README.md'];
    assert.deepEqual(plain.filter(mayHoldSecrets), []);
  });
});
