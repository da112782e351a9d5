import * as l10n from '@vscode/l10n';
import type { DailyUsage, Reconciliation, ReconciliationRow } from '../../../protocol/reconciliation';
import { nameFromId } from '../../bedrock/models/modelNames';
import { addAmounts, subtractAmounts } from '../amounts';
import type { BillLine } from './bill';
import { estimate, type ReconciliationParts, type Side, unnamedModel } from './reconciliationParts';
import { reconciliationReasons } from './reconciliationReasons';
import { reconciliationDays } from './reconciliationDays';
import { modelMatcher } from './modelWords';

/** So many rows are shown; the sums and the reasons are of all. */
export const MAX_RECONCILIATION_ROWS = 200;
/** Bedrock has some hundreds of models: more names than these are none, and would take long to look up. */
const MAX_MODELS = 1_000;

/** Puts our record beside the bill, day by day and, where the bill tells models apart, model by model. */
export function reconcile(parts: ReconciliationParts): Reconciliation {
  const { lines, usage, days, currency } = parts;
  if (lines.length === 0) {
    return nothing(l10n.t('This data has no rows of Amazon Bedrock, so there is nothing to compare.'));
  }
  if (usage.length === 0) {
    return nothing(
      l10n.t('No calls to Bedrock are on record on this machine yet, so there is nothing to compare.'),
    );
  }
  if (days === undefined || lines.every(({ day }) => day === '')) {
    return nothing(
      l10n.t('This data does not say on which days costs came up, so they cannot be put beside our record.'),
    );
  }
  const isWithin = ({ day }: { readonly day: string }) => day >= days.first && day <= days.last;
  const within = usage.filter(isWithin);
  // Credits, refunds and tax are of no call: they are said apart.
  const compared = lines.filter(({ category, kind }) => category === 'Usage' && isOfCalls(kind));
  const models = new Set(compared.map(({ model }) => model));
  // A line without a model has a row of its own; where none has one, there is nothing to tell apart.
  const byModel = [...models].some((model) => model !== undefined) && models.size <= MAX_MODELS;
  const sides = sidesOf(within, compared, byModel);
  const rows = sides
    .map((side) => ({ day: side.day, model: side.model, ...sums(side, currency) }))
    .sort((a, b) => b.day.localeCompare(a.day) || a.model.localeCompare(b.model));
  const total = sums({ usage: within, lines: compared }, currency);
  const outside = usage.filter((one) => !isWithin(one));
  const reasons = reconciliationReasons({
    ...parts,
    within,
    outside,
    compared,
    sides,
    byModel,
    days,
    gap: total.gap,
  });
  const shown = rows.slice(0, MAX_RECONCILIATION_ROWS);
  const byDay = reconciliationDays(within, compared, currency);
  return { state: 'compared', currency, rows: shown, rowCount: rows.length, days: byDay, total, reasons };
}

function nothing(sentence: string): Reconciliation {
  return { state: 'nothing', sentence };
}

function isOfCalls(kind: BillLine['kind']): boolean {
  return kind === 'tokens' || kind === 'cache';
}

function sidesOf(usage: readonly DailyUsage[], lines: readonly BillLine[], byModel: boolean): Side[] {
  const sides = new Map<string, { day: string; model: string; usage: DailyUsage[]; lines: BillLine[] }>();
  const side = (day: string, model: string) => {
    const key = `${day} ${model}`;
    const known = sides.get(key) ?? { day, model, usage: [], lines: [] };
    sides.set(key, known);
    return known;
  };
  const ids = [...new Set(usage.map(({ model }) => model))].map((id) => ({ id, matches: modelMatcher(id) }));
  const names = new Map<string, string>();
  /** The shared name of a model: our own name for it where we called it. */
  const shared = (billed: string) => {
    const known = names.get(billed) ?? nameOf(ids.find(({ matches }) => matches(billed))?.id, billed);
    names.set(billed, known);
    return known;
  };
  for (const one of usage) {
    side(one.day, byModel ? nameFromId(one.model) : '').usage.push(one);
  }
  for (const line of lines) {
    side(
      line.day,
      byModel ? (line.model === undefined ? unnamedModel() : shared(line.model)) : '',
    ).lines.push(line);
  }
  return [...sides.values()];
}

function nameOf(id: string | undefined, billed: string): string {
  return id === undefined ? billed : nameFromId(id);
}

function sums(
  { usage, lines }: Pick<Side, 'usage' | 'lines'>,
  currency: string,
): Omit<ReconciliationRow, 'day' | 'model'> {
  const sum = (of: (one: DailyUsage) => number) => usage.reduce((total, one) => total + of(one), 0);
  const isPriced = usage.some(({ calls, unpricedCalls }) => calls > unpricedCalls);
  const recorded = isPriced ? addAmounts(usage.map(({ costUsd }) => estimate(costUsd))) : null;
  const billed = lines.length === 0 ? null : addAmounts(lines.map(({ cost }) => cost));
  return {
    calls: sum(({ calls }) => calls),
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    cacheTokens: sum(({ cacheReadTokens, cacheWriteTokens }) => cacheReadTokens + cacheWriteTokens),
    recorded,
    billed,
    gap: currency === 'USD' ? subtractAmounts(billed ?? '0', recorded ?? '0') : null,
  };
}
