import { FinopsError, finopsError } from '../finopsError';

/** DuckDB's error, told by the kind that it puts in front of its message. */
export function fromDuckDb(error: unknown, file?: string): FinopsError {
  if (error instanceof FinopsError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const place = file === undefined ? {} : { file };
  const options = { cause: error };
  if (text.startsWith('INTERRUPT Error')) return finopsError('cancelled', 'It was stopped.', place, options);
  if (/^Out of Memory Error|bad_alloc|Cannot create a string of length/i.test(text)) {
    const message =
      'This takes more memory than the cost engine may use. Ask for fewer rows or columns, or group first.';
    return finopsError('memory', message, place, options);
  }
  if (/No space left on device|ENOSPC|disk full/i.test(text)) {
    const message =
      'The disk is full. Free some space and load the data again, or query it in Athena, where it need not fit here.';
    return finopsError('disk', message, place, options);
  }
  if (file !== undefined && text.startsWith('Invalid Input Error')) {
    const message = `${file} cannot be read as CSV: ${text.split('\n')[0]?.replace(/^[^:]*: /, '') ?? ''}`;
    return finopsError('structure', message, place, options);
  }
  return finopsError('unexpected', text, place, options);
}
