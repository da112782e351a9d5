import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import go from 'highlight.js/lib/languages/go';
import graphql from 'highlight.js/lib/languages/graphql';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import lua from 'highlight.js/lib/languages/lua';
import makefile from 'highlight.js/lib/languages/makefile';
import markdown from 'highlight.js/lib/languages/markdown';
import php from 'highlight.js/lib/languages/php';
import powershell from 'highlight.js/lib/languages/powershell';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import scala from 'highlight.js/lib/languages/scala';
import shell from 'highlight.js/lib/languages/shell';
import sql from 'highlight.js/lib/languages/sql';
import swift from 'highlight.js/lib/languages/swift';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';

const highlighter = hljs.newInstance();
for (const [name, language] of Object.entries({
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  dockerfile,
  go,
  graphql,
  ini,
  java,
  javascript,
  json,
  kotlin,
  lua,
  makefile,
  markdown,
  php,
  powershell,
  python,
  ruby,
  rust,
  scala,
  shell,
  sql,
  swift,
  typescript,
  xml,
  yaml,
})) {
  highlighter.registerLanguage(name, language);
}
highlighter.registerAliases(['vue', 'svelte'], { languageName: 'xml' });
highlighter.registerAliases(['jsonc', 'json5', 'ndjson'], { languageName: 'json' });

/** Longer code stays in one color. */
const MAX_CODE = 50_000;
/** Grammars look at a line from each of its characters anew, so that a long one takes the square of its length. */
const MAX_LINE = 1000;
/** Some do the same over lines. */
const MAX_PIECE = 3000;

/** Code in pieces that are colored each by itself, in a time that nobody notices. They end with lines. */
export function highlightPieces(code: string): string[] {
  if (code.length > MAX_CODE) {
    return [code];
  }
  const pieces: string[] = [];
  let piece = '';
  for (const line of code.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    if (piece !== '' && piece.length + line.length > MAX_PIECE) {
      pieces.push(piece);
      piece = '';
    }
    piece += line;
  }
  return [...pieces, piece];
}

/**
 * A piece of code with its parts marked up by `hljs-*` classes, as HTML in which all text is escaped; undefined when
 * the language is not known or coloring it would take long.
 */
export function highlightToHtml(piece: string, language: string): string | undefined {
  if (piece.length > MAX_PIECE || highlighter.getLanguage(language) === undefined) {
    return undefined;
  }
  if (piece.split('\n').some((line) => line.length > MAX_LINE)) {
    return undefined;
  }
  return highlighter.highlight(piece, { language, ignoreIllegals: true }).value;
}
