import * as l10n from '@vscode/l10n';
import type { LeftOut } from '../../../protocol/costReading';
import { currencyOf, decimalText, isNoAmount, splitAmount } from './amountText';
import { readDate } from './dateText';
import type { FileReading } from './fileReading';
import { type NormalShape, hidden, normalShape } from './normalShape';
import type { TextRecord } from './records';
import { rejectText } from './rejectText';
import { RowLog, type UnreadRow } from './rowLog';
import { readTags } from './tagText';
import { EdgeRows } from './edgeRows';
import { HeldRows } from './heldRows';
import type { MadeRow, RowMaker } from './rowMaker';
import { rowMakerOf } from './rowMakers';
import { decimalsOf, unitsOf } from './totalRows';

const MAX_SHOWN = 100;
/** Amounts keep so many digits before the point. */
const TOO_LARGE = 10n ** 38n;

/** What became of the rows of a file. */
export interface Normalized {
  readonly rows: number;
  readonly leftOut: readonly LeftOut[];
  readonly skippedRows: number;
  readonly skipped: readonly UnreadRow[];
  readonly notices: readonly string[];
}

/**
 * Writes the rows of a file, as they were read, in one plain form: its own columns, amounts as decimals, and beside
 * them the instant in UTC, the currency and the tags. Rows that are totals of others are left out, and said.
 */
export class Normalizer {
  readonly shape: NormalShape;
  private readonly log = new RowLog();
  private rows = 0;
  private sum = 0n;
  private decimals = 0;
  private readonly held: HeldRows;
  private readonly edges = new EdgeRows();
  private readonly maker: RowMaker | undefined;
  /** A record that is a remark, unless rows follow it. */
  private remarks: TextRecord[] = [];

  constructor(
    private readonly reading: FileReading,
    private readonly damaged: boolean,
    private readonly write: (line: string) => void,
  ) {
    this.shape = normalShape(reading);
    this.held = new HeldRows(reading, this.shape);
    this.maker = rowMakerOf(reading);
  }

  /** Takes the next record behind the header. */
  add(record: TextRecord): void {
    const { cells, line } = record;
    if (cells.every((cell) => cell.trim() === '')) {
      return;
    }
    const { columns } = this.reading;
    const bad = this.damaged ? cells.findIndex((cell) => cell.includes('\uFFFD')) : -1;
    const more = cells.slice(columns.length).some((cell) => cell.trim() !== '');
    const filled = cells.filter((cell) => cell.trim() !== '').length;
    if (record.broken) {
      this.log.reject(line, null, rejectText.quote());
    } else if (more) {
      this.log.reject(line, null, rejectText.tooMany(columns.length));
    } else if (cells.length < columns.length && filled === 1 && cells[0]?.trim() !== '') {
      this.remarks.push(record);
    } else if (cells.length < columns.length) {
      this.log.reject(line, columns[cells.length] ?? null, rejectText.tooFew(cells.length, columns.length));
    } else if (bad >= 0) {
      this.log.reject(line, columns[bad] ?? null, rejectText.encoding());
    } else if (this.isHeader(cells)) {
      this.log.leave(l10n.t('the header once more'), line);
    } else {
      this.rejectRemarks();
      this.insert(cells, line);
    }
  }

  /** Decides what could not be decided before all rows were seen. */
  end(): Normalized {
    for (const { line } of this.remarks) {
      this.log.leave(l10n.t('a remark below the rows'), line);
    }
    const last = this.maker?.end?.();
    last?.rows.forEach((row) => this.insertRow(row, row.line));
    last?.rejected.forEach(({ line, reason }) =>
      this.log.reject(line, this.reading.columns[0] ?? null, reason),
    );
    const all = { sum: this.sum, rows: this.rows, decimals: this.decimals };
    const notices = this.held.end(all, this.log, (text, amount) => this.writeLine(text, amount));
    notices.push(...this.edges.notices(this.sum, this.rows));
    const { log } = this;
    return {
      rows: this.rows,
      leftOut: log.leftOut,
      skippedRows: log.skippedRows,
      skipped: log.skipped,
      notices: [
        ...log.leftOutNotices(),
        ...notices,
        ...log.missingNotices(),
        ...(this.maker?.notices() ?? []),
      ].slice(0, MAX_SHOWN),
    };
  }

  private isHeader(cells: readonly string[]): boolean {
    const { columns } = this.reading;
    return columns.length > 1 && columns.every((name, at) => cells[at]?.trim() === name);
  }

  private insert(cells: readonly string[], line: number): void {
    const made = this.maker?.made(cells, line) ?? { rows: [{ cells }] };
    if ('left' in made) {
      this.log.leave(made.left, line);
    } else if ('rejected' in made) {
      this.log.reject(line, this.reading.columns[0] ?? null, made.rejected);
    } else {
      for (const row of made.rows) {
        this.insertRow(row, line);
      }
    }
  }

  private insertRow({ cells: raw, title, kind }: MadeRow, line: number): void {
    const { shape, reading } = this;
    const cells = shape.columns.map((_, at) => (raw[at] ?? '').trim());
    let amount = 0n;
    let hasAmount = false;
    let signed: string | undefined;
    for (const at of shape.money) {
      const text = cells[at] ?? '';
      const name = title ?? shape.columns[at] ?? '';
      if (isNoAmount(text)) {
        cells[at] = '';
        continue;
      }
      const parts = splitAmount(text);
      const decimal = parts && decimalText(parts, reading.signs.get(name) ?? reading.decimalSign);
      const units = decimal === undefined ? undefined : unitsOf(decimal);
      const reason =
        decimal === undefined || units === undefined
          ? rejectText.notANumber(text)
          : units >= TOO_LARGE || units <= -TOO_LARGE
            ? rejectText.tooLarge(text)
            : undefined;
      if (at === shape.primary && reason !== undefined) {
        this.log.reject(line, name, reason);
        return;
      }
      if (reason !== undefined || decimal === undefined || units === undefined) {
        this.log.missing(name, text);
        cells[at] = '';
        continue;
      }
      cells[at] = decimal;
      if (at === shape.primary) {
        [amount, hasAmount, signed] = [units, true, parts?.currency];
      }
    }
    const start = this.instantOf(cells[shape.date] ?? '');
    const text = lineOf([
      ...cells,
      ...hidden.map((name) =>
        name === 'kind' ? (kind ?? '') : this.hiddenValue(name, raw, cells, start, signed),
      ),
    ]);
    if (hasAmount && this.held.hold({ cells, line, amount, start, sum: this.sum, rows: this.rows }, text)) {
      return;
    }
    if (hasAmount) {
      this.decimals = Math.max(this.decimals, decimalsOf(cells[shape.primary] ?? ''));
    }
    if (hasAmount && this.reading.format === 'generic') {
      this.edges.add({ label: cells.find((cell) => cell !== '') ?? '', line, amount });
    }
    this.writeLine(text, amount);
  }

  private writeLine(text: string, amount: bigint): void {
    this.rows += 1;
    this.sum += amount;
    this.write(text);
  }

  private instantOf(text: string): string {
    const date = readDate(text);
    if (date === undefined) {
      return '';
    }
    const other = this.reading.dateOrder === 'dayFirst' ? date.monthFirst : date.dayFirst;
    return date[this.reading.dateOrder] ?? other ?? '';
  }

  private hiddenValue(
    name: Exclude<(typeof hidden)[number], 'kind'>,
    raw: readonly string[],
    cells: readonly string[],
    start: string,
    signed: string | undefined,
  ): string {
    const { shape, reading } = this;
    switch (name) {
      case 'start':
        return start;
      case 'currency': {
        const own = cells[shape.currency] ?? '';
        return (currencyOf(own) ?? own) || (signed ?? reading.currency ?? '');
      }
      case 'tags': {
        const text = (raw[shape.tags] ?? '').trim();
        if (isNoAmount(text)) {
          return '';
        }
        const tags = readTags(text);
        if (tags === undefined) {
          this.log.missing(shape.columns[shape.tags] ?? '', text);
          return '';
        }
        return Object.keys(tags).length === 0 ? '' : JSON.stringify(tags);
      }
    }
  }

  private rejectRemarks(): void {
    const { columns } = this.reading;
    for (const { line, cells } of this.remarks) {
      this.log.reject(line, columns[cells.length] ?? null, rejectText.tooFew(cells.length, columns.length));
    }
    this.remarks = [];
  }
}

function lineOf(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
}
