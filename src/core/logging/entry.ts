/** How much an entry matters, by the names that Python's logging gave its levels. */
export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';

/** Fields of an entry besides its message; an undefined value is left out. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** One event, redacted and free of control characters: one entry is one line wherever it goes. */
export interface LogEntry {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly level: LogLevel;
  /** Which part speaks, e.g. `bedrock`. */
  readonly name: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
}

/** Where entries go. A sink gets them already redacted. */
export interface LogSink {
  /** Takes an entry; quick, because the caller waits. */
  write(entry: LogEntry): void;
  /** Resolves when all that was taken has reached its place, or cannot. */
  flush?(): Promise<void>;
}
