import type { Span } from './prompt';

/** A place in a text as editors count: both from 0, characters in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A stretch of a text between two places; the end is not included. */
export interface PositionRange {
  readonly start: Position;
  readonly end: Position;
}

/** Lines and columns of a text that may be in no editor. */
export class LineIndex {
  private readonly starts: number[] = [0];

  constructor(private readonly text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      this.starts.push(at + 1);
    }
  }

  range({ start, end }: Span): PositionRange {
    return { start: this.position(start), end: this.position(end) };
  }

  /** The stretch of a line, counted from 1, without its end. */
  line(number: number): Span {
    const start = this.starts[number - 1] ?? this.text.length;
    const next = this.starts[number];
    return { start, end: next === undefined ? this.text.length : next - 1 };
  }

  private position(offset: number): Position {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.starts[middle] ?? 0) <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return { line: low, character: offset - (this.starts[low] ?? 0) };
  }
}
