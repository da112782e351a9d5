// Collects the texts that users see into l10n/bundle.l10n.json, and holds each translation against them.
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { getL10nJson } from '@vscode/l10n-dev';
import { format, resolveConfig } from 'prettier';

const usage = `npm run l10n [-- --check] [folder]: collects texts and reports what is missing in translations.
  --check   write nothing, and fail if what is written is not what the code says
`;
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
if (flags.help) {
  console.log(usage);
  process.exit();
}

const root = positionals[0] ?? join(import.meta.dirname, '..');
type Texts = Record<string, string | { readonly message: string; readonly comment: readonly string[] }>;

const problems: string[] = [];
const readByUsers =
  /^(title|shortTitle|description|markdownDescription|(markdown)?[dD]eprecationMessage|(markdown)?[eE]numDescriptions|enumItemLabels|patternErrorMessage|errorMessage|userDescription|displayName|fullName|sampleRequest|contextualTitle|label|aliases|contents)$/;
const forModels = new Set(['disambiguation', 'inputSchema', 'modelDescription']);
const names = new Set(['Bedrock', 'Bedrock Chat', 'Amazon Bedrock']);
const files = globSync('{src,webview}/**/*.ts', { cwd: root }).sort();
const contents = files.map((file) => ({ extension: extname(file), contents: readText(file) }));
const collected = sorted(await getL10nJson(contents));
const bundle = await format(JSON.stringify(collected), {
  ...(await resolveConfig(join(root, 'package.json'))),
  parser: 'json',
});
const bundlePath = 'l10n/bundle.l10n.json';
if (!flags.check) {
  mkdirSync(join(root, 'l10n'), { recursive: true });
  writeFileSync(join(root, bundlePath), bundle);
} else if (readText(bundlePath) !== bundle) {
  problems.push(`${bundlePath} is not what the code says: npm run l10n`);
}
for (const translation of globSync('l10n/bundle.l10n.*.json', { cwd: root })) {
  compare(translation, collected);
}
const manifest = readText('package.json');
const manifestTexts = readJson('package.nls.json');
compareKeys('package.json', manifestKeys(manifest), Object.keys(manifestTexts), 'package.nls.json');
problems.push(...untranslated(JSON.parse(manifest) as unknown));
for (const translation of globSync('package.nls.*.json', { cwd: root })) {
  compare(translation, manifestTexts);
}
for (const problem of problems) {
  console.log(problem);
}
process.exitCode = problems.length === 0 ? 0 : 1;

/** Every text once, with the same places to fill in. */
function compare(translation: string, texts: Texts): void {
  const translated = readJson(translation);
  compareKeys(translation, Object.keys(translated), Object.keys(texts), 'the English texts');
  for (const [key, text] of Object.entries(texts)) {
    const other = translated[key];
    if (other !== undefined && places(textOf(other)) !== places(textOf(text))) {
      problems.push(`${translation}: other {places} than in: ${key}`);
    }
  }
}

function compareKeys(here: string, keys: readonly string[], others: readonly string[], there: string): void {
  const [known, all] = [new Set(keys), new Set(others)];
  problems.push(
    ...others.filter((key) => !known.has(key)).map((key) => `${here}: not there: ${key}`),
    ...keys.filter((key) => !all.has(key)).map((key) => `${here}: not in ${there}: ${key}`),
  );
}

/** Texts of the manifest that users read and that are no keys; what models read is English, as are names. */
function untranslated(value: unknown, path = 'package.json'): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    if (forModels.has(name)) {
      return [];
    }
    if (name === 'snippets') {
      return [`${path}.${name}: VS Code translates none; offer them in code`];
    }
    const texts = Array.isArray(inner) && readByUsers.test(name) ? (inner as unknown[]) : [inner];
    const isPlain = (text: unknown): boolean =>
      typeof text === 'string' && !/^%.+%$/.test(text) && !names.has(text);
    return readByUsers.test(name) && texts.some(isPlain)
      ? [`${path}.${name}: not in package.nls.json: ${texts.filter(isPlain).join(', ')}`]
      : untranslated(inner, `${path}.${name}`);
  });
}

function manifestKeys(manifest: string): string[] {
  return [...new Set([...manifest.matchAll(/"%([^%"]+)%"/g)].map(([, key = '']) => key))];
}

function textOf(text: Texts[string]): string {
  return typeof text === 'string' ? text : text.message;
}

/** What is filled in, each once, in any order. */
function places(message: string): string {
  return [...new Set(message.match(/\{\w+\}/g))].sort().join(' ');
}

function sorted(texts: Texts): Texts {
  return Object.fromEntries(Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readText(file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n');
  } catch (error) {
    problems.push(`${basename(file)}: ${error instanceof Error ? error.message : String(error)}`);
    return '';
  }
}

function readJson(file: string): Texts {
  return JSON.parse(readText(file) || '{}') as Texts;
}
