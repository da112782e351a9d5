import * as l10n from '@vscode/l10n';
import { decimalText, splitAmount } from './amountText';
import { readDate } from './dateText';
import { dimensionRole, type ExplorerTable, noTag } from './explorerTable';
import type { FileReading } from './fileReading';
import { unitsOf } from './totalRows';

/** One amount of a table as a row, with the title that it stands below. */
export interface UnfoldedRow {
  readonly cells: readonly string[];
  readonly title: string;
}

/** Makes rows of a table whose columns are groups or days, and holds its own totals against them. */
export class WideRows {
  private readonly role: ReturnType<typeof dimensionRole>;
  private unequal = 0;
  private example = '';

  constructor(
    private readonly reading: FileReading,
    private readonly table: ExplorerTable,
  ) {
    this.role = dimensionRole(table.dimension);
  }

  /** The rows of a record; `total` where it is one, and the label where it should be a day and is not. */
  rowsOf(cells: readonly string[]): UnfoldedRow[] | 'total' | string {
    const { turned, columns } = this.table;
    const label = cells[0]?.trim() ?? '';
    if (this.isTotal(label)) {
      return 'total';
    }
    if (!turned && readDate(label) === undefined) {
      return label;
    }
    this.checkTotal(cells, label);
    return columns.flatMap(({ at, title, id }) => {
      const amount = cells[at]?.trim() ?? '';
      if (amount === '' || amount === '-') {
        return [];
      }
      if (!turned) {
        return [{ title, cells: this.row(label, id ?? title, id === undefined ? '' : title, amount) }];
      }
      const second = this.table.labels > 1 ? (cells[1]?.trim() ?? '') : '';
      return [{ title, cells: this.row(title, label, second, amount) }];
    });
  }

  /** The kind of a row's charge, in the words of Cost Explorer. */
  kindOf(cells: readonly string[]): string {
    const group = cells[1] ?? '';
    if (this.role === 'kind') {
      return group;
    }
    return /^(?:tax|refund|credit)s?$/i.test(group) ? group.replace(/s$/i, '') : 'Usage';
  }

  /** Whether the file's own totals are those of its rows. */
  notices(): string[] {
    return this.unequal === 0
      ? []
      : [
          l10n.t(
            'The totals in the file are not the sums of their parts in {0} rows, such as “{1}”: the parts were counted.',
            this.unequal,
            this.example,
          ),
        ];
  }

  private isTotal(label: string): boolean {
    const { turned, dimension } = this.table;
    const own = `${dimension} total`.trim().toLowerCase();
    const text = label.toLowerCase();
    if (
      /^total(?: costs?)?(?: *\([^()]*\))?$/.test(text) ||
      text === own ||
      /^(?:.* )?(?:id|name) total$/.test(text)
    ) {
      return true;
    }
    return !turned && readDate(label) === undefined && /\btotal$/.test(text);
  }

  private row(day: string, group: string, name: string, amount: string): string[] {
    const untagged = this.role === 'tag' && (noTag.test(group) || group === '');
    const tags =
      this.role === 'tag' && !untagged ? [JSON.stringify({ [tagKey(this.table.dimension)]: group })] : [''];
    return this.role === 'account'
      ? [day, group, name, amount]
      : [day, untagged ? '' : group, amount, ...tags];
  }

  private checkTotal(cells: readonly string[], label: string): void {
    const { columns, totalAt } = this.table;
    if (totalAt === undefined) {
      return;
    }
    const units = (at: number) => this.unitsAt(cells, at);
    const sum = columns.reduce((all, { at }) => all + units(at), 0n);
    const difference = sum - units(totalAt);
    const size = difference < 0n ? -difference : difference;
    // The amounts of a download may be rounded, each by half a cent.
    if (size > 10n ** 22n * BigInt(columns.length)) {
      this.unequal += 1;
      this.example ||= label;
    }
  }

  private unitsAt(cells: readonly string[], at: number): bigint {
    const parts = splitAmount(cells[at] ?? '');
    const decimal = parts && decimalText(parts, this.reading.decimalSign);
    return (decimal === undefined ? undefined : unitsOf(decimal)) ?? 0n;
  }
}

/** `Tag: Project` and `Cost category: Team` name the key behind the colon. */
function tagKey(dimension: string): string {
  return dimension.replace(/^(?:tag|cost category)\s*:\s*/i, '');
}
