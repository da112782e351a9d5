/** The most that is handed to the file system at once, unless a single line is longer. */
const BATCH_BYTES = 16 * 1024;

/** Lines that wait to be written, oldest first, in a bounded memory. */
export class LineQueue {
  private lines: Buffer[] = [];
  private bytes = 0;
  private dropped = 0;

  /**
   * `maxBytes` bounds what {@link trim} leaves; `noticeOf` makes the line that tells how many lines
   * were given up, and goes before the next line that is written.
   */
  constructor(
    private readonly maxBytes: number,
    private readonly noticeOf: (dropped: number) => Buffer,
  ) {}

  get isEmpty(): boolean {
    return this.lines.length === 0;
  }

  get isFull(): boolean {
    return this.bytes > this.maxBytes;
  }

  push(line: Buffer): void {
    this.lines.push(line);
    this.bytes += line.length;
  }

  /** Gives up the oldest lines beyond the bound. */
  trim(): void {
    while (this.isFull && this.removeFirst()) {
      this.dropped += 1;
    }
  }

  /**
   * The lines to write next, as many as fit into `room` bytes. When not even the first one does, none,
   * or that one alone into a file that is empty: no other file has more room for it.
   */
  next(room: number, isEmptyFile = false): Buffer[] {
    const batch = this.dropped > 0 ? [this.noticeOf(this.dropped)] : [];
    let bytes = batch[0]?.length ?? 0;
    let count = 0;
    for (const line of this.lines) {
      bytes += line.length;
      const isNeeded = count === 0 && isEmptyFile;
      if (!isNeeded && (bytes > room || (count > 0 && bytes > BATCH_BYTES))) {
        break;
      }
      batch.push(line);
      count += 1;
    }
    return count > 0 ? batch : [];
  }

  /** Forgets the lines of a batch that lie wholly within the first `written` bytes of it. */
  confirm(batch: readonly Buffer[], written: number): void {
    let end = 0;
    for (const line of batch) {
      end += line.length;
      if (end > written) {
        return;
      }
      if (line === this.lines[0]) {
        this.removeFirst();
      } else {
        this.dropped = 0; // The notice: it has been given.
      }
    }
  }

  private removeFirst(): boolean {
    const line = this.lines.shift();
    this.bytes -= line?.length ?? 0;
    return line !== undefined;
  }
}
