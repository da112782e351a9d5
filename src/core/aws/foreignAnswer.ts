import { STATUS_CODES } from 'node:http';

/** An answer, as far as it tells who wrote it. */
export interface ForeignAnswer {
  readonly status: number;
  /** Their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A page is looked through so far, in characters: its title comes early. */
const MAX_READ = 16_384;
/** Titles are shorter, and a page in place of one says little. In characters. */
const MAX_WORDS = 200;

/**
 * The failure where something between here and AWS answered, such as a proxy, a filter, a gateway or the sign-in page of
 * a network: its status, and the title or first words of its page. Undefined for what AWS may have written itself.
 */
export function foreignAnswer(answer: ForeignAnswer): Error | undefined {
  const { status, body } = answer;
  if (status >= 300 && isOfAws(answer)) {
    return undefined;
  }
  const words = plain(saidAsJson(body) ?? titleOf(body) ?? textOf(body)) ?? STATUS_CODES[status] ?? '-';
  return Object.assign(new Error(words), { name: nameOf(status), $metadata: { httpStatusCode: status } });
}

/** Whether an answer calls itself text for people; no service of AWS answers so. */
export function isText({ 'content-type': type = '' }: Readonly<Record<string, string>>): boolean {
  return /^\s*text\/(html|plain)|\bxhtml\b/i.test(type);
}

function isOfAws({ status, headers, body }: ForeignAnswer): boolean {
  if (PAGE.test(body)) {
    return false;
  }
  // Every failure of AWS has a name or a request's number. Too much is too much, whoever says so.
  const isSaid = Object.keys(headers).some((name) => OF_AWS.test(name)) || status === 429 || status === 529;
  return isSaid || /^\s*<(\?xml|error)/i.test(body) || /^\s*\{[^]*"(__type|code)"\s*:\s*"/i.test(body);
}

/* Comments and declarations may come before it. */
const PAGE = /^\s*<[^]{0,2000}?<?(!doctype html|html|head|title|body)\b/i;
/* The OpenAI-compatible APIs have a number of their own. */
const OF_AWS = /^x-(amzn?-(request-?id|errortype|id-2)|request-id)$/;

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

/** What a gateway says that answers in JSON: in one of the usual fields. */
function saidAsJson(body: string): string | undefined {
  try {
    return wordsIn(JSON.parse(body));
  } catch {
    return undefined;
  }
}

function wordsIn(said: unknown): string | undefined {
  if (typeof said !== 'object' || said === null) {
    return typeof said === 'string' ? said : undefined;
  }
  const { message, error, detail } = said as Readonly<Record<string, unknown>>;
  return [message, error, detail].map(wordsIn).find((words) => words !== undefined);
}

function titleOf(body: string): string | undefined {
  return /<(title|h1)\b[^>]{0,200}>([^<]{1,1000})/i.exec(body.slice(0, MAX_READ))?.[2];
}

function textOf(body: string): string {
  return body.slice(0, MAX_READ).replace(/<(style|script)\b[^]{0,2000}?<\/\1>|<[^>]{0,500}>/gi, ' ');
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
