import type * as vscode from 'vscode';
import { ConsoleSink } from '../../core/logging/consoleSink';
import {
  openStorage as openLogAndRecord,
  type Storage as LogAndRecord,
} from '../../core/storage/openStorage';
import { OutputChannelSink } from './outputChannel';
import type { Settings } from './settings';

/** The extension's storage: its log and its record of calls, both under the global storage. */
export interface Storage extends LogAndRecord {
  showLog(): void;
}

/** Opens the log and the record; nothing is written or created before there is something to write. */
export function openStorage(globalStorageUri: vscode.Uri, settings: Settings): Storage {
  const channel = new OutputChannelSink();
  const opened = openLogAndRecord({
    folder: globalStorageUri.fsPath,
    settings,
    sinks: [channel, new ConsoleSink()],
  });
  return {
    ...opened,
    showLog: () => channel.show(),
    dispose: () => {
      opened.dispose();
      channel.dispose();
    },
  };
}
