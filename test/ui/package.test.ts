import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/devhost/paths';
import { analyzeFromExplorer } from './support/costData';
import { PromptWindow } from './support/promptFile';
import { withSession } from './support/withSession';

describe('the package, installed as a user installs it', () => {
  const session = withSession({ signedIn: true, extension: 'package' });

  it('answers @bedrock in the Chat view and shows the call on the dashboard', async () => {
    const window = await session().openWindow();
    const answer = await window.chat.askAndWait('@bedrock hello');
    assert.match(answer, /emulator/i);
    assert.match(answer, /hello/);

    // The worker and its SQLite are files of their own in the package.
    await window.runCommand('Bedrock: Open Monitoring Dashboard');
    const dashboard = await window.frameWith('[data-testid="kpi-requests"]');
    await dashboard.getByTestId('kpi-requests').filter({ hasText: '1' }).waitFor();
    await dashboard.getByTestId('invocation-row').first().waitFor();
  });

  it('opens the Bedrock panel', async () => {
    const window = await session().openWindow();
    const panel = await window.openPanel();
    assert.equal(await panel.getByTestId('chat-input').isVisible(), true);
  });

  it('reads a prompt file and runs it, and opens cost data', async () => {
    const window = await session().openWindow();
    const prompts = new PromptWindow(session(), window);
    prompts.write('shipped.prompts.txt', 'Say one.\n\nSay two.\n');
    await window.openFile('shipped.prompts.txt');
    // The worker that reads prompts and the engine for cost data are programs of their own.
    await prompts.clickLens('Run all (2)');
    await window.notification('shipped.prompts.txt: Completed. 2 completed;').waitFor();
    const page = await analyzeFromExplorer(window, 'focus-sample.csv', 'costs');
    await page.getByTestId('finops-total').waitFor();
  });

  it('has links and pictures that open from its page in VS Code, which opens no relative one', () => {
    const extensions = join(session().dataFolder, '..', 'extensions');
    const [folder = ''] = globSync('bedrock-chat.bedrock-chat-*', { cwd: extensions });
    const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      repository: { url: string };
    };
    const own = `${repository.url.replace(/\.git$/, '')}/`;
    for (const name of ['readme.md', 'changelog.md']) {
      const text = readFileSync(join(extensions, folder, name), 'utf8');
      const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
      assert.ok(links.length > 0, name);
      for (const link of links) {
        assert.match(link, /^https:/, name);
        const file = link.startsWith(own) && /^(?:blob|raw)\/HEAD\/([^#]+)/.exec(link.slice(own.length))?.[1];
        assert.ok(!link.startsWith(own) || existsSync(join(root, file || 'missing')), link);
      }
    }
  });
});

describe('what the package is made of', () => {
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  /** Names of the packages of others that are in the bundles, by the paths that esbuild took them from. */
  const bundled = () => {
    const { outputs } = JSON.parse(read('dist/metafile.json')) as {
      outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;
    };
    const paths = Object.values(outputs).flatMap(({ inputs }) =>
      Object.keys(inputs).filter((path) => (inputs[path]?.bytesInOutput ?? 0) > 0),
    );
    const names = paths.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
    return new Set([
      ...names,
      'sql.js',
      '@vscode/codicons',
      `@duckdb/node-bindings-${process.platform}-${process.arch}`,
    ]);
  };

  const shipped = () => execFileSync('vsce', ['ls', '--no-dependencies'], { cwd: root, encoding: 'utf8' });

  it('is all that was built', () => {
    const { outputs } = JSON.parse(read('dist/metafile.json')) as { outputs: Record<string, unknown> };
    const built = Object.keys(outputs).filter((path) => !path.endsWith('.map'));
    const files = new Set(shipped().split('\n'));
    assert.ok(built.length > 50, 'the build was looked into');
    assert.deepEqual(
      built.filter((path) => !files.has(path)),
      [],
    );
  });

  it('has the terminal in it, which runs without VS Code', () => {
    const folder = mkdtempSync(join(tmpdir(), 'terminal-'));
    const settings = join(folder, 'settings.json');
    writeFileSync(settings, '{ "retry.maxAttempts": 1 }');
    const places = ['--storage', folder, '--settings', settings, '--control-endpoint', 'http://127.0.0.1:9'];
    const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'of-no-account' };
    const { stdout, status } = spawnSync(
      process.execPath,
      [join(root, 'dist', 'cli.cjs'), 'models', '--json', ...places],
      { encoding: 'utf8', env: { ...process.env, ...keys } },
    );
    rmSync(folder, { recursive: true });
    // All of its parts are there, those too that are in one file with the start of the extension.
    const { failure } = JSON.parse(stdout) as { failure: { cause: string } };
    assert.deepEqual([status, failure.cause], [1, 'network']);
  });

  it('is told in notices that are shipped, with the text of each license', () => {
    const notices = read('dist/ThirdPartyNotices.txt');
    const missing = [...bundled()].filter((name) => !notices.includes(`\n${name} `));
    assert.deepEqual(missing, []);
    assert.ok(bundled().size > 50, 'the bundles were looked into');
    // A line of each of the licenses that most packages have.
    assert.match(notices, /Permission is hereby granted, free of charge/);
    assert.match(notices, /TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION/);
    const files = shipped();
    assert.match(files, /^dist\/ThirdPartyNotices\.txt$/m);
    assert.doesNotMatch(files, /metafile|cdx\.json|\.map$/m);
  });

  it('is told in a bill of materials beside it, without paths of the machine that made it', () => {
    const text = read('dist/bedrock-chat.cdx.json');
    const bill = JSON.parse(text) as {
      bomFormat: string;
      components: { purl: string; licenses: unknown[] }[];
    };
    assert.equal(bill.bomFormat, 'CycloneDX');
    const names = new Set(
      bill.components.map(({ purl }) =>
        decodeURIComponent(purl.replace(/^pkg:npm\//, '').replace(/@[^@]*$/, '')),
      ),
    );
    assert.deepEqual(
      [...bundled()].filter((name) => !names.has(name)),
      [],
    );
    assert.ok(bill.components.every(({ licenses }) => licenses.length > 0));
    assert.ok(!text.includes(root));
  });
});
