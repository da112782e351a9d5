import * as vscode from 'vscode';
import type { LogEntry, LogSink } from '../../core/logging/entry';
import type { Disposable } from '../../core/util/disposable';

/** The log in VS Code's Output view, which follows the level the user chose there. */
export class OutputChannelSink implements LogSink, Disposable {
  private readonly channel = vscode.window.createOutputChannel('Bedrock Chat', { log: true });

  write({ level, name, message, fields }: LogEntry): void {
    const details = Object.entries(fields).map(([key, value]) => ` ${key}=${String(value)}`);
    const line = `${name}: ${message}${details.join('')}`;
    switch (level) {
      case 'DEBUG':
        return this.channel.debug(line);
      case 'INFO':
        return this.channel.info(line);
      case 'WARNING':
        return this.channel.warn(line);
      case 'ERROR':
        return this.channel.error(line);
    }
  }

  show(): void {
    this.channel.show();
  }

  dispose(): void {
    this.channel.dispose();
  }
}
