import assert from 'node:assert/strict';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import ts from 'typescript';
import { root } from '../support/devhost/paths';
import { startBedrockEmulator } from '../support/emulators/bedrock';

interface Configuration {
  readonly name: string;
  readonly type: string;
  readonly preLaunchTask?: string;
  readonly program?: string;
  readonly runtimeExecutable?: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly outFiles?: readonly string[];
}

interface Pattern {
  readonly regexp: string;
  readonly severity?: number;
  readonly message?: number;
  readonly file?: number;
  readonly line?: number;
}

interface Task {
  readonly label: string;
  readonly type?: string;
  readonly script?: string;
  readonly command?: string;
  readonly args?: readonly string[];
  readonly tsconfig?: string;
  readonly dependsOn?: readonly string[];
  readonly isBackground?: boolean;
  readonly problemMatcher: {
    readonly pattern: readonly Pattern[];
    readonly background: { readonly beginsPattern: string; readonly endsPattern: string };
  };
}

const { configurations } = read('launch.json') as { configurations: readonly Configuration[] };
const { tasks } = read('tasks.json') as { tasks: readonly Task[] };
const port = '3190';

describe('F5: the .vscode folder', function () {
  this.timeout(120_000);
  const children: ChildProcess[] = [];

  afterEach(() => {
    for (const child of children.splice(0)) {
      child.kill('SIGKILL');
    }
  });

  it('names tasks that exist, with scripts and configurations that do', () => {
    const wanted = [
      ...configurations.flatMap(({ preLaunchTask }) => preLaunchTask ?? []),
      ...tasks.flatMap(({ dependsOn }) => dependsOn ?? []),
    ];
    assert.deepEqual(
      wanted.filter((label) => !tasks.some((task) => task.label === label)),
      [],
    );
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const [watch] = tasks.filter(({ type }) => type === 'npm');
    assert.equal(scripts[watch?.script ?? ''], 'node esbuild.mjs --watch');
    const files = tasks.flatMap(({ type, tsconfig, args }) =>
      type === 'typescript' ? [tsconfig ?? ''] : type === 'process' ? [args?.[0] ?? ''] : [],
    );
    assert.equal(files.length, 4);
    for (const file of files) {
      assert.ok(readFileSync(join(root, file)).length > 0);
    }
  });

  it('reaches the emulator, and nothing else, with what the extension is started with', async () => {
    const { env = {} } = named('Extension (emulator)');
    const task = tasks.find(({ label }) => label === 'Emulator');
    assert.deepEqual(task?.args, ['scripts/emulator.mjs', '--port', port]);
    const emulator = await startBedrockEmulator();
    try {
      const moved = Object.fromEntries(
        Object.entries(env).map(([name, value]) => [name, value.replace(port, String(emulator.port))]),
      );
      const code = `
        import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
        import { BedrockClient, ListFoundationModelsCommand } from '@aws-sdk/client-bedrock';
        import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
        import { openClient } from './src/core/aws/clientConfiguration';
        import { fromDefaultChain } from './src/core/aws/credentials/providers';
        const options = { region: process.env.AWS_REGION, credentials: fromDefaultChain() };
        const open = (Client) => openClient(options, (configuration) => new Client(configuration));
        await open(STSClient).send(new GetCallerIdentityCommand({}));
        const { modelSummaries } = await open(BedrockClient).send(new ListFoundationModelsCommand({}));
        const { modelId } = modelSummaries.find(({ inferenceTypesSupported: types }) => types.includes('ON_DEMAND'));
        const messages = [{ role: 'user', content: [{ text: 'hello' }] }];
        await open(BedrockRuntimeClient).send(new ConverseCommand({ modelId, messages }));`;
      // A developer's own sign-in goes by what the configuration says.
      await promisify(execFile)(
        process.execPath,
        ['--import', './scripts/typescript.mjs', '--input-type=module', '-e', code],
        {
          cwd: root,
          env: { ...process.env, AWS_PROFILE: 'mine', AWS_SESSION_TOKEN: 'mine', ...moved },
        },
      );
      assert.deepEqual(
        emulator.requests.map(({ operation }) => operation),
        ['GetCallerIdentity', 'ListFoundationModels', 'Converse'],
      );
    } finally {
      await emulator.close();
    }
    const terminal = named('Terminal: ask (emulator)');
    assert.deepEqual(terminal.env, without(env, 'AWS_ENDPOINT_URL'));
    assert.equal(terminal.args.filter((arg) => arg === env['AWS_ENDPOINT_URL']).length, 2);
  });

  it('waits for the emulator by the lines that it prints', async () => {
    const { background } = tasks.find(({ label }) => label === 'Emulator')!.problemMatcher;
    const child = spawn(process.execPath, ['scripts/emulator.mjs'], { cwd: root });
    children.push(child);
    const lines = linesOf(child);
    await lines.next(new RegExp(background.beginsPattern));
    await lines.next(new RegExp(background.endsPattern));
    child.kill('SIGTERM');
    await once(child, 'exit');
  });

  it('runs the open test file', async () => {
    const { args, program = '', runtimeExecutable = '' } = named('Test file that is open');
    const file = join(root, 'test', 'unit', 'core', 'util', 'csv.test.ts');
    const { stdout } = await promisify(execFile)(
      resolved(runtimeExecutable),
      [resolved(program), ...args.map((arg) => arg.replace('${file}', file))],
      { cwd: root },
    );
    assert.match(stdout, /\d+ passing/);
  });

  describe('with the project built', () => {
    let folder: string;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'watch-'));
      for (const name of ['src', 'webview', 'build', 'esbuild.mjs', 'package.json', 'tsconfig.json']) {
        await cp(join(root, name), join(folder, name), { recursive: true });
      }
      await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    });

    after(async () => {
      await rm(folder, { recursive: true, force: true });
    });

    it('sees the watch build begin, fail at a place, and end; programs and sources are there', async () => {
      const { pattern, background } = tasks.find(({ label }) => label === 'Watch')!.problemMatcher;
      const [problem, place] = pattern;
      const begins = new RegExp(background.beginsPattern);
      const ends = new RegExp(background.endsPattern);
      const child = spawn(process.execPath, ['esbuild.mjs', '--watch'], { cwd: folder });
      children.push(child);
      const lines = linesOf(child);
      await lines.next(begins);
      await lines.next(ends);

      const built = globSync('dist/**/*.cjs', { cwd: folder });
      for (const { program = '', outFiles } of configurations.filter((one) => one.outFiles !== undefined)) {
        assert.deepEqual(outFiles, ['${workspaceFolder}/dist/**/*.cjs']);
        assert.ok(program === '' || built.includes(program.replace('${workspaceFolder}/', '')), program);
      }
      await checkSources(folder, built);

      const file = join('src', 'core', 'util', 'csv.ts');
      const code = await readFile(join(folder, file), 'utf8');
      await writeFile(join(folder, file), `${code}\nconst x = ;\n`);
      await lines.next(begins);
      const told = await lines.next(new RegExp(problem?.regexp ?? ''));
      assert.deepEqual(
        [told[problem?.severity ?? 0], told[problem?.message ?? 0]],
        ['ERROR', 'Unexpected ";"'],
      );
      const where = new RegExp(place?.regexp ?? '').exec(await lines.line());
      assert.equal(where?.[place?.file ?? 0], file.replaceAll('\\', '/'));
      assert.equal(where?.[place?.line ?? 0], String(code.split('\n').length + 1));
      await lines.next(ends);
    });
  });
});

/** A breakpoint in a source gets into what is loaded: its map leads back to the very line. */
async function checkSources(folder: string, built: readonly string[]): Promise<void> {
  const source = join('src', 'core', 'chat', 'chatEngine.ts');
  const text = 'ChatEngine = class';
  const found = built.find((file) => readFileSync(join(folder, file), 'utf8').includes(text)) ?? '';
  const code = await readFile(join(folder, found), 'utf8');
  const line = code.split('\n').findIndex((one) => one.includes(text));
  const map = /\/\/# sourceMappingURL=data:application\/json;base64,(.+)/.exec(code)?.[1] ?? '';
  const payload = JSON.parse(Buffer.from(map, 'base64').toString()) as SourceMapPayload;
  const column = code.split('\n')[line]?.indexOf(text) ?? 0;
  const entry = new SourceMap(payload).findEntry(line, column);
  assert.ok('originalSource' in entry, found);
  assert.equal(join(folder, found, '..', entry.originalSource), join(folder, source));
  const original = (await readFile(join(folder, source), 'utf8')).split('\n')[entry.originalLine];
  assert.match(original ?? '', /class ChatEngine /);
}

/** A file of .vscode, which may hold comments. */
function read(name: string): unknown {
  const path = join(root, '.vscode', name);
  const { config, error } = ts.parseConfigFileTextToJson(path, readFileSync(path, 'utf8')) as {
    config: unknown;
    error?: ts.Diagnostic;
  };
  assert.equal(error, undefined);
  return config;
}

function named(name: string): Configuration {
  const found = configurations.find((one) => one.name === name);
  assert.ok(found, name);
  return found;
}

function resolved(path: string): string {
  return path.replace('${workspaceFolder}', root);
}

function without(env: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([key]) => key !== name));
}

/** The lines of a program, one after the other. */
function linesOf(child: ChildProcess): {
  line(): Promise<string>;
  next(pattern: RegExp): Promise<RegExpExecArray>;
} {
  const iterator = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const next = await iterator.next();
    assert.ok(next.done !== true, 'It ended.');
    return next.value;
  };
  return {
    line,
    next: async (pattern) => {
      for (;;) {
        const match = pattern.exec(await line());
        if (match) {
          return match;
        }
      }
    },
  };
}
