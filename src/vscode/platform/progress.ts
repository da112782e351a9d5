import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { withoutLinks } from './notify';

/** Says how far work is, and by how many percent of all of it that is further than before. */
export type ReportProgress = (message: string, percent?: number) => void;

/** Work that can be ended and says how far it is. */
export type Work<T> = (signal: AbortSignal, report: ReportProgress) => Promise<T>;

/**
 * Work that is over sooner shows no message: it would only flash, and VS Code drops the fourth message within 800 ms, which
 * may be the one that says how the work ended.
 */
const QUICK_MS = 500;

/** Works behind a message that says how far it is and can be cancelled; ends as the work does. */
export async function withProgressMessage<T>(title: string, work: Work<T>, cancellable = true): Promise<T> {
  const abort = new AbortController();
  let [message, increment] = ['', 0];
  let show = (): void => undefined;
  const working = work(abort.signal, (now, percent = 0) => {
    message = now;
    increment += percent;
    show();
  });
  const over = working.then(
    () => true,
    () => true,
  );
  if (await Promise.race([over, sleep(QUICK_MS, false, { ref: false })])) {
    return working;
  }
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress(
    { location, title: withoutLinks(title), cancellable },
    async (progress, token) => {
      const listening = token.onCancellationRequested(() => abort.abort());
      show = () => {
        progress.report({ message: withoutLinks(message), increment });
        increment = 0;
      };
      show();
      try {
        return await working;
      } finally {
        listening.dispose();
      }
    },
  );
}
