import type { Span } from './span';

/** A secret that is known by how it looks. */
interface Shape {
  /** Global; what it matches is secret, from the end of its first group on where it has one. */
  readonly pattern: RegExp;
  /** Whether what was matched really is one; it is unless this says no. */
  readonly isSecret?: (matched: string) => boolean;
}

/**
 * Where a word begins: not inside of another, or after an escape, whose last character looks like a part of the word:
 * `\n`, `\u000a`, `%0A`, and a terminal's colors.
 */
const ESCAPED = String.raw`(?<=\\[nrtbf]|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|%[0-9a-fA-F]{2}|\[[0-9;]{0,8}m)`;
const START = String.raw`(?:(?<![\w-])|${ESCAPED})`;

/** One character of base64, also where its slash or plus sign is escaped for JSON or a URL. */
const BASE64 = String.raw`(?:[A-Za-z0-9+/]|\\{1,7}\/|%(?:25)?2[BbFf])`;
const BASE64_ANY = String.raw`(?:[A-Za-z0-9+/=_-]|\\{1,7}\/|%(?:25)?(?:2[BbFf]|3[Dd]))`;

/**
 * Sources: the prefixes of access keys, "Unique identifiers" in the IAM user guide; Bedrock API keys (`ABSK…`,
 * `bedrock-api-key-…`), "API keys" in the Bedrock user guide; names of queries and headers, "Signature Version 4" in
 * the IAM user guide; what SSO and STS hand out begins as their tokens do. Each pattern begins at the start of a word
 * or goes no farther than a fixed number of characters, so that all of them take time in proportion to the text.
 */
const shapes: readonly Shape[] = [
  // A signed header: the scheme and its parameters.
  {
    pattern:
      /AWS4-[A-Z0-9-]{1,40}(?:[\s,+]|%20|%2C){1,6}(?:[A-Za-z-]{1,20}(?:=|%3D)[^\s,"'\\]{1,600}(?:[\s,+]|%20|%2C){0,6}){1,6}/gi,
  },
  {
    pattern: /(?<![A-Za-z])(Bearer(?:\s{1,8}|%20|\+))[\w.~+/%=:-]{8,}/gi,
    isSecret: (matched) => isNoWord(matched) || matched.length > 'bearer '.length + 15,
  },
  { pattern: /(?<![A-Za-z])((?:Basic|Negotiate|NTLM)(?:\s{1,8}|%20|\+))[\w+/%=-]{8,}/gi, isSecret: isNoWord },
  { pattern: new RegExp(`(?=ABSK)${START}ABSK${BASE64_ANY}{16,}`, 'g') },
  { pattern: /bedrock-api-key-[\w+/%=.-]+/gi },
  {
    pattern: new RegExp(
      `(?=A[KSBC][IC]A)(?:(?<![A-Z0-9])|${ESCAPED})(?:AKIA|ASIA|ABIA|ACCA)(?:[A-Z0-9]{16}|[A-Z2-7]{12,124})(?![A-Z0-9])`,
      'g',
    ),
  },
  { pattern: new RegExp(`(?:IQoJ|FwoG|FQoG|AQoD)${BASE64_ANY}{32,}`, 'g') },
  // What SSO hands out: access and refresh tokens, and JSON web tokens.
  { pattern: new RegExp(`(?=ao[ar])${START}ao[ar][A-Z](?:${BASE64_ANY}|[:.]|%3A){32,}`, 'g') },
  { pattern: new RegExp(String.raw`(?=eyJ)${START}eyJ[\w-]{8,}(?:\.[\w-]*){2,4}`, 'g') },
  { pattern: /(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)[^-]{1,16384}/g },
  // A bare secret access key: 40 characters of base64 with all three kinds, so no hash in hexadecimal.
  {
    pattern: new RegExp(String.raw`(?:(?<![A-Za-z0-9+/%\\])|${ESCAPED})${BASE64}{40}(?!${BASE64}|=)`, 'g'),
    isSecret: (matched) => /[a-z]/.test(matched) && /[A-Z]/.test(matched) && /\d/.test(matched),
  },
];

/** Whether what follows the scheme is none of the words that follow it in prose, as in "Basic authentication". */
function isNoWord(matched: string): boolean {
  return /(?:\s|%20|\+)\S[\s\S]*?(?:[A-Z0-9_~+/%=]|[.:-]\w)/.test(matched);
}

/** Where a text has what looks like a secret. */
export function* findShapes(text: string): Iterable<Span> {
  for (const { pattern, isSecret } of shapes) {
    for (const match of text.matchAll(pattern)) {
      if (isSecret?.(match[0]) !== false) {
        const from = match.index + (match[1]?.length ?? 0);
        yield { from, to: match.index + match[0].length };
      }
    }
  }
}
