import { KnownSecrets } from './secrets/knownSecrets';
import { findNamed, isSecretName } from './secrets/named';
import { findShapes } from './secrets/shapes';
import { replaceSpans, type Span } from './secrets/span';
import { findInUrls } from './secrets/urls';

/** The replacement of a secret. */
export const REDACTED = '[redacted]';

/** Takes the secrets out of a text. */
export type Redact = (text: string) => string;

/** Longer texts are cut, so that none takes long; no failure needs so many words. */
const MAX_LENGTH = 65_536;

/** Longer than what a secret is, with its encodings: so much is read past the cut, for one that lies across it. */
const LOOK_AHEAD = 8192;

/** Room for the words that say how much was cut. */
const NOTE_LENGTH = 40;

/** Takes secrets out of texts: those it was told, in the forms they travel in, and all that look like one. */
export class Redactor {
  private readonly known = new KnownSecrets();

  /** Makes this very value unspeakable from now on. Values of fewer than 8 characters are not taken. */
  addSecret(value: string): void {
    this.known.add(value);
  }

  /** Whether a value of this name is secret whatever it looks like. */
  isSecretName(name: string): boolean {
    return isSecretName(name);
  }

  /**
   * The text without its secrets, in time that grows with its length and no faster. A text of more than `maxLength`
   * characters is cut and says so; of a secret that lies across the cut nothing is left.
   */
  redact(text: string, maxLength = MAX_LENGTH): string {
    const lookAhead = Math.max(LOOK_AHEAD, this.known.longest);
    return redactPart(text, maxLength, lookAhead, (part) => [
      ...this.known.find(part),
      ...findAnonymous(part),
    ]);
  }
}

/** The text without what looks like a secret, for where no {@link Redactor} knows any; cut as the redactor cuts. */
export function redactShapes(text: string, maxLength = MAX_LENGTH): string {
  return redactPart(text, maxLength, LOOK_AHEAD, findAnonymous);
}

function findAnonymous(text: string): Span[] {
  return [...findNamed(text), ...findShapes(text), ...findInUrls(text)];
}

function redactPart(
  text: string,
  maxLength: number,
  lookAhead: number,
  find: (part: string) => readonly Span[],
): string {
  if (text.length <= maxLength) {
    return replaceSpans(text, find(text), REDACTED).text;
  }
  const part = text.slice(0, maxLength + lookAhead);
  const { text: clean, read } = replaceSpans(part, find(part), REDACTED, maxLength - NOTE_LENGTH);
  return `${clean}… (${String(text.length - read)} more characters)`;
}
