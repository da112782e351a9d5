import * as vscode from 'vscode';
import { LogTail } from '../../core/logging/tail';
import { MetricsStore } from '../../core/metrics/store';
import { tidyMetrics } from '../../core/metrics/tidyMetrics';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import type { MetricsFilter, MetricsSummary } from '../../protocol/metrics';
import type { DailyUsage } from '../../protocol/reconciliation';
import type { CommandHandlers } from '../platform/commands';
import type { Settings } from '../platform/settings';
import type { Storage } from '../platform/storage';
import type { DashboardSources } from '../../core/metrics/dashboardSession';
import { Dashboard, everything } from './dashboard';
import { showWarning } from '../platform/notify';
import { formatCount } from '../../shared/format';

/** The record of all calls, and where a user sees it. */
export interface Monitoring extends Disposable {
  /** All calls of all windows, added up by UTC day, model and region. */
  readonly dailyUsage: () => Promise<readonly DailyUsage[]>;
  /** The figures of the calls that a filter leaves. */
  readonly summary: (filter: MetricsFilter) => Promise<MetricsSummary>;
  readonly commands: Pick<CommandHandlers, 'openDashboard' | 'exportMetrics' | 'deleteMetrics'>;
  /** Fills a dashboard that VS Code has kept. */
  restore(panel: vscode.WebviewPanel): void;
}

/** How often it is looked whether the journals are worth folding, and for how long nothing may have happened. */
const TIDY_MS = 10 * 60 * 1000;
/** When it was last looked for old calls, in any window. */
const RETENTION_KEY = 'metrics.retentionMs';

/** Puts together what the dashboard needs; no database is opened before somebody looks at it. */
export function openMonitoring(
  context: vscode.ExtensionContext,
  settings: Settings,
  storage: Storage,
  sources: Pick<DashboardSources, 'outlook' | 'featureUsage' | 'cache' | 'runs'>,
  openChat: () => Promise<void>,
): Monitoring {
  const { extensionUri, globalState } = context;
  const logger = storage.logger.named('metrics');
  const owned = new DisposableStore();
  const store = owned.add(
    new MetricsStore({
      directory: storage.metricsDirectory,
      workerPath: vscode.Uri.joinPath(extensionUri, 'dist', 'metricsWorker.cjs').fsPath,
      wasmPath: vscode.Uri.joinPath(extensionUri, 'dist', 'sql-wasm.wasm').fsPath,
      logger,
    }),
  );
  const dashboard = owned.add(
    new Dashboard({
      sources: { ...sources, store, log: new LogTail(storage.logPath) },
      settings: () => ({
        refreshSeconds: settings.get('dashboard.refreshSeconds'),
        logLines: settings.get('dashboard.logLines'),
      }),
      logger: logger.named('dashboard'),
      extensionUri,
      openChat,
      memento: globalState,
    }),
  );
  owned.add(
    store.onDidRepair(({ path, rows }) => {
      void showWarning(
        rows === 1
          ? vscode.l10n.t(
              'The metrics database was damaged. It was kept as {0}, and 1 call could be read into a new one.',
              path,
            )
          : vscode.l10n.t(
              'The metrics database was damaged. It was kept as {0}, and {1} calls could be read into a new one.',
              path,
              formatCount(rows),
            ),
      );
    }),
  );
  owned.add(
    store.onDidFindNewer(() => {
      void showWarning(
        vscode.l10n.t(
          'The record of calls was written by a newer release of Bedrock Chat. This one only reads it, as far as it can; new calls wait in the journal, and none is lost. Update the extension to have all of them.',
        ),
      );
    }),
  );
  const tidy = () =>
    tidyMetrics(store, {
      days: settings.get('metrics.retentionDays'),
      lastMs: globalState.get<number>(RETENTION_KEY),
      remember: (ms) => globalState.update(RETENTION_KEY, ms),
    });
  const tidying = setInterval(() => void tidy(), TIDY_MS);
  owned.add({ dispose: () => clearInterval(tidying) });
  return {
    summary: (filter) => store.summary(filter),
    dailyUsage: () => store.dailyUsage(everything),
    commands: {
      openDashboard: () => Promise.resolve(dashboard.open()),
      exportMetrics: () => dashboard.exportMetrics(),
      deleteMetrics: () => dashboard.deleteAllMetrics(),
    },
    restore: (panel) => dashboard.restore(panel),
    dispose: () => owned.dispose(),
  };
}
