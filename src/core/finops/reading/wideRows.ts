import { decimalText, isNoAmount, splitAmount } from './amountText';
import { readDate } from './dateText';
import { dimensionRole, kindOfGroup, noTag } from './dimensions';
import type { ExplorerTable } from './explorerTable';
import type { FileReading } from './fileReading';
import { rejectText } from './rejectText';
import type { EndOfRows, Made, MadeRow, RowMaker } from './rowMaker';
import { type HeldRow, decimalsOf, judgeTotals, totalWords, unitsOf } from './totalRows';
import { WideTotals } from './wideTotals';

/** A row of the table that may be its total, with all that is needed to count it where it is none. */
interface HeldRecord {
  readonly held: HeldRow;
  readonly cells: readonly string[];
}

/** Makes rows of a table whose columns are groups or days, and holds its own totals against them. */
export class WideRows implements RowMaker {
  private readonly role: ReturnType<typeof dimensionRole>;
  private readonly totals: WideTotals;
  private readonly records: HeldRecord[] = [];
  private sum = 0n;
  private rows = 0;
  private decimals = 0;

  constructor(
    private readonly reading: FileReading,
    private readonly table: ExplorerTable,
  ) {
    this.role = dimensionRole(table);
    this.totals = new WideTotals(table);
  }

  made(cells: readonly string[], line: number): Made {
    const label = cells[0]?.trim() ?? '';
    const isDay = !this.table.turned && readDate(label) !== undefined;
    const says = this.saysTotal(cells);
    if (!isDay && says !== undefined && !this.reading.keepTotals) {
      this.records.push({ held: this.heldOf(cells, line, says), cells });
      return { rows: [] };
    }
    if (!this.table.turned && !isDay) {
      return { rejected: rejectText.notADay(label) };
    }
    return { rows: this.counted(cells, label) };
  }

  /** Decides of the rows that may be totals what they are. */
  end(): EndOfRows {
    const rows: EndOfRows['rows'][number][] = [];
    const rejected: { line: number; reason: string }[] = [];
    const judged = judgeTotals(
      this.records.map(({ held }) => held),
      this.sum,
      this.rows,
      this.decimals,
    );
    for (const [at, { row, isTotal, fits }] of judged.entries()) {
      const cells = this.records[at]?.cells ?? [];
      if (isTotal || (row.says !== 'nothing' && !this.table.turned)) {
        // Of subtotals the sum of all rows says nothing; one that is no sum at all is to be looked at.
        this.totals.addTotal(
          this.table.columns.map(({ at: column }) => this.amountAt(cells, column)),
          fits,
        );
      } else if (this.table.turned) {
        rows.push(...this.counted(cells, row.label).map((made) => ({ ...made, line: row.line })));
      } else {
        rejected.push({ line: row.line, reason: rejectText.notADay(row.label) });
      }
    }
    return { rows, rejected };
  }

  /** Whether the file's own totals are those of its rows. */
  notices(): string[] {
    return this.totals.notices();
  }

  /** How surely the words of a row say that it is a total; undefined where nothing does. */
  private saysTotal(cells: readonly string[]): HeldRow['says'] | undefined {
    const { dimension, turned, labels } = this.table;
    const texts = cells.slice(0, turned ? labels : 1).map((cell) => cell.trim());
    const filled = texts.filter((text) => text !== '');
    if (filled.length === 0) {
      return 'nothing';
    }
    const own = `${dimension} total`.trim().toLowerCase();
    const title = dimension.trim().toLowerCase();
    // `Dienst gesamt`, `Servicio en total`: the console writes the title and its word for a total.
    const isOwn = filled.some((text) => {
      const label = text.toLowerCase();
      const isTitled = !turned && title !== '' && label.startsWith(title) && label !== title;
      return isTitled || label === own || /^.+ (?:id|name) total$/.test(label);
    });
    if (isOwn || filled.some((text) => totalWords(text) === 'surely')) {
      return 'surely';
    }
    return filled.some((text) => totalWords(text) === 'perhaps' || (!turned && /total/i.test(text)))
      ? 'perhaps'
      : undefined;
  }

  private heldOf(cells: readonly string[], line: number, says: HeldRow['says']): HeldRow {
    const amounts = this.table.columns.map(({ at }) => this.amountAt(cells, at));
    return {
      line,
      label:
        cells
          .slice(0, this.table.labels)
          .find((cell) => cell.trim() !== '')
          ?.trim() ?? '',
      cells,
      says,
      bare: true,
      amount: amounts.reduce((all, amount) => all + (amount?.units ?? 0n), 0n),
      decimals: Math.max(0, ...amounts.map((amount) => amount?.decimals ?? 0)),
      before: this.sum,
      rowsBefore: this.rows,
    };
  }

  private counted(cells: readonly string[], label: string): MadeRow[] {
    const { turned, columns, totalAt } = this.table;
    const amounts = columns.map(({ at }) => this.amountAt(cells, at));
    this.rows += 1;
    for (const amount of amounts) {
      this.sum += amount?.units ?? 0n;
      this.decimals = Math.max(this.decimals, amount?.decimals ?? 0);
    }
    this.totals.addRow(label, amounts, totalAt === undefined ? undefined : this.amountAt(cells, totalAt));
    return columns.flatMap(({ at, title, id, day }) => {
      const amount = cells[at]?.trim() ?? '';
      if (isNoAmount(amount)) {
        return [];
      }
      if (!turned) {
        return [this.row(title, [label, id ?? title, id === undefined ? '' : title, amount])];
      }
      const second = this.table.labels > 1 ? (cells[1]?.trim() ?? '') : '';
      return [this.row(title, [day ?? title, label, second, amount])];
    });
  }

  private row(
    title: string,
    [day, group, name, amount]: readonly [day: string, group: string, name: string, amount: string],
  ): MadeRow {
    const untagged = this.role === 'tag' && (noTag.test(group) || group === '');
    const tags =
      this.role === 'tag' && !untagged ? [JSON.stringify({ [tagKey(this.table.dimension)]: group })] : [''];
    const cells =
      this.role === 'account' ? [day, group, name, amount] : [day, untagged ? '' : group, amount, ...tags];
    return { title, cells, kind: this.role === 'kind' ? group : kindOfGroup(group) };
  }

  private amountAt(cells: readonly string[], at: number) {
    const text = cells[at] ?? '';
    if (isNoAmount(text)) {
      return { units: 0n, decimals: 0 };
    }
    const parts = splitAmount(text);
    const decimal = parts && decimalText(parts, this.reading.decimalSign);
    const units = decimal === undefined ? undefined : unitsOf(decimal);
    return units === undefined || decimal === undefined
      ? undefined
      : { units, decimals: decimalsOf(decimal) };
  }
}

/** `Tag: Project` and `Cost category: Team` name the key behind the colon. */
function tagKey(dimension: string): string {
  return dimension.replace(/^(?:tag|cost category)\s*:\s*/i, '');
}
