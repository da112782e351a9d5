import * as l10n from '@vscode/l10n';
import { finopsError } from '../finopsError';
import { refuseControls } from '../sql';

/**
 * The pieces that DuckDB's parser and Athena's (Trino's) cut a text into at the same places: blanks, comments, texts,
 * quoted names, numbers, words, signs. Outside of quotation marks they are ASCII. A quotation mark right behind a word is
 * none of them: there are texts with escapes (e'…', U&'…'), which only one of the two knows.
 */
const PIECE = new RegExp(
  [
    /(?<blank>[ \t\n]+|--[^\n]*)/,
    /'[^']*(?:''[^']*)*'/,
    /"[^"]*(?:""[^"]*)*"/,
    /(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?(?![\w'"])/,
    /[a-z_]\w*(?![\w'"])/,
    /\/(?!\*)|[-+*%=<>!|.,()[\];]/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'iy',
);

/**
 * SQL in a form that the two parsers read alike, without comments and without semicolons at its end. It means what the
 * text meant.
 * @throws FinopsError `notReadOnly` for what they might read in different ways.
 */
export function plainSql(sql: string): string {
  refuseControls(sql);
  const text = sql.replaceAll('\r\n', '\n').trim();
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at = PIECE.lastIndex) {
    PIECE.lastIndex = at;
    const piece = PIECE.exec(text);
    if (piece === null) {
      throw refusal(text.slice(at, at + 40));
    }
    // A comment is over before the line is: what follows stays apart from what was before.
    const isBlank = piece.groups?.['blank'] !== undefined;
    pieces.push(isBlank && piece[0].startsWith('--') ? ' ' : piece[0]);
  }
  while (/^[\s;]/.test(pieces.at(-1) ?? '')) {
    pieces.pop();
  }
  return pieces.join('').trimStart();
}

function refusal(rest: string): Error {
  const [found = ''] = /^(?:\/\*|\w+['"]?|.)/su.exec(rest) ?? [];
  const isVisible = /^[!-~]+$/.test(found);
  const code = found.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0') ?? '';
  const message = l10n.t(
    "“{0}” is not allowed in SQL for Athena: write comments with --, text in '…', with '' for a quotation mark, names that are no plain words in \"…\", and what is outside of them in ASCII.",
    isVisible ? found : `U+${code}`,
  );
  return finopsError('notReadOnly', message);
}
