/** One record of a text of separated values. */
export interface TextRecord {
  /** The line it begins in, from 1. */
  readonly line: number;
  readonly cells: string[];
  /** Text follows a closing quotation mark. */
  readonly broken: boolean;
}

const QUOTE = 34;
const LF = 10;
const CR = 13;
const SPACE = 32;

/**
 * Splits a text into records as it comes, piece by piece. Quotation marks as in RFC 4180, blanks around them taken for
 * padding; a line ends in LF, CR, CR LF or CR CR LF. Lines with nothing in them are no records.
 */
export class RecordReader {
  private readonly delimiter: number;
  private cells: string[] = [];
  private cell = '';
  private line = 1;
  private startLine = 1;
  private quoteLine = 0;
  private state: 'start' | 'plain' | 'quoted' | 'closed' = 'start';
  private broken = false;
  private afterReturn = false;

  constructor(
    delimiter: string,
    private readonly onRecord: (record: TextRecord) => void,
  ) {
    this.delimiter = delimiter.charCodeAt(0);
  }

  /** The line of a quotation mark that is open, else 0. */
  get openQuote(): number {
    return this.state === 'quoted' ? this.quoteLine : 0;
  }

  /** Takes the next piece. */
  push(text: string): void {
    let at = 0;
    while (at < text.length) {
      const code = text.charCodeAt(at);
      if (this.state === 'quoted') {
        at = this.readQuoted(text, at);
      } else if (code === LF || code === CR) {
        at += 1;
        this.endLine(code);
      } else if (code === this.delimiter) {
        this.afterReturn = false;
        this.endCell();
        at += 1;
      } else if (code === QUOTE && (this.state === 'start' || this.state === 'closed')) {
        this.afterReturn = false;
        // A second mark right behind the closing one stands for the mark itself.
        if (this.state === 'closed') {
          this.cell += '"';
        } else {
          this.cell = '';
          this.quoteLine = this.line;
        }
        this.state = 'quoted';
        at += 1;
      } else {
        this.afterReturn = false;
        at = this.readPlain(text, at, code);
      }
    }
  }

  /** Gives the last record, which need not end in a line's end. */
  end(): void {
    if (this.cells.length > 0 || this.cell !== '' || this.state !== 'start') {
      this.endRecord();
    }
  }

  private readQuoted(text: string, from: number): number {
    const close = text.indexOf('"', from);
    const end = close < 0 ? text.length : close;
    const part = text.slice(from, end);
    this.cell += part;
    for (let at = part.indexOf('\n'); at >= 0; at = part.indexOf('\n', at + 1)) {
      this.line += 1;
    }
    if (close >= 0) {
      this.state = 'closed';
    }
    return close < 0 ? end : end + 1;
  }

  private readPlain(text: string, from: number, code: number): number {
    if (this.state === 'closed') {
      // Blanks behind a closing mark are padding, anything else is a mistake.
      if (code !== SPACE) {
        this.broken = true;
        this.cell += text.charAt(from);
      }
      return from + 1;
    }
    if (this.state === 'start' && code === SPACE) {
      this.cell += ' ';
      return from + 1;
    }
    let end = from + 1;
    while (end < text.length) {
      const next = text.charCodeAt(end);
      if (next === this.delimiter || next === LF || next === CR) {
        break;
      }
      end += 1;
    }
    this.cell += text.slice(from, end);
    this.state = 'plain';
    return end;
  }

  private endLine(code: number): void {
    // CR LF and CR CR LF are one end of a line.
    if (this.afterReturn) {
      this.afterReturn = code === CR;
      return;
    }
    this.afterReturn = code === CR;
    this.endRecord();
    this.line += 1;
    this.startLine = this.line;
  }

  private endCell(): void {
    this.cells.push(this.cell);
    this.cell = '';
    this.state = 'start';
  }

  private endRecord(): void {
    this.endCell();
    const { cells, startLine, broken } = this;
    this.cells = [];
    this.broken = false;
    this.startLine = this.line;
    if (cells.length > 1 || cells[0]?.trim() !== '') {
      this.onRecord({ line: startLine, cells, broken });
    }
  }
}

/** The records of a whole text; the last may be cut where the text is a beginning. */
export function recordsOf(text: string, delimiter: string, most = Infinity): TextRecord[] {
  const records: TextRecord[] = [];
  const reader = new RecordReader(delimiter, (record) => records.push(record));
  // In pieces, so that no more is split than is asked for.
  const PIECE = 64 * 1024;
  for (let at = 0; at < text.length && records.length < most; at += PIECE) {
    reader.push(text.slice(at, at + PIECE));
  }
  if (records.length < most) {
    reader.end();
  }
  return records.slice(0, most);
}
