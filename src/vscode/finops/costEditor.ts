import * as vscode from 'vscode';
import type { ChatServices } from '../../core/chat/chatServices';
import type { AskedData } from '../../core/finops/conversation/askedData';
import { CostConversation } from '../../core/finops/conversation/costConversation';
import type { CostExchange } from '../../core/finops/conversation/costExchange';
import type { CostEngine } from '../../core/finops/costEngine';
import type { FeatureUsageLog } from '../../core/finops/featureUsageLog';
import { ReconciliationSession } from '../../core/finops/reconciliation/reconciliationSession';
import type { Logger } from '../../core/logging/logger';
import { Emitter } from '../../core/util/emitter';
import type { DailyUsage, ToReconciliation } from '../../protocol/reconciliation';
import type { AskedChart, AskedQuery, ToConversation } from '../../protocol/costConversation';
import {
  fromFinopsLimits,
  fromFinopsSchema,
  type FromFinops,
  type ToFinops,
} from '../../protocol/finopsView';
import type { FromPanel } from '../../protocol/chatPanel';
import { runAction } from '../platform/actions';
import { commandId } from '../platform/commands';
import { handleConversation } from '../platform/conversationIntents';
import { ownAnalyses, saveAnalysis } from './ownAnalyses';
import { SingletonEditor } from '../platform/singletonEditor';
import { assertNoLink } from '../platform/workspaceFiles';
import { exportChart } from './chartExport';
import { saveReport } from './reportExport';
import { askMapping } from './columnQuestions';
import { areOnDisk, pickFiles, refuseDropped, workspaceFiles } from './costFiles';
import type { CostMemory } from './costMemory';
import type { ReadingMemory } from '../../core/finops/readingMemory';
import type { DroppedFiles } from '../../core/finops/droppedFiles';
import { CostSession, type CostSessionParts } from '../../core/finops/costSession';
import type { Shown } from '../../core/finops/shownQuery';

/** Collaborators of the editor; the engine is owned by it. */
export interface CostEditorParts {
  readonly engine: CostEngine;
  readonly logger: Logger;
  readonly extensionUri: vscode.Uri;
  /** Answers questions about the data. */
  readonly chat: ChatServices;
  readonly region: () => Promise<string>;
  readonly onExchange: (exchange: CostExchange) => void;
  readonly usage: FeatureUsageLog;
  /** Our own record of calls, to put beside the bill. */
  readonly dailyUsage: () => Promise<readonly DailyUsage[]>;
  readonly opened: OpenedFiles;
  /** Asks what a month may cost. */
  readonly askBudget: NonNullable<CostSessionParts['askBudget']>;
}

/** The known facts of the files that are open, now and after a reload of the window. */
export interface OpenedFiles {
  readonly memory: CostMemory;
  /** What the user said of how files are read. */
  readonly readings: ReadingMemory;
  /** Those of which a page gave the contents alone. */
  readonly dropped: DroppedFiles;
}

/** **Analyze Cost Data…**: an editor, of which there is one, about one export of cost data. */
export class CostEditor implements vscode.Disposable {
  private readonly editor: SingletonEditor<
    typeof fromFinopsSchema,
    ToFinops | ToConversation | ToReconciliation
  >;
  /** Of files. */
  private readonly files: CostSession;
  /** Of what is shown: the files', or that of a table elsewhere. */
  private session: CostSession;
  private readonly conversation: CostConversation;
  private readonly reconciliation: ReconciliationSession;

  private readonly closedData = new Emitter<void>();
  /** Tells that what was open is so no longer. */
  readonly onDidCloseData = this.closedData.on;

  constructor(private readonly parts: CostEditorParts) {
    const page = {
      viewType: 'bedrockChat.finops',
      title: vscode.l10n.t('Cost Data'),
      name: 'finops',
      schema: fromFinopsSchema,
      limits: fromFinopsLimits,
    } as const;
    this.editor = new SingletonEditor(parts, page, () => ({
      handle: (intent) => this.handle(intent),
      dispose: () => this.closeData(),
    }));
    const checkFile = (path: string) => assertNoLink(vscode.Uri.file(path));
    this.files = this.newSession({ engine: parts.engine, checkFile });
    this.session = this.files;
    this.conversation = new CostConversation({
      chat: parts.chat,
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
  }

  /** Loads files as one data set: what was chosen in the Explorer, else what the user picks. */
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
    const removeDropped = this.parts.opened.dropped.release();
    await this.parts.opened.memory.opened(paths);
    await this.load(paths);
    await removeDropped();
  }

  /** Loads files that were dropped: those of the workspace by their paths, others by copies of their contents. */
  private async openDropped(intent: Extract<FromFinops, { type: 'dropFiles' | 'dropUris' }>): Promise<void> {
    if (intent.type === 'dropUris') {
      const files = workspaceFiles(intent.uris);
      return files.length === 0 ? refuseDropped() : this.openFiles(files[0], files);
    }
    const paths = await this.parts.opened.dropped.keep(intent.files);
    await this.parts.opened.memory.dropped(paths);
    await this.load(paths);
  }

  private async load(paths: readonly string[]): Promise<void> {
    this.editor.show();
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
    this.editor.show();
    const removeDropped = this.parts.opened.dropped.release();
    await this.parts.opened.memory.opened([]);
    await this.useSession(this.newSession(source));
    await this.session.load([name], first);
    await removeDropped();
    void this.parts.usage.count('athena', { failed: this.session.state.state === 'failed' });
  }

  /** The data that is open, for whoever asks about it. */
  get data(): AskedData | undefined {
    return this.session.data;
  }

  /** Keeps the query that is shown in the workspace, and lists it. */
  async saveAnalysis(): Promise<void> {
    if (await saveAnalysis(this.session.state)) {
      await this.session.refreshOwn();
    }
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
    this.editor.show();
    await this.session.showQuery(title, query.sql, chart.kind);
  }

  dispose(): void {
    this.conversation.session.stop();
    this.editor.dispose();
    void this.parts.opened.dropped.clear().catch(() => undefined);
    this.parts.engine.dispose();
    this.closedData.dispose();
  }

  private newSession(source: Pick<CostSessionParts, 'engine' | 'remote' | 'checkFile'>): CostSession {
    const session: CostSession = new CostSession({
      ...source,
      memory: this.parts.opened.readings,
      askMapping,
      askBudget: this.parts.askBudget,
      ownAnalyses,
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
      onOtherData: () => {
        void this.conversation.reset();
        this.closedData.fire();
      },
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

  /** Opens in an editor that VS Code has kept, as after a reload of the window, what it had open. */
  async restore(panel: vscode.WebviewPanel): Promise<void> {
    if (!this.editor.restore(panel)) {
      return;
    }
    const { memory } = this.parts.opened;
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
    if (last.paths.length > 0) {
      await this.files.load(last.paths);
    }
  }

  private closeData(): void {
    const { logger, opened } = this.parts;
    const closing = this.session.close().then(opened.dropped.release());
    closing.catch((error: unknown) => {
      logger.warn('Cost data could not be closed', { error: String(error) });
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
      case 'chartCredits':
        return session.chartCredits(intent.include);
      case 'scope':
        return session.setScope(intent.scope);
      case 'answerReading':
        return session.answerReading(intent.answers);
      case 'forgetReading':
        return session.forgetReading();
      case 'pinAnswer':
        return this.conversation.pin(intent.messageId, intent.pinned);
      case 'saveReport':
        void this.parts.usage.count('export');
        return saveReport(this.conversation.report);
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
      case 'takeBack':
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

  private post(message: ToFinops | ToConversation | ToReconciliation): void {
    this.editor.post(message);
  }
}

function isWorking(state: ToFinops): boolean {
  return state.state === 'ready' && state.view.analysis.outcome.state === 'running';
}
