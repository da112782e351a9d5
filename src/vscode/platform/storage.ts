import { ulid } from 'ulid';
import * as vscode from 'vscode';
import { ConsoleSink } from '../../core/logging/consoleSink';
import { Logger } from '../../core/logging/logger';
import { Redactor } from '../../core/logging/redaction';
import { RotatingFile } from '../../core/logging/rotatingFile';
import { Journal } from '../../core/metrics/journal';
import { InvocationRecorder } from '../../core/metrics/recorder';
import type { Disposable } from '../../core/util/disposable';
import { OutputChannelSink } from './outputChannel';
import type { Settings } from './settings';

/** The extension's storage: its log and its record of calls, both under the global storage. */
export interface Storage extends Disposable {
  readonly logger: Logger;
  readonly redactor: Redactor;
  readonly recorder: InvocationRecorder;
  readonly metricsDirectory: string;
  readonly logPath: string;
  showLog(): void;
}

/** Opens the log and the record; nothing is written or created before there is something to write. */
export function openStorage(globalStorageUri: vscode.Uri, settings: Settings): Storage {
  const path = (...parts: string[]) => vscode.Uri.joinPath(globalStorageUri, ...parts).fsPath;
  const channel = new OutputChannelSink();
  const logPath = path('logs', 'bedrock-chat.log');
  const file = new RotatingFile({
    path: logPath,
    maxBytes: settings.get('log.maxBytes'),
    backups: settings.get('log.backups'),
  });
  const redactor = new Redactor();
  const logger = new Logger({ sinks: [channel, file, new ConsoleSink()], redactor });
  // A window is one run of the extension host: its files are never written by another.
  const journal = new Journal({ directory: path('metrics', 'journal'), windowId: ulid() });
  const recorder = new InvocationRecorder(journal, logger.named('metrics'));
  return {
    logger,
    redactor,
    recorder,
    metricsDirectory: path('metrics'),
    logPath,
    showLog: () => channel.show(),
    dispose: () => {
      recorder.dispose();
      file.dispose();
      channel.dispose();
    },
  };
}
