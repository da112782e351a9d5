import { formatEntry } from './format';
import type { LogEntry, LogSink } from './entry';

/** Shows WARNING and ERROR on the console, for whoever runs the extension from a terminal. */
export class ConsoleSink implements LogSink {
  constructor(private readonly target: Pick<Console, 'warn' | 'error'> = console) {}

  write(entry: LogEntry): void {
    if (entry.level === 'ERROR') {
      this.target.error(formatEntry(entry));
    } else if (entry.level === 'WARNING') {
      this.target.warn(formatEntry(entry));
    }
  }
}
