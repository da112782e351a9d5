import * as vscode from 'vscode';
import type { ChatEngine } from '../../core/chat/chatEngine';
import type { AskedData } from '../../core/finops/conversation/askedData';
import { CostConversation } from '../../core/finops/conversation/costConversation';
import type { CostExchange } from '../../core/finops/conversation/costExchange';
import type { CostEngine } from '../../core/finops/costEngine';
import type { FeatureUsageLog } from '../../core/finops/featureUsageLog';
import { ReconciliationSession } from '../../core/finops/reconciliation/reconciliationSession';
import type { Logger } from '../../core/logging/logger';
import type { DailyUsage, ToReconciliation } from '../../protocol/reconciliation';
import type { AskedChart, AskedQuery, ToConversation } from '../../protocol/costConversation';
import {
  fromFinopsLimits,
  fromFinopsSchema,
  type FromFinops,
  type ToFinops,
} from '../../protocol/finopsView';
import type { FromPanel } from '../../protocol/chatPanel';
import type { Feedback } from '../../protocol/invocation';
import { runAction } from '../platform/actions';
import { commandId } from '../platform/commands';
import { handleConversation } from '../platform/conversationIntents';
import { showEditor } from '../platform/webviewHost';
import { assertNoLink } from '../platform/workspaceFiles';
import { exportChart } from './chartExport';
import { askMapping } from './columnQuestions';
import { areOnDisk, pickFiles, refuseDropped, workspaceFiles } from './costFiles';
import type { CostMemory } from './costMemory';
import type { DroppedFiles } from '../../core/finops/droppedFiles';
import { CostSession, type CostSessionParts, type Shown } from '../../core/finops/costSession';

/** Collaborators of the editor; the engine is owned by it. */
export interface CostEditorParts {
  readonly engine: CostEngine;
  readonly logger: Logger;
  readonly extensionUri: vscode.Uri;
  /** Answers questions about the data. */
  readonly chat: Pick<ChatEngine, 'ask'>;
  readonly recordFeedback: (invocationId: string, feedback: Feedback) => void;
  readonly maxToolRounds: () => number;
  readonly region: () => Promise<string>;
  readonly onExchange: (exchange: CostExchange) => void;
  readonly usage: FeatureUsageLog;
  /** Our own record of calls, to put beside the bill. */
  readonly dailyUsage: () => Promise<readonly DailyUsage[]>;
  readonly memory: CostMemory;
  readonly dropped: DroppedFiles;
}

/** The type of the editor. */
const COST_VIEW = 'bedrockChat.finops';

/** **Analyze Cost Data…**: an editor, of which there is one, about one export of cost data. */
export class CostEditor implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  /** Of files. */
  private readonly files: CostSession;
  /** Of what is shown: the files', or that of a table elsewhere. */
  private session: CostSession;
  private readonly conversation: CostConversation;
  private readonly reconciliation: ReconciliationSession;
  private readonly restoring: vscode.Disposable;

  constructor(private readonly parts: CostEditorParts) {
    const checkFile = (path: string) => assertNoLink(vscode.Uri.file(path));
    this.files = this.newSession({ engine: parts.engine, checkFile });
    this.session = this.files;
    this.conversation = new CostConversation({
      engine: parts.chat,
      recordFeedback: parts.recordFeedback,
      maxToolRounds: parts.maxToolRounds,
      data: () => this.session.data,
      post: (message) => this.post(message),
      onExchange: parts.onExchange,
      usage: parts.usage,
    });
    this.reconciliation = new ReconciliationSession({
      data: () => this.session.data,
      record: parts.dailyUsage,
      post: (message) => this.post(message),
    });
    // What was open when the window was reloaded is open again.
    this.restoring = vscode.window.registerWebviewPanelSerializer(COST_VIEW, {
      deserializeWebviewPanel: async (panel) => {
        if (this.panel === undefined) {
          await this.restore(panel);
        } else {
          panel.dispose();
        }
      },
    });
  }

  /** Loads files as one data set: what was chosen in the explorer, else what the user picks. */
  async openFiles(uri?: vscode.Uri, uris?: readonly vscode.Uri[]): Promise<void> {
    const chosen = uris !== undefined && uris.length > 0 ? uris : uri === undefined ? undefined : [uri];
    const files = chosen ?? (await pickFiles());
    if (files === undefined || files.length === 0) {
      return;
    }
    if (!areOnDisk(files)) {
      return;
    }
    const paths = files.map(({ fsPath }) => fsPath);
    const removeDropped = this.parts.dropped.release();
    await this.parts.memory.opened(paths);
    await this.load(paths);
    await removeDropped();
  }

  /** Loads files that were dropped: those of the workspace by their paths, others by copies of their contents. */
  private async openDropped(intent: Extract<FromFinops, { type: 'dropFiles' | 'dropUris' }>): Promise<void> {
    if (intent.type === 'dropUris') {
      const files = workspaceFiles(intent.uris);
      return files.length === 0 ? refuseDropped() : this.openFiles(files[0], files);
    }
    const paths = await this.parts.dropped.keep(intent.files);
    await this.parts.memory.dropped(paths);
    await this.load(paths);
  }

  private async load(paths: readonly string[]): Promise<void> {
    this.show();
    await this.useSession(this.files);
    await this.session.load(paths);
    void this.parts.usage.count('load', { failed: this.session.state.state === 'failed' });
  }

  /** Shows a table elsewhere as files are shown: its figures, and what was asked of it. */
  async showTable(
    name: string,
    source: Required<Pick<CostSessionParts, 'engine' | 'remote'>>,
    first: Shown,
  ): Promise<void> {
    this.show();
    const removeDropped = this.parts.dropped.release();
    await this.parts.memory.opened([]);
    await this.useSession(this.newSession(source));
    await this.session.load([name], first);
    await removeDropped();
    void this.parts.usage.count('athena', { failed: this.session.state.state === 'failed' });
  }

  /** The data that is open, for whoever asks about it. */
  get data(): AskedData | undefined {
    return this.session.data;
  }

  /** Tells of a question that was asked elsewhere. */
  asked(exchange: CostExchange): void {
    this.parts.onExchange(exchange);
  }

  /** Loads files as one data set and shows it; resolves with why that did not work, else with undefined. */
  async open(files: readonly vscode.Uri[]): Promise<string | undefined> {
    await this.openFiles(files[0], files);
    const { state } = this.session;
    if (state.state === 'failed') {
      return `${state.message}${state.place && ` (${state.place})`}`;
    }
    return state.state === 'ready' ? undefined : vscode.l10n.t('The cost data was not loaded.');
  }

  /** Shows the result of a query in the place of an analysis, drawn. */
  async showChart(query: AskedQuery, { title, chart }: AskedChart): Promise<void> {
    this.show();
    await this.session.showQuery(title, query.sql, chart.kind);
  }

  dispose(): void {
    this.restoring.dispose();
    this.conversation.session.stop();
    this.panel?.dispose();
    void this.parts.dropped.clear().catch(() => undefined);
    this.parts.engine.dispose();
  }

  private newSession(source: Pick<CostSessionParts, 'engine' | 'remote' | 'checkFile'>): CostSession {
    const session: CostSession = new CostSession({
      ...source,
      askMapping: (inspection) => this.parts.memory.mapping(() => askMapping(inspection)),
      onChange: (state) => {
        if (session !== this.session) {
          return;
        }
        this.post(state);
        if (state.state === 'ready') {
          this.conversation.tellBrief();
        }
        // What the user asked for is worked out first.
        if (!isWorking(state)) {
          void this.reconciliation.follow();
        }
      },
      onOtherData: () => void this.conversation.reset(),
    });
    return session;
  }

  /** Goes over to another session; what the one before had open is closed. */
  private async useSession(session: CostSession): Promise<void> {
    const before = this.session;
    this.session = session;
    if (before !== session) {
      await before.close();
    }
  }

  private show(): void {
    if (this.panel !== undefined) {
      this.panel.reveal();
      return;
    }
    this.adopt(
      vscode.window.createWebviewPanel(COST_VIEW, vscode.l10n.t('Cost Data'), vscode.ViewColumn.Active),
    );
  }

  /** Opens in an editor that VS Code has kept what it had open. */
  private async restore(panel: vscode.WebviewPanel): Promise<void> {
    this.adopt(panel);
    const { memory } = this.parts;
    const { last } = memory;
    if (last === undefined) {
      return;
    }
    if (last.dropped.length > 0) {
      this.files.drop(
        last.dropped,
        vscode.l10n.t(
          'These files were dropped here, and their copies went with the window. Drop them again, or open them.',
        ),
      );
      return;
    }
    memory.answerFor(last.mapping);
    if (last.paths.length > 0) {
      await this.files.load(last.paths);
    }
  }

  private adopt(panel: vscode.WebviewPanel): void {
    const { extensionUri, logger, dropped } = this.parts;
    this.panel = panel;
    panel.onDidDispose(() => {
      this.panel = undefined;
      const closing = this.session.close().then(dropped.release());
      closing.catch((error: unknown) => {
        logger.warn('Cost data could not be closed', { error: String(error) });
      });
    });
    const page = {
      title: 'Cost Data',
      script: 'dist/webview/finops.js',
      styles: ['dist/webview/codicon.css', 'media/finops.css'],
    };
    showEditor(panel, extensionUri, page, {
      schema: fromFinopsSchema,
      limits: fromFinopsLimits,
      logger,
      handle: (intent) => this.handle(intent),
    });
  }

  private async handle(intent: FromFinops): Promise<void> {
    const { session } = this;
    switch (intent.type) {
      case 'ready':
        this.post(session.state);
        this.reconciliation.tell();
        return this.conversation.notifyAll();
      case 'pickFiles':
        return this.openFiles();
      case 'queryAthena':
        await vscode.commands.executeCommand(commandId('queryAthena'));
        return;
      case 'loadAgain':
        return session.loadAgain();
      case 'cancel':
        return session.cancel();
      case 'runAnalysis':
        void this.parts.usage.count('analysis');
        return session.runAnalysis(intent.id);
      case 'draw':
        return session.draw(intent.label, intent.value, intent.kind);
      case 'scope':
        return session.setScope(intent.scope);
      case 'conversation':
        return this.converse(intent.intent);
      case 'dropFiles':
      case 'dropUris':
        return this.openDropped(intent);
      case 'exportChart':
        void this.parts.usage.count('export');
        return exportChart(session.state, this.conversation.charts, intent.what);
    }
  }

  private async converse(intent: FromPanel): Promise<void> {
    switch (intent.type) {
      case 'send':
        return this.session.data === undefined ? undefined : this.conversation.session.send(intent.text);
      case 'newChat':
        return this.conversation.reset();
      // What belongs to the panel alone.
      case 'ready':
      case 'exportChat':
      case 'chooseTools':
      case 'attach':
      case 'attachData':
      case 'detach':
        return;
      default:
        return handleConversation(intent, this.conversation.session, async (action) =>
          runAction(action, await this.parts.region(), 'finops'),
        );
    }
  }

  /** A page that is hidden or not there yet asks for all of it when it shows. */
  private post(message: ToFinops | ToConversation | ToReconciliation): void {
    void this.panel?.webview.postMessage(message);
  }
}

function isWorking(state: ToFinops): boolean {
  return state.state === 'ready' && state.view.analysis.outcome.state === 'running';
}
