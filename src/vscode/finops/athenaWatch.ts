import * as vscode from 'vscode';
import type { QueryWatch } from '../../core/finops/athena/athenaEngine';
import type { AthenaProgress } from '../../core/finops/athena/runner';
import { bytesText, usdText } from '../../core/finops/athena/scanCost';

/** Shows how far a query is, what it scanned and what that may cost, with a button to cancel it. */
export const watchQuery: QueryWatch = async (title, work) =>
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Athena: {0}', title),
      cancellable: true,
    },
    async (progress, token) => {
      const abort = new AbortController();
      const listening = token.onCancellationRequested(() => abort.abort());
      try {
        return await work(abort.signal, (one) => progress.report({ message: progressText(one) }));
      } finally {
        listening.dispose();
      }
    },
  );

function progressText({ state, scannedBytes, estimatedUsd }: AthenaProgress): string {
  const took = vscode.l10n.t('{0} scanned, {1} (estimate)', bytesText(scannedBytes), usdText(estimatedUsd));
  switch (state) {
    case 'queued':
      return vscode.l10n.t('Queued');
    case 'running':
      return vscode.l10n.t('Running: {0}', took);
    case 'reading':
      return vscode.l10n.t('Reading the result: {0}', took);
  }
}
