import * as vscode from 'vscode';
import type { Logger } from '../../core/logging/logger';
import type { LogTail } from '../../core/logging/tail';
import {
  DashboardSession,
  type DashboardSources,
  type MetricsSource,
  type ViewMemory,
} from '../../core/metrics/dashboardSession';
import { fromDashboardLimits, fromDashboardSchema, type ToDashboard } from '../../protocol/dashboard';
import type { ExportFormat, MetricsFilter } from '../../protocol/metrics';
import { runAction } from '../platform/actions';
import { commandId } from '../platform/commands';
import { withProgressMessage } from '../platform/progress';
import { SingletonEditor, type EditorContent } from '../platform/singletonEditor';
import { assertNoLink } from '../platform/workspaceFiles';
import { askExportFormat, askExportTarget, confirmDeletion } from './metricsPrompts';
import { showError, showInformation } from '../platform/notify';
import { formatCount } from '../../shared/format';
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
  readonly sources: DashboardSources & {
    readonly store: DashboardStore;
    readonly log: Pick<LogTail, 'path'>;
  };
  readonly settings: () => { readonly refreshSeconds: number; readonly logLines: number };
  readonly logger: Logger;
  readonly extensionUri: vscode.Uri;
  readonly openChat: () => Promise<void>;
  /** Where range and filters are remembered. */
  readonly memento: vscode.Memento;
}

const MEMORY_KEY = 'dashboard.view';
/** Leaves every call. */
export const everything: MetricsFilter = { fromMs: null, toMs: null, models: [], surfaces: [], outcomes: [] };

/** The monitoring dashboard, an editor of which there is one, and the commands around the metrics. */
export class Dashboard implements vscode.Disposable {
  private readonly editor: SingletonEditor<typeof fromDashboardSchema, ToDashboard>;

  constructor(private readonly parts: DashboardParts) {
    const page = {
      viewType: 'bedrockChat.dashboard',
      title: vscode.l10n.t('Bedrock Monitoring'),
      name: 'dashboard',
      schema: fromDashboardSchema,
      limits: fromDashboardLimits,
    } as const;
    this.editor = new SingletonEditor(parts, page, () => this.openSession());
  }

  /** Shows the dashboard; its frame is there at once, its data when the store has it. */
  open(): void {
    this.editor.show();
  }

  /** What was open when the window was reloaded is open again. */
  restore(panel: vscode.WebviewPanel): void {
    this.editor.restore(panel);
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
      await this.parts.sources.store.deleteAll();
      void showInformation(vscode.l10n.t('All metrics were deleted.'));
    } catch (error) {
      this.complain(vscode.l10n.t('The metrics could not be deleted: {0}', errorMessage(error)), error);
    }
  }

  dispose(): void {
    this.editor.dispose();
  }

  private openSession(): EditorContent<typeof fromDashboardSchema> {
    const { sources, settings } = this.parts;
    const session = new DashboardSession({
      sources,
      settings,
      memory: this.memory(),
      actions: {
        export: (filter, search, format) => this.export(filter, search, format),
        openLog: () => this.openLog(),
        openRunLog: (run) => openRun('openRunLog', run),
        openRunResult: (run) => openRun('openRunResult', run),
        openChat: () => this.parts.openChat(),
        followAdvice: async (advice) => {
          await runAction(advice, '');
        },
      },
      post: (message) => this.editor.post(message),
      isVisible: () => this.editor.isVisible,
    });
    return { handle: (message) => session.handle(message), dispose: () => session.dispose() };
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
      const exporting = () => this.parts.sources.store.export(filter, search, format, target.fsPath);
      const { rows } = await withProgressMessage(vscode.l10n.t('Exporting metrics…'), exporting, false);
      void showInformation(
        rows === 1
          ? vscode.l10n.t('Exported 1 call to {0}.', target.fsPath)
          : vscode.l10n.t('Exported {0} calls to {1}.', formatCount(rows), target.fsPath),
      );
    } catch (error) {
      this.complain(vscode.l10n.t('The metrics could not be exported: {0}', errorMessage(error)), error);
    }
  }

  private async openLog(): Promise<void> {
    try {
      await vscode.window.showTextDocument(vscode.Uri.file(this.parts.sources.log.path));
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
