import * as l10n from '@vscode/l10n';
import type { DailyUsage } from '../../../protocol/reconciliation';
import { addAmounts, compareAmounts, isNegative } from '../amounts';
import type { BillLine } from './bill';
import { formatAmount, formatCount } from '../../../shared/format';
import { estimate, type ReconciliationParts, type Side, unnamedModel } from './reconciliationParts';

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
    sentences.push(
      l10n.t('The bill does not tell the models apart, so they are compared together, day by day.'),
    );
  }
  if (gap === null) {
    sentences.push(
      currency === ''
        ? l10n.t(
            'The bill is in an unknown currency and our estimates are in US dollars: no gap is worked out.',
          )
        : l10n.t('The bill is in {0} and our estimates are in US dollars: no gap is worked out.', currency),
    );
  } else if (gap === '0') {
    sentences.push(l10n.t('Bill and record agree.'));
  } else if (isNegative(gap)) {
    sentences.push(
      l10n.t(
        'Our estimate is higher than the bill ({0}): a discount or a free tier of this account, prices that have changed since our list, or days that the bill does not have in full yet.',
        measureTitle,
      ),
    );
  } else {
    sentences.push(
      l10n.t(
        'The bill is higher than our estimate: it also has the calls of other people, other machines and other programs of the account, and our record has only those of this extension on this machine.',
      ),
    );
  }
  const accounts = new Set(compared.map(({ account }) => account).filter((account) => account !== ''));
  if (accounts.size > 1) {
    sentences.push(
      l10n.t('The bill covers {0} accounts: {1}.', formatCount(accounts.size), list([...accounts])),
    );
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
  return [
    l10n.t({
      message:
        '{0} of the bill is of {1}, which nothing was called in from here: others use it, or a profile of several regions sent calls there.',
      args: [money(elsewhere, currency), list(names)],
      comment: ['{0}: an amount', '{1}: regions'],
    }),
  ];
}

function models({ sides, byModel, currency }: Compared): string[] {
  if (!byModel) {
    return [];
  }
  const called = new Set(sides.filter(({ usage }) => usage.length > 0).map(({ model }) => model));
  const billed = new Set(sides.filter(({ lines }) => lines.length > 0).map(({ model }) => model));
  const sentences: string[] = [];
  const foreign = sides.filter(({ model }) => !called.has(model) && model !== unnamedModel());
  if (foreign.length > 0) {
    const names = [...new Set(foreign.map(({ model }) => model))].sort();
    const cost = money(
      foreign.flatMap(({ lines }) => lines),
      currency,
    );
    sentences.push(
      l10n.t('{0} of the bill is of models that were not called from here: {1}.', cost, list(names)),
    );
  }
  const missing = [...called].filter((model) => !billed.has(model)).sort();
  if (missing.length > 0) {
    sentences.push(
      l10n.t(
        'Not on the bill at all: {0}. It may be billed to another account, under another name, or later.',
        list(missing),
      ),
    );
  }
  return sentences;
}

function unpriced({ within }: Compared): string[] {
  const unknown = sum(within, ({ unpricedCalls }) => unpricedCalls);
  const estimated = sum(within, ({ estimatedCalls }) => estimatedCalls);
  return [
    ...(unknown === 0 ? [] : [unpricedText(unknown)]),
    ...(estimated === 0 ? [] : [estimatedText(estimated)]),
  ];
}

function unpricedText(count: number): string {
  return count === 1
    ? l10n.t(
        '1 call on our side has no known price and counts as nothing. The setting bedrockChat.prices takes prices of your own.',
      )
    : l10n.t(
        '{0} calls on our side have no known price and count as nothing. The setting bedrockChat.prices takes prices of your own.',
        formatCount(count),
      );
}

function estimatedText(count: number): string {
  return count === 1
    ? l10n.t('1 call ended before Bedrock told the number of tokens: ours is estimated.')
    : l10n.t(
        '{0} calls ended before Bedrock told the number of tokens: ours are estimated.',
        formatCount(count),
      );
}

function cache({ within, compared, currency }: Compared): string[] {
  const lines = compared.filter(({ kind }) => kind === 'cache');
  const ours = sum(within, (one) => one.cacheReadTokens + one.cacheWriteTokens);
  if (lines.length > 0 && ours === 0) {
    const cost = money(lines, currency);
    return [l10n.t('{0} of the bill is for the prompt cache, which nothing here has used.', cost)];
  }
  if (lines.length === 0 && ours > 0 && compared.some(({ model }) => model !== undefined)) {
    return [
      l10n.t(
        'Our calls used the prompt cache, and the bill has no line for it: it may come under the input tokens.',
      ),
    ];
  }
  return [];
}

/** The bill's charges of Bedrock that are in no row. */
function besides({ lines, currency }: Compared): string[] {
  const usage = lines.filter(({ category }) => category === 'Usage');
  const kinds = (['batch', 'provisioned', 'other'] as const).flatMap((kind) => {
    const those = usage.filter((line) => line.kind === kind);
    return those.length === 0 ? [] : [separateText(kind, money(those, currency))];
  });
  // What has no place here is shown as the bill calls it, with its money.
  const unplaced = byAmount(
    usage.filter(({ kind }) => kind === 'other'),
    currency,
  );
  const unnamed = byAmount(
    usage.filter(({ kind, model }) => (kind === 'tokens' || kind === 'cache') && model === undefined),
    currency,
  );
  const others = lines.filter(({ category }) => category !== 'Usage');
  const categories = [...new Set(others.map(({ category }) => category))].sort().map((category) => {
    const those = others.filter((line) => line.category === category);
    return categoryText(category, money(those, currency));
  });
  return [
    ...(kinds.length === 0
      ? []
      : [
          l10n.t(
            'The bill also has {0}: no single call is recorded of that, and it is in no row.',
            list(kinds),
          ),
        ]),
    ...(unplaced.length === 0
      ? []
      : [l10n.t('The charges that are no tokens, by usage type: {0}.', list(unplaced))]),
    ...(unnamed.length === 0 ? [] : [l10n.t('Usage types that name no model: {0}.', list(unnamed))]),
    ...(categories.length === 0
      ? []
      : [l10n.t('Besides usage the bill has of Bedrock, in no row: {0}.', list(categories))]),
  ];
}

function separateText(kind: 'batch' | 'provisioned' | 'other', cost: string): string {
  switch (kind) {
    case 'batch':
      return l10n.t({
        message: '{0} for batch inference',
        args: [cost],
        comment: ['An item of the list in “The bill also has {0}: no single call …”'],
      });
    case 'provisioned':
      return l10n.t({
        message: '{0} for provisioned throughput',
        args: [cost],
        comment: ['An item of the list in “The bill also has {0}: no single call …”'],
      });
    case 'other':
      return l10n.t({
        message: '{0} for guardrails, knowledge bases and other charges that are no tokens',
        args: [cost],
        comment: ['An item of the list in “The bill also has {0}: no single call …”'],
      });
  }
}

/** Categories of the canonical columns; a bill may have others. */
function categoryText(category: string, cost: string): string {
  switch (category) {
    case 'Credit':
      return l10n.t('credit {0}', cost);
    case 'Refund':
      return l10n.t('refund {0}', cost);
    case 'Tax':
      return l10n.t('tax {0}', cost);
    case 'Purchase':
      return l10n.t('purchase {0}', cost);
    case 'Adjustment':
      return l10n.t('adjustment {0}', cost);
    default:
      return `${category.toLowerCase()} ${cost}`;
  }
}

function days({ days: { first, last }, outside, today }: Compared): string[] {
  const sentences: string[] = [];
  const count = sum(outside, (one) => one.calls);
  if (count > 0) {
    const cost = formatAmount(estimate(sum(outside, ({ costUsd }) => costUsd)), 'USD');
    sentences.push(
      count === 1
        ? l10n.t(
            '1 call of our record, estimated at {0}, is of days that this data does not have: it goes from {1} to {2}.',
            cost,
            first,
            last,
          )
        : l10n.t(
            '{0} calls of our record, estimated at {1}, are of days that this data does not have: it goes from {2} to {3}.',
            formatCount(count),
            cost,
            first,
            last,
          ),
    );
  }
  const ageDays = (Date.parse(today) - Date.parse(last)) / DAY_MS;
  if (ageDays <= 2) {
    sentences.push(
      l10n.t(
        'Bills lag: AWS adds costs for 24 to 48 hours and more, so the last days of this data may not be complete.',
      ),
    );
  }
  return sentences;
}

/** Each usage type with its amount, the largest first. */
function byAmount(lines: readonly BillLine[], currency: string): string[] {
  const types = new Map<string, string[]>();
  for (const { usageType, cost } of lines) {
    types.set(usageType, [...(types.get(usageType) ?? []), cost]);
  }
  return [...types]
    .map(([usageType, costs]) => ({ usageType, cost: addAmounts(costs) }))
    .toSorted((a, b) => compareAmounts(b.cost, a.cost))
    .map(({ usageType, cost }) => `${usageType} ${formatAmount(cost, currency)}`);
}

function money(lines: readonly BillLine[], currency: string): string {
  return formatAmount(addAmounts(lines.map(({ cost }) => cost)), currency);
}

function sum(usage: readonly DailyUsage[], of: (one: DailyUsage) => number): number {
  return usage.reduce((total, one) => total + of(one), 0);
}

/** The first of them, and how many more there are. */
function list(names: readonly string[]): string {
  const shown = names.slice(0, 5);
  const more = names.length - shown.length;
  return more > 0 ? l10n.t('{0} and {1} more', shown.join(', '), formatCount(more)) : shown.join(', ');
}
