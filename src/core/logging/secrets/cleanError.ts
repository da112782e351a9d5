import type { Redact } from '../redaction';

/** An error's causes may have causes; so deep, and no deeper. */
const MAX_DEPTH = 8;

/**
 * Takes the secrets out of all that an error says, in place: its message, its stack, its fields and its causes, so that
 * it is the same error to whoever tells errors apart. Gives the error back.
 */
export function cleanError(error: unknown, redact: Redact): unknown {
  if (typeof error === 'string') {
    return redact(error);
  }
  clean(error, redact, new Set(), 0);
  return error;
}

function clean(value: unknown, redact: Redact, seen: Set<unknown>, depth: number): void {
  if (typeof value !== 'object' || value === null || seen.has(value) || depth > MAX_DEPTH) {
    return;
  }
  seen.add(value);
  for (const key of keysOf(value)) {
    const said: unknown = Reflect.get(value, key);
    if (typeof said === 'string') {
      const cleaned = redact(said);
      if (cleaned !== said) {
        Reflect.set(value, key, cleaned);
      }
    } else if (said instanceof Error || Array.isArray(said) || isPlain(said)) {
      clean(said, redact, seen, depth + 1);
    }
  }
}

/** The SDK keeps the whole answer in `$response`, out of sight, and reads its headers before it tries again. */
function keysOf(value: object): string[] {
  const keys = Object.getOwnPropertyNames(value).filter((key) => key !== '$response');
  return value instanceof Error ? [...new Set([...keys, 'stack'])] : keys;
}

function isPlain(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
