// What others wrote and is shipped: their notices, which go into the package, and a bill of materials (CycloneDX)
// beside it. Both come from what esbuild says went into the bundles, not from what happens to be installed.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { root } from './duckdb';

/** Where a production build leaves what went into its bundles. */
export const metafilePath = join(root, 'dist', 'metafile.json');

/** The notices, which are shipped. */
export const noticesPath = join(root, 'dist', 'ThirdPartyNotices.txt');

interface Component {
  readonly author?: string;
  readonly externalReferences?: readonly { readonly type: string; readonly url: string }[];
  readonly name: string;
  readonly group?: string;
  readonly version?: string;
  readonly licenses?: readonly {
    readonly license?: { readonly id?: string; readonly name?: string };
    readonly expression?: string;
  }[];
  readonly evidence?: { readonly licenses?: readonly { readonly license: { readonly text?: Attachment } }[] };
}

interface Attachment {
  readonly content: string;
  readonly encoding?: string;
}

/**
 * Writes the bill of materials and the notices of what is in `dist`, with DuckDB's binary from the given folder.
 * @throws when something is shipped that says nowhere under which license
 */
export async function writeNotices(billPath: string, binaryPackage: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'notices-'));
  try {
    const metafile = join(folder, 'metafile.json');
    await writeFile(metafile, JSON.stringify(await withCopies(binaryPackage)));
    const bill = ['--gather-license-texts', '--output-reproducible', '--output-file', billPath, metafile];
    run('cyclonedx-esbuild', bill);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const { components } = JSON.parse(await readFile(billPath, 'utf8')) as { components: Component[] };
  await writeFile(noticesPath, noticesOf(components));
}

/** The bundled packages, and those that the build copies as they are. */
async function withCopies(binaryPackage: string): Promise<Pick<Metafile, 'inputs' | 'outputs'>> {
  const bundled = JSON.parse(await readFile(metafilePath, 'utf8')) as Pick<Metafile, 'inputs' | 'outputs'>;
  const binaries = await readdir(binaryPackage).catch(() => []);
  const copies = [
    'node_modules/@vscode/codicons/dist/codicon.ttf',
    'node_modules/sql.js/dist/sql-wasm.wasm',
    ...binaries.filter((name) => name.endsWith('.node')).map((name) => join(binaryPackage, name)),
  ];
  const inputs = Object.fromEntries(copies.map((path) => [path, { bytesInOutput: 1 }]));
  return {
    inputs: bundled.inputs,
    outputs: { ...bundled.outputs, copies: { bytes: 1, inputs, imports: [], exports: [] } },
  };
}

/** The notices as people read them: each text once, under all that it is for. */
function noticesOf(components: readonly Component[]): string {
  const byText = new Map<string, string[]>();
  for (const component of components) {
    const text = textOf(component);
    byText.set(text, [...(byText.get(text) ?? []), titleOf(component)]);
  }
  const parts = [...byText].map(([text, titles]) => ({ titles: titles.sort(), text }));
  parts.sort((one, other) => ((one.titles[0] ?? '') < (other.titles[0] ?? '') ? -1 : 1));
  const line = '-'.repeat(80);
  return [
    'Bedrock Chat contains the following packages of others, under their licenses.\n',
    ...parts.map(({ titles, text }) => `${line}\n${titles.join('\n')}\n${line}\n\n${text.trim()}\n`),
  ].join('\n');
}

function titleOf(component: Component): string {
  const { group, name, version } = component;
  return `${group === undefined ? '' : `${group}/`}${name} ${version ?? ''} (${licenseOf(component)})`;
}

function licenseOf({ name, licenses = [] }: Component): string {
  const found = licenses.flatMap(
    ({ license, expression }) => expression ?? license?.id ?? license?.name ?? [],
  );
  if (found.length === 0) {
    throw new Error(`${name} is shipped, but does not say under which license.`);
  }
  return found.join(', ');
}

function textOf(component: Component): string {
  const texts = (component.evidence?.licenses ?? []).flatMap(({ license: { text } }) =>
    text === undefined
      ? []
      : [Buffer.from(text.content, text.encoding === 'base64' ? 'base64' : 'utf8').toString()],
  );
  return texts.length > 0
    ? texts.map((text) => text.replaceAll('\r\n', '\n').trim()).join('\n\n')
    : `Licensed under ${licenseOf(component)}; the package carries no text of it.${sourceOf(component)}`;
}

/** Who wrote it and where its source is, as far as the package says. */
function sourceOf({ author, externalReferences = [] }: Component): string {
  const source = externalReferences.find(({ type }) => type === 'vcs')?.url;
  return `${author === undefined ? '' : `\nAuthor: ${author}`}${source === undefined ? '' : `\nSource: ${source}`}`;
}

function run(program: string, args: readonly string[]): void {
  const done = spawnSync(program, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) {
    throw new Error(`${program} failed with exit code ${done.status ?? 'none'}.`);
  }
}
