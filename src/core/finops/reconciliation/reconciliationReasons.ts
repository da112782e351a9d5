import type { DailyUsage } from '../../../protocol/reconciliation';
import { addAmounts, isNegative } from '../amounts';
import type { BillLine } from './bill';
import { estimate, type ReconciliationParts, type Side } from './reconciliationParts';

/** Sources of the reasons. */
export interface Compared extends ReconciliationParts {
  readonly within: readonly DailyUsage[];
  /** Calls of days that the data does not have. */
  readonly outside: readonly DailyUsage[];
  /** The lines that are in rows. */
  readonly compared: readonly BillLine[];
  readonly sides: readonly Side[];
  readonly byModel: boolean;
  readonly days: { readonly first: string; readonly last: string };
  readonly gap: string | null;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const separate = {
  batch: 'batch inference',
  provisioned: 'provisioned throughput',
  other: 'guardrails, knowledge bases and other charges that are no tokens',
} as const;

/** Reasons of the gap, and charges that are in no row: each only where the data or the record shows it. */
export function reconciliationReasons(parts: Compared): string[] {
  return [
    ...direction(parts),
    ...regions(parts),
    ...models(parts),
    ...unpriced(parts),
    ...cache(parts),
    ...besides(parts),
    ...days(parts),
  ];
}

function direction({ gap, currency, compared, measureTitle, byModel }: Compared): string[] {
  const sentences: string[] = [];
  if (!byModel) {
    sentences.push('The bill does not tell the models apart, so they are compared together, day by day.');
  }
  if (gap === null) {
    const other = currency === '' ? 'an unknown currency' : currency;
    sentences.push(`The bill is in ${other} and our estimates are in US dollars: no gap is worked out.`);
  } else if (gap === '0') {
    sentences.push('Bill and record agree.');
  } else if (isNegative(gap)) {
    sentences.push(
      `Our estimate is higher than the bill (${measureTitle}): a discount or a free tier of this account, prices ` +
        'that have changed since our list, or days that the bill does not have in full yet.',
    );
  } else {
    sentences.push(
      'The bill is higher than our estimate: it also has the calls of other people, other machines and other ' +
        'programs of the account, and our record has only those of this extension on this machine.',
    );
  }
  const accounts = new Set(compared.map(({ account }) => account).filter((account) => account !== ''));
  if (accounts.size > 1) {
    sentences.push(`The bill covers ${accounts.size} accounts: ${list([...accounts])}.`);
  }
  return sentences;
}

function regions({ within, compared, currency }: Compared): string[] {
  const called = new Set(within.map(({ region }) => region));
  const elsewhere = compared.filter(({ region }) => region !== '' && !called.has(region));
  if (elsewhere.length === 0 || called.size === 0) {
    return [];
  }
  const names = [...new Set(elsewhere.map(({ region }) => region))].sort();
  const cost = money(elsewhere, currency);
  return [
    `${cost} of the bill is of ${list(names)}, which nothing was called in from here: others use it, or a profile ` +
      'of several regions sent calls there.',
  ];
}

function models({ sides, byModel, currency }: Compared): string[] {
  if (!byModel) {
    return [];
  }
  const called = new Set(sides.filter(({ usage }) => usage.length > 0).map(({ model }) => model));
  const billed = new Set(sides.filter(({ lines }) => lines.length > 0).map(({ model }) => model));
  const sentences: string[] = [];
  const foreign = sides.filter(({ model }) => !called.has(model));
  if (foreign.length > 0) {
    const names = [...new Set(foreign.map(({ model }) => model))].sort();
    const cost = money(
      foreign.flatMap(({ lines }) => lines),
      currency,
    );
    sentences.push(`${cost} of the bill is of models that were not called from here: ${list(names)}.`);
  }
  const missing = [...called].filter((model) => !billed.has(model)).sort();
  if (missing.length > 0) {
    sentences.push(
      `Not on the bill at all: ${list(missing)}. It may be billed to another account, under another name, or later.`,
    );
  }
  return sentences;
}

function unpriced({ within }: Compared): string[] {
  const unknown = sum(within, ({ unpricedCalls }) => unpricedCalls);
  const estimated = sum(within, ({ estimatedCalls }) => estimatedCalls);
  return [
    ...(unknown === 0
      ? []
      : [
          `${calls(unknown)} on our side ${unknown === 1 ? 'has' : 'have'} no known price and count as nothing. ` +
            'The setting bedrockChat.prices takes prices of your own.',
        ]),
    ...(estimated === 0
      ? []
      : [
          `${calls(estimated)} ended before Bedrock told the number of tokens: ours ${estimated === 1 ? 'is' : 'are'} estimated.`,
        ]),
  ];
}

function cache({ within, compared, currency }: Compared): string[] {
  const lines = compared.filter(({ kind }) => kind === 'cache');
  const ours = sum(within, (one) => one.cacheReadTokens + one.cacheWriteTokens);
  if (lines.length > 0 && ours === 0) {
    return [`${money(lines, currency)} of the bill is for the prompt cache, which nothing here has used.`];
  }
  if (lines.length === 0 && ours > 0 && compared.some(({ model }) => model !== undefined)) {
    return [
      'Our calls used the prompt cache, and the bill has no line for it: it may come under the input tokens.',
    ];
  }
  return [];
}

/** The bill's charges of Bedrock that are in no row. */
function besides({ lines, currency }: Compared): string[] {
  const usage = lines.filter(({ category }) => category === 'Usage');
  const kinds = (['batch', 'provisioned', 'other'] as const).flatMap((kind) => {
    const those = usage.filter((line) => line.kind === kind);
    return those.length === 0 ? [] : [`${money(those, currency)} for ${separate[kind]}`];
  });
  const others = lines.filter(({ category }) => category !== 'Usage');
  const categories = [...new Set(others.map(({ category }) => category))].sort().map((category) => {
    const those = others.filter((line) => line.category === category);
    return `${category.toLowerCase()} ${money(those, currency)}`;
  });
  return [
    ...(kinds.length === 0
      ? []
      : [`The bill also has ${list(kinds)}: no single call is recorded of that, and it is in no row.`]),
    ...(categories.length === 0
      ? []
      : [`Besides usage the bill has of Bedrock, in no row: ${list(categories)}.`]),
  ];
}

function days({ days: { first, last }, outside, today }: Compared): string[] {
  const sentences: string[] = [];
  const count = sum(outside, (one) => one.calls);
  if (count > 0) {
    const cost = estimate(sum(outside, ({ costUsd }) => costUsd));
    sentences.push(
      `${calls(count)} of our record, estimated at ${cost} USD, ${count === 1 ? 'is' : 'are'} of days that this data ` +
        `does not have: it goes from ${first} to ${last}.`,
    );
  }
  const ageDays = (Date.parse(today) - Date.parse(last)) / DAY_MS;
  if (ageDays <= 2) {
    sentences.push(
      'Bills lag: AWS adds costs for 24 to 48 hours and more, so the last days of this data may not be complete.',
    );
  }
  return sentences;
}

function money(lines: readonly BillLine[], currency: string): string {
  return `${addAmounts(lines.map(({ cost }) => cost))} ${currency}`.trim();
}

function sum(usage: readonly DailyUsage[], of: (one: DailyUsage) => number): number {
  return usage.reduce((total, one) => total + of(one), 0);
}

function calls(count: number): string {
  return count === 1 ? '1 call' : `${count} calls`;
}

/** The first of them, and how many more there are. */
function list(names: readonly string[]): string {
  const shown = names.slice(0, 5);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
