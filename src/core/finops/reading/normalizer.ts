import * as l10n from '@vscode/l10n';
import type { LeftOut } from '../../../protocol/costReading';
import { formatCount } from '../../../shared/format';
import { currencyOf, decimalText, isNoAmount, splitAmount } from './amountText';
import { BillingRows } from './billingRows';
import { readDate } from './dateText';
import type { FileReading } from './fileReading';
import { type NormalShape, hidden, normalShape } from './normalShape';
import type { TextRecord } from './records';
import { rejectText } from './rejectText';
import { RowLog, type UnreadRow } from './rowLog';
import { readTags } from './tagText';
import { type HeldRow, decimalsOf, judgeTotals, totalWords, unitsOf, wordsWith } from './totalRows';
import { WideRows } from './wideRows';

const MAX_SHOWN = 100;
const MAX_HELD = 10_000;
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
  private readonly held: HeldRow[] = [];
  private readonly heldLines: string[] = [];
  private readonly wide: WideRows | undefined;
  private readonly billing: BillingRows | undefined;
  /** A record that is a remark, unless rows follow it. */
  private remarks: TextRecord[] = [];

  constructor(
    private readonly reading: FileReading,
    private readonly damaged: boolean,
    private readonly write: (line: string) => void,
  ) {
    this.shape = normalShape(reading);
    this.wide = reading.explorer === undefined ? undefined : new WideRows(reading, reading.explorer);
    this.billing = reading.format === 'aws-billing' ? new BillingRows(reading) : undefined;
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
    const notices: string[] = [];
    const counted: HeldRow[] = [];
    const totals: HeldRow[] = [];
    const judged = judgeTotals(this.held, this.sum, this.rows, this.decimals);
    for (const [at, { row, isTotal, fits }] of judged.entries()) {
      if (!isTotal) {
        this.writeLine(this.heldLines[at] ?? '', row.amount);
        if (row.says === 'surely' || (row.says === 'perhaps' && row.bare)) {
          counted.push(row);
        }
        continue;
      }
      if (row.says === 'nothing') {
        this.log.leave(l10n.t('the sum of the others'), row.line, 'total');
      } else {
        totals.push(row);
      }
      if (!fits) {
        notices.push(
          l10n.t(
            'The row “{0}” (line {1}) is left out as a total, but is not the sum of the rows above it or of all.',
            row.label,
            row.line,
          ),
        );
      }
    }
    for (const { line } of totals) {
      this.log.leave(totalText(totals), line, 'total');
    }
    const [first] = counted;
    if (first !== undefined) {
      notices.push(
        counted.length === 1
          ? l10n.t(
              'The row “{0}” (line {1}) is counted: it is not the sum of others.',
              first.label,
              first.line,
            )
          : l10n.t(
              '{0} rows are counted though their names speak of totals, such as “{1}” (line {2}): they are not the sums of others.',
              formatCount(counted.length),
              first.label,
              first.line,
            ),
      );
    }
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
        ...(this.wide?.notices() ?? []),
        ...(this.billing?.notices() ?? []),
      ].slice(0, MAX_SHOWN),
    };
  }

  private isHeader(cells: readonly string[]): boolean {
    const { columns } = this.reading;
    return columns.length > 1 && columns.every((name, at) => cells[at]?.trim() === name);
  }

  private insert(cells: readonly string[], line: number): void {
    const reason = this.billing?.leaveOut(cells);
    if (reason !== undefined) {
      this.log.leave(reason, line);
      return;
    }
    if (this.wide === undefined) {
      this.insertRow(cells, line);
      return;
    }
    const unfolded = this.wide.rowsOf(cells);
    if (unfolded === 'total') {
      return;
    }
    if (typeof unfolded === 'string') {
      this.log.reject(line, this.reading.columns[0] ?? null, rejectText.notADay(unfolded));
      return;
    }
    for (const row of unfolded) {
      this.insertRow(row.cells, line, row.title);
    }
  }

  private insertRow(raw: readonly string[], line: number, title?: string): void {
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
      ...hidden.map((name) => this.hiddenValue(name, raw, cells, start, signed)),
    ]);
    const held =
      hasAmount && !reading.keepTotals && this.wide === undefined
        ? this.hold(cells, line, amount, start)
        : undefined;
    if (held !== undefined) {
      this.held.push(held);
      this.heldLines.push(text);
      return;
    }
    if (hasAmount) {
      this.decimals = Math.max(this.decimals, decimalsOf(cells[shape.primary] ?? ''));
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
    name: (typeof hidden)[number],
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
      case 'kind':
        return this.wide?.kindOf(raw) ?? '';
    }
  }

  /** The row as one that may be a total; undefined where nothing speaks for it. */
  private hold(cells: readonly string[], line: number, amount: bigint, start: string): HeldRow | undefined {
    const { shape } = this;
    if (this.held.length >= MAX_HELD) {
      return undefined;
    }
    const texts = cells.flatMap((cell, at) =>
      cell === '' ||
      shape.money.includes(at) ||
      at === shape.currency ||
      (splitAmount(cell) !== undefined && at !== shape.date)
        ? []
        : [{ at, cell }],
    );
    const dated = shape.date >= 0 && start !== '';
    // In formats with a scheme of their own only a row without a day can be a stranger.
    if (dated && this.reading.format !== 'generic') {
      return undefined;
    }
    const rated = texts.map(({ cell, at }) => ({ at, cell, says: wordsWith(cell, dated) }));
    const label = rated.find(({ says }) => says === 'surely') ?? rated.find(({ says }) => says === 'perhaps');
    const others = texts.filter(({ at }) => at !== label?.at);
    const bare = !dated && others.every(({ cell }) => totalWords(cell) !== 'nothing');
    if (label === undefined && (texts.length > 0 || shape.labels === 0)) {
      return undefined;
    }
    return {
      line,
      label: label?.cell ?? '',
      cells,
      says: label?.says ?? 'nothing',
      bare,
      amount,
      decimals: decimalsOf(cells[shape.primary] ?? ''),
      before: this.sum,
      rowsBefore: this.rows,
    };
  }

  private rejectRemarks(): void {
    const { columns } = this.reading;
    for (const { line, cells } of this.remarks) {
      this.log.reject(line, columns[cells.length] ?? null, rejectText.tooFew(cells.length, columns.length));
    }
    this.remarks = [];
  }
}

function totalText(totals: readonly HeldRow[]): string {
  const label = totals[0]?.label ?? '';
  return totals.length === 1 ? l10n.t('a total, “{0}”', label) : l10n.t('totals, such as “{0}”', label);
}

function lineOf(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
}
