import * as l10n from '@vscode/l10n';
import { addAmounts, trimAmount } from '../amounts';
import { decimalText, type DecimalSign, splitAmount } from './amountText';

/** A table of more groups is none that says the same several times. */
const MAX_GROUPS = 12;

/** A sentence where the groups of a column have each the same sum: the same money, perhaps, in several ways. */
export function repeatedMoney(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  cost: string | undefined,
  sign: DecimalSign,
): string[] {
  const at = columns.indexOf(cost ?? '');
  if (at < 0 || rows.length < 4) {
    return [];
  }
  const amounts = rows.map((row) => {
    const parts = splitAmount(row[at] ?? '');
    const decimal = parts && decimalText(parts, sign);
    return decimal !== undefined && !/e/i.test(decimal) ? decimal : '0';
  });
  for (const [column, name] of columns.entries()) {
    const groups = contiguous(rows.map((row) => row[column]?.trim() ?? ''));
    if (column === at || groups === undefined || groups.length < 2 || groups.length > MAX_GROUPS) {
      continue;
    }
    const sums = groups.map(({ from, to }) => addAmounts(amounts.slice(from, to)));
    const [first = '0'] = sums;
    const isOneRowEach = groups.every(({ from, to }) => to - from === 1);
    if (!isOneRowEach && trimAmount(first) !== '0' && sums.every((sum) => sum === first)) {
      return [
        l10n.t(
          'Each of the {0} groups of “{1}” adds up to {2}: the same money may be listed in several ways, and be counted so often.',
          groups.length,
          name,
          first,
        ),
      ];
    }
  }
  return [];
}

/** Runs of the same value; undefined where a value comes back after another, or is missing. */
function contiguous(values: readonly string[]): { readonly from: number; readonly to: number }[] | undefined {
  const runs: { from: number; to: number }[] = [];
  const seen = new Set<string>();
  for (const [at, value] of values.entries()) {
    if (at > 0 && value === values[at - 1]) {
      continue;
    }
    if (value === '' || seen.has(value)) {
      return undefined;
    }
    seen.add(value);
    runs.push({ from: at, to: at });
  }
  return runs.map(({ from }, at) => ({ from, to: runs[at + 1]?.from ?? values.length }));
}
