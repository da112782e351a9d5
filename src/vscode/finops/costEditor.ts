import * as vscode from 'vscode';
import type { ChatEngine } from '../../core/chat/chatEngine';
import type { AskedData } from '../../core/finops/conversation/askedData';
import { CostConversation } from '../../core/finops/conversation/costConversation';
import type { CostExchange } from '../../core/finops/conversation/costExchange';
import type { CostEngine } from '../../core/finops/costEngine';
import type { CostUseLog } from '../../core/finops/costUseLog';
import type { Logger } from '../../core/logging/logger';
import type { AskedChart, AskedQuery, ToConversation } from '../../protocol/costConversation';
import { fromFinopsSchema, type FromFinops, type ToFinops } from '../../protocol/finopsView';
import type { FromPanel } from '../../protocol/chatPanel';
import type { Feedback } from '../../protocol/invocation';
import { runAction } from '../platform/actions';
import { handleConversation } from '../platform/conversationIntents';
import { showEditor } from '../platform/webviewHost';
import { exportChart } from './chartExport';
import { askMapping } from './columnQuestions';
import { CostSession, type CostSessionParts, type Shown } from './costSession';

/** What the editor works with; the engine is owned by it. */
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
  readonly use: CostUseLog;
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

  constructor(private readonly parts: CostEditorParts) {
    this.files = this.newSession({ engine: parts.engine });
    this.session = this.files;
    this.conversation = new CostConversation({
      engine: parts.chat,
      recordFeedback: parts.recordFeedback,
      maxToolRounds: parts.maxToolRounds,
      data: () => this.session.data,
      post: (message) => this.post(message),
      onExchange: parts.onExchange,
      use: parts.use,
    });
  }

  /** Loads files as one data set: what was chosen in the explorer, else what the person picks. */
  async analyze(uri?: vscode.Uri, uris?: readonly vscode.Uri[]): Promise<void> {
    const chosen = uris !== undefined && uris.length > 0 ? uris : uri === undefined ? undefined : [uri];
    const files = chosen ?? (await pickFiles());
    if (files === undefined || files.length === 0) return;
    const foreign = files.find(({ scheme }) => scheme !== 'file');
    if (foreign !== undefined) {
      void vscode.window.showErrorMessage(
        vscode.l10n.t(
          '{0} is not on this machine’s disk, and cost data is read from there. Save a copy and open that.',
          foreign.path,
        ),
      );
      return;
    }
    this.show();
    await this.take(this.files);
    await this.session.load(files.map(({ fsPath }) => fsPath));
    void this.parts.use.count('load', { failed: this.session.state.state === 'failed' });
  }

  /** Shows a table elsewhere as files are shown: its figures, and what was asked of it. */
  async showTable(
    name: string,
    source: Required<Pick<CostSessionParts, 'engine' | 'remote'>>,
    first: Shown,
  ): Promise<void> {
    this.show();
    await this.take(this.newSession(source));
    await this.session.load([name], first);
    void this.parts.use.count('load', { failed: this.session.state.state === 'failed' });
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
    await this.analyze(files[0], files);
    const { state } = this.session;
    if (state.state === 'failed') return `${state.message}${state.place && ` (${state.place})`}`;
    return state.state === 'ready' ? undefined : vscode.l10n.t('The cost data was not loaded.');
  }

  /** Shows the result of a query in the place of an analysis, drawn. */
  async showChart(query: AskedQuery, { title, chart }: AskedChart): Promise<void> {
    this.show();
    await this.session.showQuery(title, query.sql, chart.kind);
  }

  dispose(): void {
    this.conversation.session.stop();
    this.panel?.dispose();
    this.parts.engine.dispose();
  }

  private newSession(source: Pick<CostSessionParts, 'engine' | 'remote'>): CostSession {
    const session: CostSession = new CostSession({
      ...source,
      askMapping,
      onChange: (state) => {
        if (session !== this.session) return;
        this.post(state);
        if (state.state === 'ready') this.conversation.tellBrief();
      },
      onOtherData: () => void this.conversation.reset(),
    });
    return session;
  }

  /** Goes over to another session; what the one before had open is closed. */
  private async take(session: CostSession): Promise<void> {
    const before = this.session;
    this.session = session;
    if (before !== session) await before.close();
  }

  private show(): void {
    if (this.panel !== undefined) {
      this.panel.reveal();
      return;
    }
    const { extensionUri, logger } = this.parts;
    const panel = vscode.window.createWebviewPanel(
      COST_VIEW,
      vscode.l10n.t('Cost Data'),
      vscode.ViewColumn.Active,
    );
    this.panel = panel;
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.session.close().catch((error: unknown) => {
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
      logger,
      handle: (intent) => this.handle(intent),
    });
  }

  private async handle(intent: FromFinops): Promise<void> {
    const { session } = this;
    switch (intent.type) {
      case 'ready':
        this.post(session.state);
        return this.conversation.tellAll();
      case 'pickFiles':
        return this.analyze();
      case 'loadAgain':
        return session.loadAgain();
      case 'cancel':
        return session.cancel();
      case 'analyse':
        void this.parts.use.count('analysis');
        return session.analyse(intent.id);
      case 'draw':
        return session.draw(intent.label, intent.value, intent.kind);
      case 'scope':
        return session.setScope(intent.scope);
      case 'conversation':
        return this.converse(intent.intent);
      case 'exportChart':
        void this.parts.use.count('export');
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
          runAction(action, await this.parts.region()),
        );
    }
  }

  /** A page that is hidden or not there yet asks for all of it when it shows. */
  private post(message: ToFinops | ToConversation): void {
    void this.panel?.webview.postMessage(message);
  }
}

async function pickFiles(): Promise<readonly vscode.Uri[] | undefined> {
  return vscode.window.showOpenDialog({
    title: vscode.l10n.t('Cost data to analyze: all files of one export'),
    openLabel: vscode.l10n.t('Analyze'),
    canSelectMany: true,
    filters: { [vscode.l10n.t('Cost data')]: ['csv', 'gz', 'parquet'] },
  });
}
