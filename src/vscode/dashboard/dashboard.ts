import * as vscode from 'vscode';
import type { Logger } from '../../core/logging/logger';
import type { LogTail } from '../../core/logging/tail';
import { DashboardSession, type MetricsSource, type ViewMemory } from '../../core/metrics/dashboardSession';
import { DisposableStore } from '../../core/util/disposable';
import { fromDashboardLimits, fromDashboardSchema } from '../../protocol/dashboard';
import type { FeatureUsage } from '../../protocol/featureUsage';
import type { ExportFormat, MetricsFilter, SpendingOutlook } from '../../protocol/metrics';
import type { RunHistory } from '../../protocol/runHistory';
import { commandId } from '../platform/commands';
import { withProgressMessage } from '../platform/progress';
import { showEditor } from '../platform/webviewHost';
import { assertNoLink } from '../platform/workspaceFiles';
import { askExportFormat, askExportTarget, confirmDeletion } from './metricsPrompts';
import { showError, showInformation } from '../platform/notify';
import { errorMessage } from '../../core/util/errorMessage';

/** Queries of the dashboard and its commands to the metrics store. */
export interface DashboardStore extends MetricsSource {
  /** Writes the rows that the filter and the search leave to a new file. */
  export(
    filter: MetricsFilter,
    search: string,
    format: ExportFormat,
    path: string,
  ): Promise<{ rows: number }>;
  deleteAll(): Promise<void>;
}

/** Collaborators of the dashboard. */
export interface DashboardParts {
  readonly store: DashboardStore;
  readonly logTail: Pick<LogTail, 'read' | 'path'>;
  readonly outlook: () => Promise<SpendingOutlook | null>;
  /** How cost data was used. */
  readonly featureUsage: () => Promise<FeatureUsage | undefined>;
  readonly settings: () => { readonly refreshSeconds: number; readonly logLines: number };
  readonly logger: Logger;
  readonly extensionUri: vscode.Uri;
  readonly openChat: () => Promise<void>;
  /** The last runs of prompt files, with so many lines of the newest one's log. */
  readonly runs: (logLines: number) => Promise<RunHistory>;
  /** Where range and filters are remembered. */
  readonly memento: vscode.Memento;
}

/** The type of the dashboard's editor. */
export const DASHBOARD_VIEW = 'bedrockChat.dashboard';
const MEMORY_KEY = 'dashboard.view';
/** Leaves every call. */
export const everything: MetricsFilter = { fromMs: null, toMs: null, models: [], surfaces: [], outcomes: [] };

/** The monitoring dashboard, an editor of which there is one, and the commands around the metrics. */
export class Dashboard implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private readonly owned = new DisposableStore();

  constructor(private readonly parts: DashboardParts) {
    this.owned.add({
      dispose: () => {
        this.panel?.dispose();
      },
    });
    // What was open when the window was reloaded is open again.
    this.owned.add(
      vscode.window.registerWebviewPanelSerializer(DASHBOARD_VIEW, {
        deserializeWebviewPanel: (panel) => {
          if (this.panel === undefined) {
            this.adopt(panel);
          } else {
            panel.dispose();
          }
          return Promise.resolve();
        },
      }),
    );
  }

  /** Shows the dashboard; its frame is there at once, its data when the store has it. */
  open(): void {
    if (this.panel === undefined) {
      this.adopt(
        vscode.window.createWebviewPanel(
          DASHBOARD_VIEW,
          vscode.l10n.t('Bedrock Monitoring'),
          vscode.ViewColumn.Active,
        ),
      );
    } else {
      this.panel.reveal();
    }
  }

  /** Writes all calls on record to a file of the user's choice. */
  async exportMetrics(): Promise<void> {
    const format = await askExportFormat();
    if (format !== undefined) {
      await this.export(everything, '', format);
    }
  }

  /** Deletes all calls on record once the user has confirmed it. */
  async deleteAllMetrics(): Promise<void> {
    if (!(await confirmDeletion())) {
      return;
    }
    try {
      await this.parts.store.deleteAll();
      void showInformation(vscode.l10n.t('All metrics were deleted.'));
    } catch (error) {
      this.complain(vscode.l10n.t('The metrics could not be deleted: {0}', errorMessage(error)), error);
    }
  }

  dispose(): void {
    this.owned.dispose();
  }

  private adopt(panel: vscode.WebviewPanel): void {
    const { store, logTail, outlook, featureUsage, runs, settings, extensionUri, logger } = this.parts;
    this.panel = panel;
    const session = new DashboardSession({
      store,
      settings,
      log: logTail,
      outlook,
      featureUsage,
      runs,
      memory: this.memory(),
      actions: {
        export: (filter, search, format) => this.export(filter, search, format),
        openLog: () => this.openLog(),
        openRunLog: (run) => openRun('openRunLog', run),
        openRunResult: (run) => openRun('openRunResult', run),
        openChat: () => this.parts.openChat(),
      },
      // A page that is hidden or gone asks again when it shows.
      post: (message) => void panel.webview.postMessage(message),
      isVisible: () => panel.visible,
    });
    panel.onDidDispose(() => {
      session.dispose();
      if (this.panel === panel) {
        this.panel = undefined;
      }
    });
    const page = {
      title: 'Bedrock Monitoring',
      script: 'dist/webview/dashboard.js',
      styles: ['dist/webview/codicon.css', 'media/dashboard.css'],
    };
    showEditor(panel, extensionUri, page, {
      schema: fromDashboardSchema,
      limits: fromDashboardLimits,
      logger,
      handle: (message) => session.handle(message),
    });
  }

  private memory(): ViewMemory {
    const { memento } = this.parts;
    return {
      get: () => memento.get(MEMORY_KEY),
      set: async (view) => memento.update(MEMORY_KEY, view),
    };
  }

  private async export(filter: MetricsFilter, search: string, format: ExportFormat): Promise<void> {
    const target = await askExportTarget(format);
    if (target === undefined) {
      return;
    }
    try {
      await assertNoLink(target);
      const exporting = () => this.parts.store.export(filter, search, format, target.fsPath);
      const { rows } = await withProgressMessage(vscode.l10n.t('Exporting metrics…'), exporting, false);
      void showInformation(vscode.l10n.t('Exported {0} calls to {1}.', rows.toLocaleString(), target.fsPath));
    } catch (error) {
      this.complain(vscode.l10n.t('The metrics could not be exported: {0}', errorMessage(error)), error);
    }
  }

  private async openLog(): Promise<void> {
    try {
      await vscode.window.showTextDocument(vscode.Uri.file(this.parts.logTail.path));
    } catch (error) {
      this.complain(vscode.l10n.t('The log could not be opened: {0}', errorMessage(error)), error);
    }
  }

  private complain(message: string, error: unknown): void {
    this.parts.logger.error('An action of the dashboard failed', { error: errorMessage(error) });
    void showError(message);
  }
}

async function openRun(command: 'openRunLog' | 'openRunResult', run: string): Promise<void> {
  await vscode.commands.executeCommand(commandId(command), run);
}
