import { createHash } from 'node:crypto';

/** A name for what was hashed, fit for a file's name: 32 hexadecimal digits. It says nothing of the parts. */
export function hashKey(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(part);
  }
  return hash.digest('hex').slice(0, 32);
}
