import * as l10n from '@vscode/l10n';
import type { EngineReply } from '../../../protocol/finopsEngine';
import { type FinopsError, finopsError } from '../finopsError';

/** The most bytes of JSON in one message: what a window reads on the thread that all extensions share. */
const MAX_REPLY_BYTES = 16 * 1024 * 1024;
/** The most characters of a text in a problem: SQL that fails may hold a value of any length. */
const MAX_PROBLEM_TEXT = 5_000;

/** Whether a value is too large for a message. */
export function isTooLarge(value: unknown): boolean {
  try {
    return Buffer.byteLength(JSON.stringify(value)) > MAX_REPLY_BYTES;
  } catch (error) {
    // There is no string as long as that.
    if (error instanceof RangeError) {
      return true;
    }
    throw error;
  }
}

/** The failure of what would be answered with too much. */
export function tooLargeError(): FinopsError {
  return finopsError(
    'memory',
    l10n.t(
      'The answer of the cost engine would be larger than 16 MB and was not sent. Ask for fewer rows or columns; of a file, export fewer columns or shorter texts.',
    ),
  );
}

/** A message as it may be sent, whatever files and statements put into it. */
export function boundedReply(reply: EngineReply): EngineReply {
  if (reply.type === 'error') {
    const { message, file, column } = reply.problem;
    const problem = {
      ...reply.problem,
      message: shortened(message),
      ...(file === undefined ? {} : { file: shortened(file) }),
      ...(column === undefined ? {} : { column: shortened(column) }),
    };
    return { ...reply, problem };
  }
  if (!isTooLarge(reply)) {
    return reply;
  }
  if (reply.type === 'result') {
    return { type: 'error', id: reply.id, problem: tooLargeError().problem };
  }
  const { summary: _, ...progress } = reply.progress;
  return { ...reply, progress };
}

function shortened(text: string): string {
  return text.length > MAX_PROBLEM_TEXT ? `${text.slice(0, MAX_PROBLEM_TEXT)}…` : text;
}
