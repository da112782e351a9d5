import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { errorMessage } from '../core/util/errorMessage';
import { UsageError } from './usageError';

/** The name that stands for standard input in place of a text or of a file. */
export const STDIN = '-';

/** The text of a file, or of standard input for `-`. @throws UsageError */
export async function readInput(file: string, what: string): Promise<string> {
  try {
    return file === STDIN ? await text(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${what} cannot be read from ${file}: ${errorMessage(error)}.`);
  }
}
