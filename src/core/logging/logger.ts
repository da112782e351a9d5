import type { LogEntry, LogFields, LogLevel, LogSink } from './entry';
import { escapeControls } from './format';
import { REDACTED, type Redactor } from './redaction';

/** Parts of a {@link Logger}. */
export interface LoggerOptions {
  readonly sinks: readonly LogSink[];
  readonly redactor: Redactor;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** `bedrock` unless given. */
  readonly name?: string;
}

/** Longer texts are cut: the log is for events, not for contents. */
const MAX_TEXT = 8192;

/** Hands events to the sinks, redacted before any sink sees them. No method throws. */
export class Logger {
  readonly name: string;
  private readonly now: () => number;

  constructor(private readonly options: LoggerOptions) {
    this.name = options.name ?? 'bedrock';
    this.now = options.now ?? Date.now;
  }

  /** A logger of another name with the same sinks. */
  named(name: string): Logger {
    return new Logger({ ...this.options, name });
  }

  /** Details for developers. */
  debug(message: string, fields?: LogFields): void {
    this.log('DEBUG', message, fields);
  }

  /** Normal events. */
  info(message: string, fields?: LogFields): void {
    this.log('INFO', message, fields);
  }

  /** Problems that were dealt with. */
  warn(message: string, fields?: LogFields): void {
    this.log('WARNING', message, fields);
  }

  /** Failures. */
  error(message: string, fields?: LogFields): void {
    this.log('ERROR', message, fields);
  }

  /** Resolves when every sink has flushed or failed; never rejects. */
  async flush(): Promise<void> {
    await Promise.allSettled(this.options.sinks.map(async (sink) => sink.flush?.()));
  }

  private log(level: LogLevel, message: string, fields: LogFields = {}): void {
    const entry: LogEntry = {
      time: this.now(),
      level,
      name: this.name,
      message: this.clean(message),
      fields: this.cleanFields(fields),
    };
    for (const sink of this.options.sinks) {
      try {
        sink.write(entry);
      } catch {
        // A log that cannot be written must not break what it tells of; the other sinks still get it.
      }
    }
  }

  private cleanFields(fields: LogFields): LogEntry['fields'] {
    const clean: Record<string, string | number | boolean | null> = {};
    for (const [key, value] of Object.entries(fields)) {
      if (value === undefined) {
        continue;
      }
      clean[this.clean(key)] = typeof value === 'string' ? this.cleanField(key, value) : value;
    }
    return clean;
  }

  private cleanField(key: string, value: string): string {
    return this.options.redactor.isSecretName(key) ? REDACTED : this.clean(value);
  }

  /** Redacts before escaping, as lines matter there, and after it, as that may put together a secret. */
  private clean(text: string): string {
    const { redactor } = this.options;
    return redactor.redact(escapeControls(redactor.redact(text, MAX_TEXT)), MAX_TEXT);
  }
}
