import * as vscode from 'vscode';
import type { QueryWatch } from '../../core/finops/athena/athenaEngine';
import type { AthenaProgress } from '../../core/finops/athena/runner';
import { withProgressMessage } from '../platform/progress';
import { formatScanUsd } from '../../core/finops/athena/scanCost';
import { formatBytes } from '../../shared/format';

/** Shows how far a query is, what it scanned and what that may cost, with a button to cancel it. */
export const watchQuery: QueryWatch = (title, work) =>
  withProgressMessage(vscode.l10n.t('Athena: {0}', title), (signal, report) =>
    work(signal, (progress) => report(progressText(progress))),
  );

function progressText({ state, scannedBytes, estimatedUsd }: AthenaProgress): string {
  const [scanned, cost] = [formatBytes(scannedBytes), formatScanUsd(estimatedUsd)];
  switch (state) {
    case 'queued':
      return vscode.l10n.t({ message: 'Queued', comment: ['State of a query in Athena'] });
    case 'running':
      return vscode.l10n.t('Running: {0} scanned, about {1} (estimate)', scanned, cost);
    case 'reading':
      return vscode.l10n.t('Reading the result: {0} scanned, about {1} (estimate)', scanned, cost);
  }
}
