import { STATUS_CODES } from 'node:http';

/** An answer, as far as it tells who wrote it. */
export interface ForeignAnswer {
  readonly status: number;
  /** Their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/*
 * Words are cut after so many characters: titles are shorter, and a page in place of one says little.
 */
const MAX_WORDS = 200;

/**
 * The failure where something between here and AWS answered, such as a proxy, a filter, a gateway or the sign-in page of
 * a network: its status, and the title or first words of its page. Undefined for what AWS may have written itself.
 */
export function foreignAnswer(answer: ForeignAnswer): Error | undefined {
  const { status, body } = answer;
  if (isOfAws(answer)) {
    return undefined;
  }
  const words = titleOf(body) ?? firstWords(body) ?? STATUS_CODES[status] ?? 'no words';
  return Object.assign(new Error(words), { name: nameOf(status), $metadata: { httpStatusCode: status } });
}

/** Whether an answer calls itself a page for people; no service of AWS does. */
export function isPage(headers: Readonly<Record<string, string>>): boolean {
  return /\bx?html\b/i.test(headers['content-type'] ?? '');
}

function isOfAws({ headers, body }: ForeignAnswer): boolean {
  if (isPage(headers) || /^\s*<(!doctype html|html|head|body)\b/i.test(body)) {
    return false;
  }
  // AWS's services write JSON, and some of them XML; where there is nothing to write, there is a request's number.
  return /^\s*[{[]|^\s*<(\?xml|error)/i.test(body) || Object.keys(headers).some((name) => OF_AWS.test(name));
}

const OF_AWS = /^x-amzn?-(request-?id|errortype|id-2)$/;

function nameOf(status: number): string {
  switch (status) {
    case 407:
      return 'ProxyAuthenticationRequired';
    case 413:
      return 'GatewayTooLarge';
    case 408:
    case 429:
      return 'GatewayFailure';
    default:
      return status >= 500 ? 'GatewayFailure' : 'GatewayRefusal';
  }
}

function titleOf(body: string): string | undefined {
  const found = /<(title|h1)\b[^>]*>([^<]{1,1000})/i.exec(body)?.[2];
  return found === undefined ? undefined : plain(found);
}

function firstWords(body: string): string | undefined {
  return plain(body.slice(0, 20_000).replace(/<(style|script)\b[^]*?<\/\1>|<[^>]*>/gi, ' '));
}

/** One line of text; undefined where nothing is left. */
function plain(text: string): string | undefined {
  const line = text
    .replace(/&(#\d{1,6}|#x[\da-f]{1,5}|\w{2,8});/gi, (whole, name: string) => characterOf(name) ?? whole)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return line === '' ? undefined : line.length > MAX_WORDS ? `${line.slice(0, MAX_WORDS)}…` : line;
}

const characters: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
  ['ndash', '–'],
  ['mdash', '—'],
  ['raquo', '»'],
  ['laquo', '«'],
]);

function characterOf(name: string): string | undefined {
  const number = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
  return name.startsWith('#') && number <= 0x10ffff ? String.fromCodePoint(number) : characters.get(name);
}
