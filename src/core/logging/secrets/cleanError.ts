import type { Redact } from '../redaction';

/** An error's causes may have causes; so deep, and no deeper. */
const MAX_DEPTH = 8;
/** Services, proxies and gateways may put anything into an error; nobody reads more fields of one than these. */
const MAX_FIELDS = 200;
/** Characters of all texts of an error, and of one. */
const MAX_CHARACTERS = 65_536;
const MAX_TEXT = 16_384;

const DROPPED = '[dropped: too much was said]';

/** The fields that tell errors apart: a set that is kept before all else. */
const FIRST = ['name', 'code', 'message', '$metadata', '$fault', '$retryable', 'stack', 'cause', 'errors'];

/**
 * Takes the secrets out of all that an error says, in place: its message, its stack, its fields and its causes, so that
 * it is the same error to whoever tells errors apart. What goes beyond some hundred fields or 64 KB of text is dropped,
 * and the error says so. Gives the error back.
 */
export function cleanError(error: unknown, redact: Redact): unknown {
  if (typeof error === 'string') {
    return redact(error);
  }
  if (typeof error === 'object' && error !== null) {
    new Cleaning(redact).clean(error, 0);
  }
  return error;
}

/** The cleaning of one error, with what may still be kept of it. */
class Cleaning {
  private readonly seen = new Set<unknown>();
  private fields = MAX_FIELDS;
  private characters = MAX_CHARACTERS;

  constructor(private readonly redact: Redact) {}

  clean(value: object, depth: number): void {
    this.seen.add(value);
    const keys = keysOf(value);
    for (const [index, key] of keys.entries()) {
      if (this.fields === 0) {
        drop(value, keys.slice(index));
        return;
      }
      this.fields -= 1;
      const said: unknown = Reflect.get(value, key);
      const cleaned = this.cleaned(said, depth + 1);
      if (cleaned !== said) {
        Reflect.set(value, key, cleaned);
      }
    }
  }

  private cleaned(said: unknown, depth: number): unknown {
    if (typeof said === 'string') {
      return this.text(said);
    }
    if (!isWalked(said) || this.seen.has(said)) {
      return said;
    }
    if (depth > MAX_DEPTH) {
      return DROPPED;
    }
    this.clean(said, depth);
    return said;
  }

  private text(said: string): string {
    const room = Math.min(this.characters, MAX_TEXT);
    if (room === 0) {
      return said === '' ? said : DROPPED;
    }
    // Cut after the cleaning: half a secret looks like none.
    const clean = this.redact(said);
    this.characters -= Math.min(room, clean.length);
    return clean.length <= room
      ? clean
      : `${clean.slice(0, room)}… (${String(said.length - room)} more characters)`;
  }
}

/** The SDK keeps the whole answer in `$response`, out of sight, and reads its headers before it tries again. */
function keysOf(value: object): string[] {
  if (Array.isArray(value)) {
    return Object.keys(value);
  }
  const own = Object.getOwnPropertyNames(value);
  if (!(value instanceof Error)) {
    return own;
  }
  const keys = new Set([...FIRST.filter((key) => key in value), ...own]);
  keys.delete('$response');
  return [...keys];
}

function drop(value: object, keys: readonly string[]): void {
  if (keys.length === 0) {
    return;
  }
  const note = `${String(keys.length)} more, which were dropped`;
  if (Array.isArray(value)) {
    value.splice(value.length - keys.length, keys.length, note);
    return;
  }
  for (const key of keys) {
    Reflect.deleteProperty(value, key);
  }
  Reflect.set(value, '…', note);
}

function isWalked(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    value instanceof Error || Array.isArray(value) || prototype === Object.prototype || prototype === null
  );
}
