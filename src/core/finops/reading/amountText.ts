import { entryOf } from '../../util/entryOf';

/** What separates whole units from their parts. */
export type DecimalSign = '.' | ',';

/** An amount as it is written. */
export interface AmountText {
  readonly negative: boolean;
  /** The code of the currency that stands beside it. */
  readonly currency: string | undefined;
  /** Digits with their separators. */
  readonly body: string;
  /** `E-7`, or nothing. */
  readonly exponent: string;
  /** The decimal sign that its digits leave possible; undefined where there is nothing to tell it by. */
  readonly sign: DecimalSign | 'either' | undefined;
}

const symbols: Readonly<Record<string, string>> = {
  $: 'USD',
  us$: 'USD',
  a$: 'AUD',
  c$: 'CAD',
  ca$: 'CAD',
  au$: 'AUD',
  nz$: 'NZD',
  hk$: 'HKD',
  s$: 'SGD',
  r$: 'BRL',
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'JPY',
  '￥': 'JPY',
  '₹': 'INR',
  '₩': 'KRW',
  zł: 'PLN',
  fr: 'CHF',
  'fr.': 'CHF',
  kč: 'CZK',
  '₺': 'TRY',
  '₴': 'UAH',
  '₪': 'ILS',
  '฿': 'THB',
  '₫': 'VND',
  '₦': 'NGN',
  '₱': 'PHP',
};

/** Codes of currencies in bills, ISO 4217. */
const codes = new Set(
  (
    'USD EUR GBP JPY CNY INR AUD CAD CHF SEK NOK DKK PLN CZK HUF RON BGN TRY BRL MXN ARS CLP COP PEN ZAR NGN KES EGP ' +
    'ILS AED SAR QAR KWD BHD SGD HKD TWD KRW THB MYR IDR PHP VND NZD RUB UAH ISK'
  ).split(' '),
);

/** The code of a currency that is written as a code, in any case, or as a sign; undefined for anything else. */
export function currencyOf(text: string): string | undefined {
  const word = text.trim();
  const code = word.toUpperCase();
  return codes.has(code) ? code : entryOf(symbols, word.toLowerCase());
}

/** Whether a cell says that there is no amount. */
export function isNoAmount(text: string): boolean {
  return (
    text.length < 20 &&
    /^(?:[-–—]+|n\/?a\.?|n\.a\.|#n\/a|null|none|nil|nan|\(null\)|\\n|included|free)?$/i.test(text.trim())
  );
}

const MAX_LENGTH = 80;
const GROUPS = /[\s'’_]/g;

/** The parts of an amount; undefined where a text is none. */
export function splitAmount(text: string): AmountText | undefined {
  // Most cells of a table are no amounts, which shows at once; no amount is as long as this.
  if (text.length > MAX_LENGTH || !/\d/.test(text)) {
    return undefined;
  }
  let rest = text.trim().replaceAll('−', '-').replace(/\s+/g, ' ');
  let negative = false;
  const bracketed = /^([^\d(]*)\((.*)\)([^\d)]*)$/.exec(rest);
  if (bracketed) {
    negative = true;
    rest = `${bracketed[1] ?? ''}${bracketed[2] ?? ''}${bracketed[3] ?? ''}`.trim();
  }
  const match =
    /^(?<before>[^\d.,]*?)(?<body>(?:\d|[.,](?=\d))(?:[\d.,'’_ ]*\d)?[.,]?)(?<exponent>[eE][-+]?\d{1,3})?(?<behind>[^\d]*)$/.exec(
      rest,
    );
  if (!match?.groups) {
    return undefined;
  }
  const { before = '', body = '', exponent = '', behind = '' } = match.groups;
  const signs = `${before}${behind}`.replace(/[^-+]/g, '');
  const words = [before, behind].map((part) => part.replace(/[-+]/g, '').trim());
  const credit = /^cr\.?$/i.test(words[1] ?? '');
  if (credit || /^dr\.?$/i.test(words[1] ?? '')) {
    words[1] = '';
  }
  const named = words.filter((word) => word !== '');
  const currencies = named.map(currencyOf);
  if (signs.length > 1 || named.length > 1 || currencies.includes(undefined)) {
    return undefined;
  }
  negative = negative !== (signs === '-' || credit);
  return { negative, currency: currencies[0], body, exponent, sign: signOf(body) };
}

function signOf(body: string): AmountText['sign'] {
  const points = body.split('.').length - 1;
  const commas = body.split(',').length - 1;
  if (points > 0 && commas > 0) {
    return body.lastIndexOf('.') > body.lastIndexOf(',') ? '.' : ',';
  }
  if (points + commas === 0) {
    return undefined;
  }
  const found: DecimalSign = points > 0 ? '.' : ',';
  if (points + commas > 1) {
    return found === '.' ? ',' : '.';
  }
  const [whole = '', part = ''] = body.replace(GROUPS, '').split(found);
  const groups = part.length === 3 && /^[1-9]\d{0,2}$/.test(whole) && !/[\s'’_]/.test(body);
  return groups ? 'either' : found;
}

const digits = /^(?:\d+(?:\.\d*)?|\.\d+)$/;

/** The decimal number of an amount, exact, with a point; undefined where its separators are no such. */
export function decimalText(amount: AmountText, sign: DecimalSign): string | undefined {
  const own = amount.sign === '.' || amount.sign === ',' ? amount.sign : sign;
  const group = own === '.' ? ',' : '.';
  const [whole = '', ...parts] = amount.body.split(own);
  if (parts.length > 1) {
    return undefined;
  }
  const separators = new Set(whole.match(/[.,'’_\s]/g) ?? []);
  if (separators.size > 1 || (parts[0] ?? '').includes(group)) {
    return undefined;
  }
  const [separator] = separators;
  if (separator !== undefined) {
    const groups = whole.split(separator);
    const fits = groups.every((part, at) =>
      at === 0
        ? /^\d{1,3}$/.test(part)
        : at === groups.length - 1
          ? /^\d{3}$/.test(part)
          : /^\d{2,3}$/.test(part),
    );
    if (!fits) {
      return undefined;
    }
  }
  const plain = `${whole.replace(/[.,'’_\s]/g, '')}${parts.length > 0 ? `.${parts[0] ?? ''}` : ''}`;
  if (!digits.test(plain)) {
    return undefined;
  }
  return `${amount.negative ? '-' : ''}${plain.replace(/\.$/, '')}${amount.exponent}`;
}
