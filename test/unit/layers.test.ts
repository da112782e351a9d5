import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../..');
const folders = ['src', 'webview', 'test', 'scripts', 'build'];

interface Violation {
  readonly rule: string;
  readonly from: string;
}

/** A file that breaks one rule, and the import by which it does. */
interface Plant {
  readonly rule: string;
  readonly file: string;
  readonly code: string;
}

const plants: readonly Plant[] = [
  {
    rule: 'protocol-imports-itself-and-its-schema-library-only',
    file: 'src/protocol/usesCore.ts',
    code: `import { engine } from '../core/chat/engine';\nexport const use = engine;`,
  },
  {
    rule: 'protocol-imports-itself-and-its-schema-library-only',
    file: 'src/protocol/usesNode.ts',
    code: `import { join } from 'node:path';\nexport const use = join;`,
  },
  {
    rule: 'protocol-imports-itself-and-its-schema-library-only',
    file: 'src/protocol/usesPackage.ts',
    code: `import { ulid } from 'ulid';\nexport const use = ulid;`,
  },
  {
    rule: 'shared-imports-itself-and-translations-only',
    file: 'src/shared/usesProtocol.ts',
    code: `import { kind } from '../protocol/kind';\nexport const use = kind;`,
  },
  {
    rule: 'shared-imports-itself-and-translations-only',
    file: 'src/shared/usesNode.ts',
    code: `import { join } from 'node:path';\nexport const use = join;`,
  },
  {
    rule: 'core-imports-core-protocol-and-shared',
    file: 'src/core/chat/usesAdapter.ts',
    code: `import type { Settings } from '../../vscode/platform/settings';\nexport type Use = Settings;`,
  },
  {
    rule: 'core-imports-core-protocol-and-shared',
    file: 'src/core/chat/usesWebview.ts',
    code: `import { view } from '../../../webview/chat/view';\nexport const use = view;`,
  },
  {
    rule: 'core-never-vscode',
    file: 'src/core/chat/usesApi.ts',
    code: `import * as vscode from 'vscode';\nexport const use = vscode.window;`,
  },
  {
    rule: 'core-never-vscode',
    file: 'src/core/chat/usesApiType.ts',
    code: `import type { Uri } from 'vscode';\nexport type Use = Uri;`,
  },
  {
    rule: 'feature-never-a-sibling',
    file: 'src/vscode/dashboard/usesSibling.ts',
    code: `import { panel } from '../chatPanel/panel';\nexport const use = panel;`,
  },
  {
    rule: 'feature-never-a-sibling',
    file: 'src/vscode/platform/usesFeature.ts',
    code: `import type { Panel } from '../chatPanel/panel';\nexport type Use = Panel;`,
  },
  {
    rule: 'feature-never-webview',
    file: 'src/vscode/dashboard/usesWebview.ts',
    code: `import { view } from '../../../webview/chat/view';\nexport const use = view;`,
  },
  {
    rule: 'start-imports-no-feature',
    file: 'src/vscode/dashboard/contribution.ts',
    code: `import { engine } from '../../core/chat/engine';\nexport const use = engine;`,
  },
  {
    rule: 'webview-imports-protocol-and-shared',
    file: 'webview/chat/usesCore.ts',
    code: `import type { Engine } from '../../src/core/chat/engine';\nexport type Use = Engine;`,
  },
  {
    rule: 'page-never-a-page',
    file: 'webview/finops/usesPage.ts',
    code: `import { view } from '../chat/view';\nexport const use = view;`,
  },
  {
    rule: 'page-never-a-page',
    file: 'webview/components/usesPage.ts',
    code: `import { view } from '../chat/view';\nexport const use = view;`,
  },
  {
    rule: 'webview-no-node-module',
    file: 'webview/chat/usesNode.ts',
    code: `import { join } from 'node:path';\nexport const use = join;`,
  },
  {
    rule: 'webview-browser-libraries-only',
    file: 'webview/chat/usesHostPackage.ts',
    code: `import { lock } from 'proper-lockfile';\nexport const use = lock;`,
  },
  {
    rule: 'webview-browser-libraries-only',
    file: 'webview/chat/usesApi.ts',
    code: `import type { Uri } from 'vscode';\nexport type Use = Uri;`,
  },
  {
    rule: 'nobody-imports-a-root',
    file: 'src/vscode/dashboard/usesExtension.ts',
    code: `import { activate } from '../../extension';\nexport const use = activate;`,
  },
  {
    rule: 'nobody-imports-a-root',
    file: 'src/core/chat/usesExtension.ts',
    code: `import { activate } from '../../extension';\nexport const use = activate;`,
  },
  {
    rule: 'nobody-imports-a-root',
    file: 'src/terminal/usesCli.ts',
    code: `import { program } from '../cli';\nexport const use = program;`,
  },
  {
    rule: 'vscode-never-terminal',
    file: 'src/vscode/dashboard/usesTerminal.ts',
    code: `import { ask } from '../../terminal/ask';\nexport const use = ask;`,
  },
  {
    rule: 'terminal-imports-core-protocol-and-shared',
    file: 'src/terminal/usesAdapter.ts',
    code: `import type { Settings } from '../vscode/platform/settings';\nexport type Use = Settings;`,
  },
  {
    rule: 'terminal-never-vscode',
    file: 'src/terminal/usesApiType.ts',
    code: `import type { Uri } from 'vscode';\nexport type Use = Uri;`,
  },
  {
    rule: 'core-imports-core-protocol-and-shared',
    file: 'src/core/chat/usesTerminal.ts',
    code: `import { ask } from '../../terminal/ask';\nexport const use = ask;`,
  },
  {
    rule: 'nothing-shipped-imports-test',
    file: 'src/core/chat/usesFake.ts',
    code: `import { fake } from '../../../test/support/fake';\nexport const use = fake;`,
  },
  {
    rule: 'nothing-shipped-imports-test',
    file: 'webview/chat/usesFake.ts',
    code: `import { fake } from '../../test/support/fake';\nexport const use = fake;`,
  },
  {
    rule: 'nothing-shipped-imports-scripts',
    file: 'src/core/chat/usesScript.ts',
    code: `import { pack } from '../../../scripts/pack';\nexport const use = pack;`,
  },
  {
    rule: 'nothing-shipped-imports-scripts',
    file: 'webview/chat/usesBuild.ts',
    code: `import { bundle } from '../../build/bundle';\nexport const use = bundle;`,
  },
  {
    rule: 'test-never-scripts',
    file: 'test/unit/usesScript.ts',
    code: `import { pack } from '../../scripts/pack';\nexport const use = pack;`,
  },
  {
    rule: 'test-never-scripts',
    file: 'build/usesScript.ts',
    code: `import { pack } from '../scripts/pack';\nexport const use = pack;`,
  },
  {
    rule: 'build-imports-packages-only',
    file: 'build/usesCore.ts',
    code: `import { engine } from '../src/core/chat/engine';\nexport const use = engine;`,
  },
  {
    rule: 'world-server-stands-alone',
    file: 'test/world/bedrock/usesCore.ts',
    code: `import { engine } from '../../../src/core/chat/engine';\nexport const use = engine;`,
  },
  {
    rule: 'world-server-stands-alone',
    file: 'test/world/bedrock/usesEmulator.ts',
    code: `import { fake } from '../../support/fake';\nexport const use = fake;`,
  },
  {
    rule: 'no-cycles',
    file: 'src/core/chat/egg.ts',
    code: `import type { Hen } from './hen';\nexport interface Egg { hen: Hen }`,
  },
  {
    rule: 'aws-sdk-in-its-owners',
    file: 'src/core/chat/usesAws.ts',
    code: `import type { Message } from '@aws-sdk/client-bedrock-runtime';\nexport type Use = Message;`,
  },
  {
    rule: 'aws-sdk-in-its-owners',
    file: 'src/vscode/account/usesSmithy.ts',
    code: `import { Retry } from '@smithy/util-retry';\nexport const use = Retry;`,
  },
  {
    rule: 'aws-sdk-in-its-owners',
    file: 'webview/chat/usesAws.ts',
    code: `import type { Message } from '@aws-sdk/client-bedrock-runtime';\nexport type Use = Message;`,
  },
  {
    rule: 'http-in-its-bounds',
    file: 'src/core/finops/athena/usesHttp.ts',
    code: `import { NodeHttpHandler } from '@smithy/node-http-handler';\nexport const use = NodeHttpHandler;`,
  },
  {
    rule: 'sql-js-in-the-metrics-worker',
    file: 'src/core/metrics/usesSql.ts',
    code: `import initSqlJs from 'sql.js';\nexport const use = initSqlJs;`,
  },
  {
    rule: 'duckdb-in-finops-local',
    file: 'src/core/finops/usesDuckdb.ts',
    code: `import { DuckDBInstance } from '@duckdb/node-api';\nexport const use = DuckDBInstance;`,
  },
  {
    rule: 'charts-and-toolkit-in-webview-components',
    file: 'webview/chat/usesChart.ts',
    code: `import { Chart } from 'chart.js';\nexport const use = Chart;`,
  },
  {
    rule: 'charts-and-toolkit-in-webview-components',
    file: 'webview/chat/usesToolkit.ts',
    code: `import { vsCodeButton } from '@vscode/webview-ui-toolkit';\nexport const use = vsCodeButton;`,
  },
];

/** Imports that the layers allow; none of them may be reported. */
const innocents: Readonly<Record<string, string>> = {
  'src/extension.ts': `import { contribute } from './vscode/chatPanel/contribution';
    import type { Engine } from './core/chat/engine';
    import * as vscode from 'vscode';
    export const activate = async (engine?: Engine) =>
      [contribute, engine, vscode, await import('./core/chat/engine'), await import('./vscode/chatPanel/panel')];`,
  'src/vscode/chatPanel/contribution.ts': `import type { Panel } from './panel';
    export const contribute = async (panel?: Panel) => [panel, await import('./panel')];`,
  'src/cli.ts': `import { Command } from 'commander';
    export const program = async () => [Command, await import('./terminal/ask')];`,
  'src/terminal/ask.ts': `import { engine } from '../core/chat/engine';
    import { message } from '../protocol/message';
    import { format } from '../shared/format';
    export const ask = [engine, message, format];`,
  'src/protocol/message.ts': `import * as v from 'valibot';\nimport { kind } from './kind';\nexport const message = [v, kind];`,
  'src/protocol/kind.ts': `export const kind = 'kind';`,
  'src/shared/format.ts': `export const format = 1;`,
  'src/core/chat/engine.ts': `import { message } from '../../protocol/message';
    import { format } from '../../shared/format';
    import { client } from '../bedrock/client';
    import { join } from 'node:path';
    export interface Engine { a: 1 }
    export const engine = [message, client, join, format];`,
  'src/core/bedrock/client.ts': `import { Client } from '@aws-sdk/client-bedrock-runtime';
    import { Retry } from '@smithy/util-retry';
    export const client = [Client, Retry];`,
  'src/core/metrics/worker/db.ts': `import initSqlJs from 'sql.js';\nexport const db = initSqlJs;`,
  'src/core/finops/local/db.ts': `import { DuckDBInstance } from '@duckdb/node-api';\nexport const db = DuckDBInstance;`,
  'src/vscode/platform/settings.ts': `import type { Uri } from 'vscode';\nexport interface Settings { uri: Uri }`,
  'src/vscode/chatPanel/panel.ts': `import type { Settings } from '../platform/settings';
    import { engine } from '../../core/chat/engine';
    import { own } from './own';
    export interface Panel { settings: Settings }
    export const panel = [engine, own];`,
  'src/vscode/chatPanel/own.ts': `export const own = 1;`,
  'webview/chat/view.ts': `import { message } from '../../src/protocol/message';
    import { format } from '../../src/shared/format';
    import { LitElement } from 'lit';
    import { html } from 'lit/html.js';
    import { chart } from '../components/chart';
    export const view = [message, format, LitElement, html, chart];`,
  'webview/components/chart.ts': `import { Chart } from 'chart.js';
    import { vsCodeButton } from '@vscode/webview-ui-toolkit';
    export const chart = [Chart, vsCodeButton];`,
  // Half of a cycle, which is reported once, at the other half.
  'src/core/chat/hen.ts': `import type { Egg } from './egg';\nexport interface Hen { egg: Egg }`,
  'build/bundle.ts': `import { build } from 'esbuild';\nexport const bundle = build;`,
  'scripts/pack.ts': `import { fake } from '../test/support/fake';
    import { bundle } from '../build/bundle';
    export const pack = [fake, bundle];`,
  'test/support/fake.ts': `import { bundle } from '../../build/bundle';\nexport const fake = bundle;`,
};

describe('the layers', () => {
  let tree: string;

  before(async () => {
    tree = await mkdtemp(join(tmpdir(), 'layers-'));
  });

  after(() => rm(tree, { recursive: true, force: true }));

  it('each report a planted violation by their own rule, and nothing else', async () => {
    await copyFile(join(root, '.dependency-cruiser.cjs'), join(tree, '.dependency-cruiser.cjs'));
    await copyFile(join(root, 'tsconfig.json'), join(tree, 'tsconfig.json'));
    await writeFile(join(tree, 'package.json'), '{ "type": "module" }');
    for (const [file, code] of Object.entries(innocents)) {
      await plant(tree, file, code);
    }
    for (const { file, code } of plants) {
      await plant(tree, file, code);
    }

    const found = await violations(tree);

    const shown = (list: readonly Violation[]) => list.map(({ rule, from }) => `${from}: ${rule}`).sort();
    assert.deepEqual(shown(found), shown(plants.map(({ rule, file }) => ({ rule, from: file }))));
  });

  it('have no rule without a planted violation', async () => {
    const config = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
      forbidden: { name: string }[];
    };
    const names = new Set(config.forbidden.map(({ name }) => name));
    assert.deepEqual(names, new Set(plants.map(({ rule }) => rule)));
  });
});

async function plant(tree: string, file: string, code: string): Promise<void> {
  const path = join(tree, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${code}\n`);
}

/** Runs the command that `npm run layers` runs, with a report that a program can read. */
async function violations(cwd: string): Promise<Violation[]> {
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [cruiser, '--output-type', 'json', '--no-progress', ...folders];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, maxBuffer: 64 * 1024 * 1024 });
  const report = JSON.parse(stdout) as {
    summary: { violations: { rule: { name: string }; from: string }[] };
  };
  return report.summary.violations.map(({ rule, from }) => ({ rule: rule.name, from }));
}
