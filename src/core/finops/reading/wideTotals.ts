import * as l10n from '@vscode/l10n';
import type { ExplorerTable } from './explorerTable';
import { half, unitsText } from './totalRows';

/** An amount of a table; undefined where its cell cannot be read. */
type Amount = { readonly units: bigint; readonly decimals: number } | undefined;

interface Difference {
  readonly name: string;
  readonly said: string;
  readonly counted: string;
}

/** Holds the totals that a table has, in a column and in a row, against the sums of its parts. */
export class WideTotals {
  private readonly sums: (Amount & { isWhole: boolean })[];
  private rows = 0;
  private readonly inRows: Difference[] = [];
  private readonly inColumns: Difference[] = [];

  constructor(private readonly table: ExplorerTable) {
    this.sums = table.columns.map(() => ({ units: 0n, decimals: 0, isWhole: true }));
  }

  /** A row that is counted, and the total beside it. */
  addRow(label: string, amounts: readonly Amount[], total: Amount): void {
    this.rows += 1;
    for (const [at, amount] of amounts.entries()) {
      const sum = this.sums[at];
      if (sum === undefined) {
        continue;
      }
      this.sums[at] = {
        units: sum.units + (amount?.units ?? 0n),
        decimals: Math.max(sum.decimals, amount?.decimals ?? 0),
        isWhole: sum.isWhole && amount !== undefined,
      };
    }
    const isWhole = amounts.every((amount) => amount !== undefined);
    if (total === undefined || !isWhole) {
      return;
    }
    const sum = added(amounts);
    if (!isSame(sum, total, amounts.length)) {
      this.inRows.push({ name: label, said: unitsText(total.units), counted: unitsText(sum.units) });
    }
  }

  /** A row that was taken for a total, after all that are counted. `fits`: all of it is a sum of rows. */
  addTotal(amounts: readonly Amount[], fits: boolean): void {
    const different = this.table.columns.flatMap(({ title }, at): Difference[] => {
      const [sum, said] = [this.sums[at], amounts[at]];
      return sum?.isWhole !== true || said === undefined || isSame(sum, said, this.rows)
        ? []
        : [{ name: title, said: unitsText(said.units), counted: unitsText(sum.units) }];
    });
    // A subtotal is the sum of some of the rows.
    if (fits && !isSame(added(this.sums), added(amounts), this.rows * this.sums.length)) {
      return;
    }
    this.inColumns.push(...different);
  }

  /** Sentences about totals that are no sums. */
  notices(): string[] {
    return [...differenceNotice(this.inColumns), ...differenceNotice(this.inRows)];
  }
}

function added(amounts: readonly Amount[]): NonNullable<Amount> {
  return {
    units: amounts.reduce((all, amount) => all + (amount?.units ?? 0n), 0n),
    decimals: Math.max(0, ...amounts.map((amount) => amount?.decimals ?? 0)),
  };
}

function isSame(sum: NonNullable<Amount>, said: NonNullable<Amount>, parts: number): boolean {
  const difference = sum.units > said.units ? sum.units - said.units : said.units - sum.units;
  // Either may have been rounded, and programs add doubles.
  const rounded = half(Math.min(sum.decimals, said.decimals)) * BigInt(parts + 1);
  const noise = (sum.units < 0n ? -sum.units : sum.units) / 10n ** 12n;
  return difference <= (sum.decimals === 0 && said.decimals === 0 ? noise : rounded + noise);
}

function differenceNotice(differences: readonly Difference[]): string[] {
  const [first] = differences;
  if (first === undefined) {
    return [];
  }
  const { said } = first;
  return [
    differences.length === 1
      ? l10n.t(
          'The total of “{0}” is {1} in the file, but its parts add up to {2}: the parts were counted.',
          first.name,
          said,
          first.counted,
        )
      : l10n.t(
          '{0} totals in the file are not the sums of their parts: that of “{1}” is {2}, its parts add up to {3}. The parts were counted.',
          differences.length,
          first.name,
          said,
          first.counted,
        ),
  ];
}
