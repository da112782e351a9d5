import type { Span } from './span';

/** Names whose value is secret whatever it looks like, as header, query parameter, variable, key or element. */
const SECRET_NAMES = [
  'secret[-_ ]?access[-_ ]?key(?![-_ ]?id)',
  'aws[-_ ]?secret[-_ ]?key',
  '(?:session|security|access|refresh|(?<![a-z])id|bearer|auth|authorization)[-_ ]?token',
  'bearer[-_ ]?token[-_ ]?bedrock',
  '(?:proxy-)?authorization',
  '(?:set-)?cookie',
  'api[-_ ]?key',
  'client[-_ ]?secret',
  'private[-_ ]?key',
  'passw(?:or)?d',
  'passphrase',
  'x-amz-signature',
  'x-amz-credential',
  'signature',
].join('|');

/** Names that are also words of prose: only what is written as an assignment counts. */
const WORDY_NAMES = 'token|secret|pwd';

const NAMES = `(?<name>${SECRET_NAMES})|(?<wordy>${WORDY_NAMES})`;
const QUOTE = String.raw`\\{0,15}["'\x60]|&quot;|%22`;
const BLANKS = String.raw`(?:\s|\\[nrt]){0,40}`;

/**
 * A name, what stands between it and its value, and the quote that opens the value: `name=`, `name: "`, `"name":"`,
 * `\"name\":\"`, `'name', '`, `"name","value":"`, and the same URL-encoded.
 */
const assignment = new RegExp(
  `(?:${NAMES})(?<closing>${QUOTE})?(?<before>${BLANKS})` +
    String.raw`(?<sign>=>|:=|={1,2}|:|%(?:25)?3[AD]|\\u003[ad]|` +
    `(?<=(?:["'\\x60]|&quot;|%22)\\s{0,40}),(?:${BLANKS}(?:${QUOTE})value(?:${QUOTE})${BLANKS}:)?(?=${BLANKS}(?:\\[${BLANKS})?(?:${QUOTE})))` +
    `(?<after>${BLANKS}(?:\\[(?!redacted\\])${BLANKS})?)(?<opening>${QUOTE})?`,
  'gi',
);

/** In lists, only headers stand beside their values; `["user", "password", "email"]` is none. */
const headerName = /(?:authorization|cookie|token|api-?key|^x-amz-\w+)$/i;

/** `<Name>` and `&lt;ns:Name attribute="x"&gt;`. */
const element = new RegExp(
  String.raw`(?:<|&lt;)[\w.:-]{0,40}?(?:${SECRET_NAMES}|${WORDY_NAMES})(?:\s[^<>&]{0,200})?(?:>|&gt;)(?:<!\[CDATA\[)?\s{0,40}`,
  'gi',
);

/** `--name value`; with `=` it is an assignment. */
const option = new RegExp(
  String.raw`(?<![-\w])--(?!-)[\w-]{0,30}?(?:${SECRET_NAMES}|${WORDY_NAMES})[ \t]{1,9}(?<opening>${QUOTE})?(?!-)`,
  'gi',
);

/** No value, or one that was taken out already. */
const noSecret = /^(?:null|undefined|true|false|\[redacted\]?)$/;

/** A quote that is farther away than this does not close a value. */
const MAX_VALUE = 8192;

/** A word of prose is shorter. */
const MAX_PROSE = 200;

const nameAtEnd = new RegExp(`(?:${SECRET_NAMES}|(?<![a-z])(?:${WORDY_NAMES}))$`, 'i');

/** Whether a value of this name is secret whatever it looks like. */
export function isSecretName(name: string): boolean {
  return nameAtEnd.test(name);
}

/** Where a text has the value of something that is secret by its name. */
export function* findNamed(text: string): Iterable<Span> {
  yield* valuesAfter(assignment, text, endOfValue, isAssigned);
  yield* valuesAfter(element, text, endOfElement);
  yield* valuesAfter(option, text, endOfValue);
}

type Groups = Readonly<Record<string, string | undefined>>;

/** The values after what a pattern matches. Each is read once: the search goes on behind it. */
function* valuesAfter(
  pattern: RegExp,
  text: string,
  endOf: (text: string, from: number, opening: string | undefined) => number,
  isSecret: (groups: Groups, value: string) => boolean = () => true,
): Iterable<Span> {
  const search = new RegExp(pattern);
  for (let match = search.exec(text); match !== null; match = search.exec(text)) {
    const groups = match.groups ?? {};
    const from = search.lastIndex;
    const to = endOf(text, from, groups['opening']);
    const value = text.slice(from, to);
    if (value !== '' && !noSecret.test(value) && isSecret(groups, value)) {
      yield { from, to };
      search.lastIndex = to;
    }
  }
}

/** Whether a name and a value are an assignment of a secret, rather than prose or code that reads like one. */
function isAssigned(
  { name, wordy, closing, before, sign = '', after, opening }: Groups,
  value: string,
): boolean {
  if (sign.startsWith(',')) {
    return headerName.test(name ?? '');
  }
  // No prose goes on like this; and what is no secret is read again, so it must be short.
  if (value.length > MAX_PROSE) {
    return true;
  }
  if (name !== undefined || closing !== undefined) {
    return true;
  }
  // The variable PWD is the folder one is in.
  if (wordy === 'PWD' && /^(?:\/|[A-Za-z]:)/.test(value)) {
    return false;
  }
  // "Unexpected token = in JSON", "invalid token: expected comma", "token=12".
  const attached = sign !== ':' && before === '' && after === '' && !/^\d{1,7}$/.test(value);
  return (
    attached || (opening !== undefined && sign !== ':') || (/\d/.test(value) && /[a-z].{6}/i.test(value))
  );
}

function endOfValue(text: string, from: number, opening: string | undefined): number {
  return opening === undefined ? endOfBare(text, from) : endOfQuoted(text, from, opening);
}

/** The end of a value in quotes, blanks included: where the quote that opened it, as often escaped, stands again. */
function endOfQuoted(text: string, from: number, opening: string): number {
  // What opens the next value also closes this one, so that no part of the text is searched for many of them.
  const quotes = /^[&%]/.test(opening) ? /&quot;|%22/gi : /\\{0,15}["'`]/g;
  quotes.lastIndex = from;
  for (let match = quotes.exec(text); match !== null; match = quotes.exec(text)) {
    if (match.index - from > MAX_VALUE) {
      break;
    }
    // One that is escaped more often is part of the value.
    if (match[0].at(-1) === opening.at(-1) && match[0].length <= opening.length) {
      return match.index;
    }
  }
  return endOfLine(text, from);
}

const scheme = /(?:Bearer|Basic|Negotiate|NTLM|Digest|Token)(?:\s{1,8}|%20|\+)/iy;
const bare =
  /(?:[^\s"'`\\,;&}\])<>]|\\{1,7}\/|[\])}](?=\w))+(?:,\s{0,4}[\w-]{1,20}=(?:"[^"\r\n]{0,512}"|[^\s,"]{1,512})){0,8}/y;

/** The end of a value without quotes, with the scheme of a header's value before it. */
function endOfBare(text: string, from: number): number {
  scheme.lastIndex = from;
  const start = scheme.test(text) ? scheme.lastIndex : from;
  bare.lastIndex = start;
  return bare.test(text) ? bare.lastIndex : start;
}

/** The end of an element's text, which has no element in it. */
function endOfElement(text: string, from: number): number {
  const bracket = /<|&lt;/g;
  bracket.lastIndex = from;
  const next = bracket.exec(text);
  return next !== null && text[bracket.lastIndex] === '/' ? next.index : from;
}

function endOfLine(text: string, from: number): number {
  const part = text.slice(from, from + MAX_VALUE);
  const end = /\r|\n/.exec(part)?.index;
  return from + (end ?? part.length);
}
