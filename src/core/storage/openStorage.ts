import { join } from 'node:path';
import { ulid } from 'ulid';
import type { LogSink } from '../logging/entry';
import { Logger } from '../logging/logger';
import { Redactor } from '../logging/redaction';
import { RotatingFile } from '../logging/rotatingFile';
import { Journal } from '../metrics/journal';
import { InvocationRecorder } from '../metrics/recorder';
import type { SettingSource } from '../settings/settingValues';
import type { Disposable } from '../util/disposable';

/** The log and the record of calls, both in one folder. */
export interface Storage extends Disposable {
  readonly logger: Logger;
  readonly redactor: Redactor;
  readonly recorder: InvocationRecorder;
  readonly metricsDirectory: string;
  readonly logPath: string;
}

/** What storage is opened with. */
export interface StorageOptions {
  readonly folder: string;
  readonly settings: SettingSource;
  /** Get what is logged besides the file. */
  readonly sinks?: readonly LogSink[];
  /** One of its own unless given. */
  readonly redactor?: Redactor;
}

/**
 * Opens the log and the record of this window or process; nothing is written or created before there is something to
 * write.
 */
export function openStorage(options: StorageOptions): Storage {
  const { folder, settings, sinks = [], redactor = new Redactor() } = options;
  const logPath = join(folder, 'logs', 'bedrock-chat.log');
  const metricsDirectory = join(folder, 'metrics');
  const file = new RotatingFile({
    path: logPath,
    maxBytes: settings.get('log.maxBytes'),
    backups: settings.get('log.backups'),
  });
  const logger = new Logger({ sinks: [file, ...sinks], redactor });
  // A window is one run of the extension host, or one process: its files are never written by another.
  const journal = new Journal({ directory: join(metricsDirectory, 'journal'), windowId: ulid() });
  const recorder = new InvocationRecorder(journal, logger.named('metrics'));
  return {
    logger,
    redactor,
    recorder,
    metricsDirectory,
    logPath,
    dispose: () => {
      recorder.dispose();
      file.dispose();
    },
  };
}
