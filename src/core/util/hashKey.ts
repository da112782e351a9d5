import { createHash } from 'node:crypto';

/**
 * The same name for the same parts, fit for a file's name: 32 hexadecimal digits, from which the parts cannot be read.
 * Parts follow one another without a mark between them.
 */
export function hashKey(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(part);
  }
  return hash.digest('hex').slice(0, 32);
}
