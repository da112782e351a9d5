import { createHash, type Hash } from 'node:crypto';

/** Words and figures that a clock is made of: numbers, days, months, halves of a day. */
const CLOCK =
  /\d+|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b|\b[ap]m\b/gi;
/** A longer text is not looked through for a clock. */
const MAX_MASKED = 65_536;
/** A picture or a page stands for about so many characters. */
const MEDIA_CHARACTERS = 6_400;
const NAME_LENGTH = 16;

/** The names of a piece of a request: nothing of what is in it can be read from them. */
export interface Digest {
  readonly hash: string;
  /** The same for pieces that differ in numbers, days and months alone. */
  readonly shape: string;
  /** About how long it is, in characters. */
  readonly size: number;
}

/** Names a value, word for word and in its order, as a prompt cache tells it from another. */
export function digestOf(value: unknown): Digest {
  const digest = new Digester();
  digest.add(value);
  return digest.end();
}

class Digester {
  private readonly exact: Hash = createHash('sha256');
  private readonly masked: Hash = createHash('sha256');
  private size = 0;

  add(value: unknown): void {
    if (typeof value === 'string') {
      const shape = value.length > MAX_MASKED ? value : value.replace(CLOCK, '0');
      this.size += value.length;
      // With its length each text ends where it ends.
      this.exact.update(`"${value.length}:`).update(value);
      this.masked.update(`"${shape.length}:`).update(shape);
    } else if (value instanceof Uint8Array) {
      this.size += MEDIA_CHARACTERS;
      this.both(`<${value.byteLength}:`, value);
    } else if (Array.isArray(value)) {
      this.both(`[${value.length}:`);
      value.forEach((each) => this.add(each));
    } else if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value).filter(([, each]) => each !== undefined);
      this.both(`{${entries.length}:`);
      for (const [key, each] of entries) {
        this.both(`${key.length}:${key}`);
        this.add(each);
      }
    } else {
      this.exact.update(`=${String(value)}`);
      this.masked.update(typeof value === 'number' ? '=0' : `=${String(value)}`);
    }
  }

  end(): Digest {
    const name = (hash: Hash) => hash.digest('base64').slice(0, NAME_LENGTH);
    return { hash: name(this.exact), shape: name(this.masked), size: this.size };
  }

  private both(...parts: readonly (string | Uint8Array)[]): void {
    for (const part of parts) {
      this.exact.update(part);
      this.masked.update(part);
    }
  }
}
