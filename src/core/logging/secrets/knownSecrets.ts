import { escapeControls } from '../format';
import type { Span } from './span';

/** Shorter values would blot out half of the log and are no secret of AWS. */
const MIN_LENGTH = 8;

/** Session tokens come by the hour; those of last week are worth nothing. */
const MAX_SECRETS = 200;

/** Secrets that one was told, looked for in the forms in which they travel. */
export class KnownSecrets {
  /** The forms of each secret, in the order in which they were last told. */
  private readonly secrets = new Map<string, readonly string[]>();
  private search: Search | undefined;

  /** Remembers a value. Values of fewer than 8 characters are not taken; of the others the latest 200 are kept. */
  add(value: string): void {
    if (value.length < MIN_LENGTH) {
      return;
    }
    const forms = this.secrets.get(value);
    this.secrets.delete(value);
    this.secrets.set(value, forms ?? formsOf(value));
    if (forms === undefined) {
      this.search = undefined;
    }
    for (const oldest of this.secrets.keys()) {
      if (this.secrets.size <= MAX_SECRETS) {
        break;
      }
      this.secrets.delete(oldest);
    }
  }

  /** Length of the longest form, in characters. */
  get longest(): number {
    return this.searched().longest;
  }

  /** Where any of them is in the text. */
  *find(text: string): Iterable<Span> {
    const { beginnings, byBeginning } = this.searched();
    if (beginnings === undefined) {
      return;
    }
    beginnings.lastIndex = 0;
    for (let match = beginnings.exec(text); match !== null; match = beginnings.exec(text)) {
      const { index } = match;
      const form = byBeginning.get(match[0])?.find((each) => text.startsWith(each, index));
      if (form !== undefined) {
        yield { from: index, to: index + form.length };
      }
      // Another may begin within this one.
      beginnings.lastIndex = index + 1;
    }
  }

  private searched(): Search {
    this.search ??= searchOf([...this.secrets.values()].flat());
    return this.search;
  }
}

/** One search for many forms: their first characters in one expression, the rest compared where these are found. */
interface Search {
  readonly beginnings: RegExp | undefined;
  /** Forms by their first characters, the longest first. */
  readonly byBeginning: ReadonlyMap<string, readonly string[]>;
  readonly longest: number;
}

function searchOf(forms: readonly string[]): Search {
  const byBeginning = new Map<string, string[]>();
  for (const form of [...new Set(forms)].sort((a, b) => b.length - a.length)) {
    const beginning = form.slice(0, MIN_LENGTH);
    byBeginning.set(beginning, [...(byBeginning.get(beginning) ?? []), form]);
  }
  const literals = [...byBeginning.keys()].map((beginning) => beginning.replace(/[^\w ]/g, String.raw`\$&`));
  return {
    beginnings: literals.length === 0 ? undefined : new RegExp(literals.join('|'), 'g'),
    byBeginning,
    longest: forms.reduce((longest, form) => Math.max(longest, form.length), 0),
  };
}

/** The ways one value is written: as it is, escaped, in JSON, in HTML, in a URL, in base64, in hexadecimal, by codes. */
function formsOf(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const percent = encodeLoosely(value);
  const bytes = Buffer.from(value);
  return [
    value,
    json,
    JSON.stringify(json).slice(1, -1),
    json.replaceAll('/', String.raw`\/`),
    value.replace(/[&<>"']/g, (character) => htmlEscapes.get(character) ?? character),
    percent,
    lowerCaseEscapes(percent),
    encodeURIComponent(percent),
    new URLSearchParams([['', value]]).toString().slice(1),
    ...inBase64(bytes, 'base64'),
    ...inBase64(bytes, 'base64url'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...byCodes(value),
  ].flatMap((form) => [form, escapeControls(form)]);
}

const htmlEscapes = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** Which characters writers of JSON and HTML give by their codes: all but letters and digits, or some of these. */
const codedCharacters = [/[^A-Za-z0-9]/g, /[&<>"'`+]/g, /[&<>"'`=/]/g, /[&<>]/g];

/** With characters by their codes, as in JSON (`\u002b`) and in HTML (`&#43;`, `&#x2b;`). */
function byCodes(value: string): string[] {
  const writers: ((hex: string, code: number) => string)[] = [
    (hex) => String.raw`\u${hex.padStart(4, '0')}`,
    (hex) => String.raw`\u${hex.toUpperCase().padStart(4, '0')}`,
    (_, code) => `&#${code};`,
    (hex) => `&#x${hex};`,
    (hex) => `&#x${hex.toUpperCase()};`,
  ];
  const all = codedCharacters.flatMap((coded) =>
    writers.map((write) =>
      value.replace(coded, (character) => {
        const code = character.charCodeAt(0);
        return write(code.toString(16), code);
      }),
    ),
  );
  return [...new Set(all)];
}

/** As it is by itself, and as it is inside of something longer, such as `user:password`, at each of three offsets. */
function inBase64(bytes: Buffer, encoding: 'base64' | 'base64url'): string[] {
  const inside = [0, 1, 2].map((offset) => {
    const bits = 8 * (offset + bytes.length);
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString(encoding);
    // Characters that also hold bits of the neighbors are another each time.
    return text.slice(Math.ceil((8 * offset) / 6), Math.floor(bits / 6));
  });
  return [bytes.toString(encoding), ...inside];
}

/** Percent-encodes; unlike the language's own function it accepts half of a surrogate pair. */
function encodeLoosely(value: string): string {
  return encodeURIComponent(value.replace(/[\ud800-\udfff]/gu, '\ufffd'));
}

function lowerCaseEscapes(text: string): string {
  return text.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
}
