import { existsSync, globSync, readFileSync } from 'node:fs';
import { extname, join, posix } from 'node:path';
import { marked, type Token } from 'marked';
import ts from 'typescript';

/** Where links of ours to others may begin; one that is new is looked at by a human first, then added. */
const allowed: readonly RegExp[] = [
  // The public list of models, and its page.
  /^https:\/\/models\.dev(\/api\.json)?$/,
  /^https:\/\/docs\.aws\.amazon\.com\/[\w-]+\/latest\/[\w/-]+\.html$/,
  /^https:\/\/aws\.amazon\.com\/(athena|bedrock)\/pricing\/$/,
  /^https:\/\/console\.aws\.amazon\.com\/bedrock\/home\?region=[^#]+#\/model-catalog$/,
  /^https:\/\/console\.aws\.amazon\.com\/support\/home$/,
  /^https:\/\/console\.aws\.amazon\.com\/dynamodbv2\/home\?region=…(#.*)?$/,
  /^https:\/\/github\.com\/[\w-]+\/[\w.-]+\/issues\/\d+$/,
  /^https:\/\/keepachangelog\.com\/en\/1\.1\.0\/$/,
];

/** Pages that are gone, with what took their place. */
const retired: readonly { readonly url: RegExp; readonly instead: string }[] = [
  // Models are on by default since October 2025.
  { url: /#\/modelaccess\b/, instead: 'the model catalog' },
];

/** Documents whose relative links the packager makes absolute, under the repository's address. */
const rewritten = ['README.md', 'CHANGELOG.md'];
/** Names that the packager gives to files at the root. */
const packagedNames: Readonly<Record<string, string>> = {
  'README.md': 'readme.md',
  'CHANGELOG.md': 'changelog.md',
  LICENSE: 'LICENSE.txt',
};
const documents = ['*.md', 'docs/**/*.md', '.github/**/*.md'];
const forms = ['.github/**/*.yml'];
const sources = ['src/**/*.ts', 'webview/**/*.ts'];
const manifestTexts = ['package.json', 'package.nls*.json', 'l10n/*.json'];

/**
 * Walks the links of a project's documents, manifest, forms and messages.
 * @returns each that leads nowhere, as `file: link: why`, sorted.
 */
export function brokenLinks(root: string): string[] {
  const project = readProject(root);
  const find = (patterns: readonly string[], problems: (file: string, text: string) => string[]): string[] =>
    globSync([...patterns], { cwd: root }).flatMap((name) => {
      const file = name.replaceAll('\\', '/');
      return problems(file, readFileSync(join(root, file), 'utf8')).map((problem) => `${file}: ${problem}`);
    });
  return [
    ...find(documents, (file, text) => ofDocument(file, text, project)),
    ...find(forms, (_, text) => addresses(text).flatMap((url) => ofAddress(url, project))),
    ...find(sources, (file, text) => ofTexts(textsOf(file, text), project)),
    ...find(manifestTexts, (_, text) => ofTexts(strings(JSON.parse(text)), project)),
  ].sort();
}

interface Project {
  readonly root: string;
  readonly repository: string;
  /** Names of all settings and commands that are contributed. */
  readonly settings: ReadonlySet<string>;
  readonly commands: ReadonlySet<string>;
  /** Files of the package by the names that they have in it. */
  readonly shipped: ReadonlySet<string>;
}

interface Manifest {
  readonly repository: { readonly url: string };
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: readonly { readonly properties: Readonly<Record<string, unknown>> }[];
  };
}

function readProject(root: string): Project {
  const { repository, contributes } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Manifest;
  return {
    root,
    repository: repository.url.replace(/\.git$/, ''),
    settings: new Set(contributes.configuration.flatMap(({ properties }) => Object.keys(properties))),
    commands: new Set(contributes.commands.map(({ command }) => command)),
    shipped: new Set(shippedFiles(root).map((file) => packagedNames[file] ?? file)),
  };
}

/** The files of the package: .vscodeignore leaves out all, then names with `!` what is in it, then exceptions to that. */
function shippedFiles(root: string): string[] {
  const lines = readFileSync(join(root, '.vscodeignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const [all, ...rest] = lines;
  if (all !== '**') {
    throw new Error('.vscodeignore does not begin with all files.');
  }
  const kept = rest.flatMap((line) => (line.startsWith('!') ? line.slice(1) : []));
  const exclude = rest.filter((line) => !line.startsWith('!'));
  return globSync(kept, { cwd: root, exclude }).map((file) => file.replaceAll('\\', '/'));
}

function ofDocument(file: string, text: string, project: Project): string[] {
  const found: string[] = [];
  void marked.walkTokens(marked.lexer(text), (token: Token) => {
    if (token.type === 'link' || token.type === 'image') {
      found.push((token as { href: string }).href);
    }
  });
  return found.flatMap((link) =>
    /^[a-z][a-z0-9+.-]*:/i.test(link) ? ofAddress(link, project) : ofRelative(file, link, project),
  );
}

function ofRelative(file: string, link: string, { root, shipped }: Project): string[] {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? file : posix.normalize(posix.join(posix.dirname(file), decodeURI(path)));
  if (!existsSync(join(root, target))) {
    return [`${link}: there is no such file`];
  }
  if (anchor !== undefined && !anchorsOf(join(root, target)).has(anchor)) {
    return [`${link}: there is no such heading`];
  }
  const isRead = shipped.has(file) && !rewritten.includes(file);
  const isShipped = shipped.has(target) || [...shipped].some((one) => one.startsWith(`${target}/`));
  return isRead && !isShipped ? [`${link}: it is not in the package`] : [];
}

/** The anchors of a document's headings, as GitHub and VS Code's preview make them. */
function anchorsOf(path: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  if (extname(path) === '.md') {
    void marked.walkTokens(marked.lexer(readFileSync(path, 'utf8')), (token: Token) => {
      if (token.type === 'heading') {
        const words = (token as { text: string }).text.toLowerCase();
        anchors.add(words.replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-'));
      }
    });
  }
  return anchors;
}

function ofTexts(texts: readonly string[], project: Project): string[] {
  return texts.flatMap((text) => [
    ...addresses(text).flatMap((url) => ofAddress(url, project)),
    ...[...text.matchAll(/#(bedrockChat\.[\w.]+)#/g)].flatMap(([link, name = '']) =>
      project.settings.has(name) ? [] : [`${link}: there is no such setting`],
    ),
    ...[...text.matchAll(/\bcommand:([\w.]+)/g)].flatMap(([link, id = '']) =>
      !id.startsWith('bedrockChat.') || project.commands.has(id) ? [] : [`${link}: there is no such command`],
    ),
  ]);
}

function ofAddress(link: string, { repository }: Project): string[] {
  const gone = retired.find(({ url }) => url.test(link));
  if (gone) {
    return [`${link}: the page is gone; link to ${gone.instead}`];
  }
  if (!link.startsWith('https://') || !URL.canParse(link)) {
    return [`${link}: it is no address of https`];
  }
  const isOurs = link.startsWith(repository) && /^($|\.git$|[/#])/.test(link.slice(repository.length));
  return isOurs || allowed.some((pattern) => pattern.test(link)) ? [] : [`${link}: nobody has looked at it`];
}

/** Addresses in a text; a host without a dot is an example, as in `https://host:port`. */
function addresses(text: string): string[] {
  const found = [...text.matchAll(/https?:\/\/[^\s"'`<>()[\]“”]+/g)].map(([url]) =>
    url.replace(/[.,;:]+$/, ''),
  );
  return found.filter((url) => /^https?:\/\/[\w-]+\.[\w.-]*\w/.test(url) && !isNamespace(url));
}

/** XML names are addresses by their looks alone. */
function isNamespace(url: string): boolean {
  return url.startsWith('http://www.w3.org/');
}

/** The texts of code: its strings, with `…` where something is put in. */
function textsOf(file: string, code: string): string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) {
      texts.push(node.text);
    } else if (ts.isTemplateExpression(node)) {
      texts.push(
        [node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text).join('…'),
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, code, ts.ScriptTarget.Latest));
  return texts;
}

/** Keys and values of JSON: a text to translate is the key of its translation. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [key, ...strings(inner)])
    : [];
}
