import * as l10n from '@vscode/l10n';
import { FinopsError, finopsError } from '../finopsError';
import { errorMessage } from '../../util/errorMessage';

/** DuckDB's error, told by the kind that it puts in front of its message. */
export function fromDuckDb(error: unknown, file?: string): FinopsError {
  if (error instanceof FinopsError) {
    return error;
  }
  const text = errorMessage(error);
  const place = file === undefined ? {} : { file };
  const options = { cause: error };
  if (text.startsWith('INTERRUPT Error')) {
    return finopsError('cancelled', l10n.t('It was stopped.'), place, options);
  }
  if (text.includes('max_temp_directory_size')) {
    const limit = /\([^()]*\/([^()/]+) used\)/.exec(text)?.[1];
    return finopsError('disk', spillText(limit), place, options);
  }
  if (/^Out of Memory Error|bad_alloc|Cannot create a string of length/i.test(text)) {
    const message = l10n.t(
      'This takes more memory than the cost engine may use. Ask for fewer rows or columns, or group first.',
    );
    return finopsError('memory', message, place, options);
  }
  if (/No space left on device|ENOSPC|disk full/i.test(text)) {
    const message = l10n.t(
      'The disk is full. Free some space and load the data again, or query it in Athena, where it need not fit here.',
    );
    return finopsError('disk', message, place, options);
  }
  if (file !== undefined && text.startsWith('Invalid Input Error')) {
    const said = text.split('\n')[0]?.replace(/^[^:]*: /, '') ?? '';
    const message = l10n.t('{0} cannot be read as CSV: {1}', file, said);
    return finopsError('structure', message, place, options);
  }
  return finopsError('unexpected', text, place, options);
}

function spillText(limit: string | undefined): string {
  return limit === undefined
    ? l10n.t(
        'This needs more room on the disk than the cost engine takes for intermediate results (half of what is free; it leaves half of what is free to others). Ask for fewer rows or columns, or group first; or free some space and ask again.',
      )
    : l10n.t(
        'This needs more room on the disk than the cost engine takes for intermediate results ({0}; it leaves half of what is free to others). Ask for fewer rows or columns, or group first; or free some space and ask again.',
        limit,
      );
}

/** Kinds of DuckDB's errors that are about the statement alone, and not about the machine under it. */
const ABOUT_SQL =
  /^(Parser|Syntax|Binder|Catalog|Conversion|Out of Range|Invalid Input|Not implemented|Mismatch Type|Invalid type|Divide by Zero|Expression|Decimal) Error: /i;

/**
 * DuckDB's error at a statement of a user's or a model's over the data in a folder. They are told in DuckDB's words what
 * to correct in the SQL, and nothing of the machine: other errors have paths in them.
 */
export function ofStatement(error: unknown, folder: string): FinopsError {
  const failure = fromDuckDb(error);
  if (failure.reason !== 'unexpected') {
    return failure;
  }
  const text = failure.message.replace(/(?<!\n)\n+LINE \d+:[\s\S]*$/, '').trim();
  const options = { cause: error };
  if (/^Permission Error/.test(text)) {
    const message = l10n.t('The query was refused: it reads something other than the loaded cost data.');
    return finopsError('notReadOnly', message, {}, options);
  }
  if (ABOUT_SQL.test(text) && !text.includes(folder)) {
    return finopsError('sql', l10n.t('The SQL cannot be run: {0}', text), {}, options);
  }
  const message = l10n.t(
    'The stored cost data cannot be read by this query. Load the files again, then ask again.',
  );
  return finopsError('notLoaded', message, {}, options);
}
