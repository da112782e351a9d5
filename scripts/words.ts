// Fails with the place of each word that the glossary has another one for. An argument is the folder to look in.
import { globSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import ts from 'typescript';
import { identifiers, prose, type Entry } from './glossary';

const root = process.argv[2] ?? '.';
const patterns = ['{src,webview,scripts,test}/**/*.{ts,mjs,cjs}', 'docs/**/*.md', 'media/**/*.css'];
const single = ['*.md', '*.mjs', 'package.json'];
/** Words are their subject, or others wrote them. */
const exempt = /^(scripts\/glossary\.ts|test\/unit\/words\.test\.ts|test\/fixtures\/)/;

const problems = globSync([...patterns, ...single], { cwd: root })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !exempt.test(file))
  .sort()
  .flatMap((file) => problemsOf(file, readFileSync(join(root, file), 'utf8')));
for (const problem of problems) {
  console.log(problem);
}
process.exitCode = problems.length === 0 ? 0 : 1;

function problemsOf(file: string, text: string): string[] {
  const isCode = ['.ts', '.mjs', '.cjs'].includes(extname(file));
  const named = isCode
    ? identifiersOf(file, text).flatMap(({ name, at }) => found(file, name, at, identifiers))
    : [];
  const written = text.split('\n').flatMap((line, index) => found(file, line, index, prose));
  return [...named, ...written];
}

function found(file: string, text: string, line: number, entries: readonly Entry[]): string[] {
  return entries
    .filter(({ files }) => files?.test(file) ?? true)
    .flatMap(({ word, instead }) => {
      const match = word.exec(text);
      return match === null ? [] : [`${file}:${String(line + 1)}: “${match[0]}”, write ${instead}`];
    });
}

/** Each identifier of the code, with its line from 0. */
function identifiersOf(file: string, text: string): { readonly name: string; readonly at: number }[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const names: { readonly name: string; readonly at: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) {
      const name = node.text.replace(/^#/, '');
      names.push({ name, at: source.getLineAndCharacterOfPosition(node.getStart(source)).line });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}
