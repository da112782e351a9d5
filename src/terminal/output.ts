import { escapeControls } from '../core/logging/format';
import type { Redact } from '../core/logging/redaction';

/** A stream that is written to: the process's own, or one of a test. */
export type Stream = Pick<NodeJS.WriteStream, 'write' | 'on' | 'isTTY'>;

/** Where a command writes. */
export interface OutputParts {
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Standard output gets one JSON value and nothing else. */
  readonly isJson: boolean;
  /** Takes the secrets out of messages. */
  readonly redact: Redact;
}

const CLEAR_LINE = '\r\u001b[K';

/** Results on standard output, everything else on standard error. Never throws: a closed pipe is told by `onClosed`. */
export class Output {
  readonly isJson: boolean;
  /** Whether standard output is read by a user rather than by a program. */
  readonly isShown: boolean;
  private readonly closedListeners: (() => void)[] = [];
  private isClosed = false;
  private hasStatus = false;
  private lastStatus = '';
  private endsLine = true;

  constructor(private readonly parts: OutputParts) {
    const { stdout, stderr } = parts;
    this.isJson = parts.isJson;
    this.isShown = stdout.isTTY;
    stdout.on('error', () => this.close());
    // Nobody is left to be told.
    stderr.on('error', () => undefined);
  }

  /** Calls the listener when whoever reads standard output has gone. */
  onClosed(listener: () => void): void {
    this.closedListeners.push(listener);
  }

  /** Prints the command's one result. */
  json(value: unknown): void {
    this.write(`${JSON.stringify(value, undefined, 2)}\n`);
  }

  /** Prints a part of the command's result as it comes, without a line break; nothing where JSON is wanted. */
  text(text: string): void {
    if (this.isJson || text === '') {
      return;
    }
    this.clearStatus();
    // What a model writes must not steer the terminal; a program gets it as it is.
    this.write(this.isShown ? visible(text) : text);
    this.endsLine = text.endsWith('\n');
  }

  /** Ends the line that `text` has begun. */
  endLine(): void {
    if (!this.endsLine) {
      this.text('\n');
    }
  }

  /** Tells the user something, on lines of their own. */
  message(text: string): void {
    this.clearStatus();
    if (this.isShown) {
      this.endLine();
    }
    this.parts.stderr.write(`${visible(this.parts.redact(text))}\n`);
  }

  /** Says what is going on: one line that changes on a terminal, a line for each other state elsewhere. */
  status(text: string): void {
    if (text === this.lastStatus) {
      return;
    }
    this.lastStatus = text;
    const line = visible(this.parts.redact(text)).replaceAll('\n', ' ');
    if (this.parts.stderr.isTTY) {
      this.parts.stderr.write(`${CLEAR_LINE}${line}`);
      this.hasStatus = true;
    } else {
      this.parts.stderr.write(`${line}\n`);
    }
  }

  /** Takes the line of {@link status} away. */
  clearStatus(): void {
    if (this.hasStatus) {
      this.hasStatus = false;
      this.parts.stderr.write(CLEAR_LINE);
    }
  }

  private write(text: string): void {
    if (!this.isClosed) {
      this.parts.stdout.write(text);
    }
  }

  private close(): void {
    if (!this.isClosed) {
      this.isClosed = true;
      this.closedListeners.forEach((listener) => listener());
    }
  }
}

/** Resolves when all that was written is the operating system's, or nobody reads it any more. */
export async function flush(...streams: readonly Stream[]): Promise<void> {
  await Promise.all(streams.map((stream) => new Promise((done) => stream.write('', done))));
}

/** The text with escapes in place of what steers a terminal, its lines and tabs kept. */
function visible(text: string): string {
  return text.replace(/[^\n\t]+/g, escapeControls);
}
