import * as l10n from '@vscode/l10n';
import { finopsError } from './finopsError';

/** A value as SQL text. */
export function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A name as SQL text. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Control characters but tabs and line breaks, and halves of characters. */
const CONTROL = /(?!\r\n)[^\P{Cc}\t\n]|\p{Cs}/u;

/**
 * Refuses characters at which parsers end a statement or a comment in different places, such as NUL and a carriage
 * return by itself. No SQL needs them.
 * @throws FinopsError `notReadOnly`
 */
export function refuseControls(sql: string): void {
  const found = CONTROL.exec(sql)?.[0].codePointAt(0);
  if (found === undefined) {
    return;
  }
  const code = found.toString(16).toUpperCase().padStart(4, '0');
  throw finopsError(
    'notReadOnly',
    l10n.t('The control character U+{0} is not allowed in SQL. Take it out.', code),
  );
}

/** SQL of a text that is cut after so many characters, with a mark. */
export function cutText(sql: string, characters: number): string {
  return `CASE WHEN length(${sql}) > ${characters} THEN left(${sql}, ${characters}) || '…' ELSE ${sql} END`;
}
