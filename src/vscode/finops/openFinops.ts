import { Uri, type ExtensionContext, type WebviewPanel } from 'vscode';
import type { CredentialSource } from '../../core/aws/credentials/credentialSource';
import { interactionOf, type CostExchange } from '../../core/finops/conversation/costExchange';
import { CostEngine } from '../../core/finops/costEngine';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import type { CommandHandlers } from '../platform/commands';
import type { Settings } from '../platform/settings';
import type { Storage } from '../platform/storage';
import { askBudget } from './budgetQuestion';
import { AthenaCommand } from './athenaCommand';
import { CostEditor, type CostEditorParts } from './costEditor';
import { openFile, selectedFiles } from './costFiles';
import { CostMemory } from './costMemory';
import { ReadingMemory } from '../../core/finops/readingMemory';
import { DroppedFiles } from '../../core/finops/droppedFiles';
import { CostHistory } from './history';
import { CostLanguageModelTools } from './costLanguageModelTools';

/** Cost data, and all that asks it. */
export interface Finops extends Disposable {
  readonly editor: CostEditor;
  readonly tools: CostLanguageModelTools['byName'];
  readonly history: CostHistory;
  readonly commands: Pick<
    CommandHandlers,
    'analyzeCosts' | 'queryAthena' | 'saveAnalysis' | 'showCostHistory'
  >;
  /** Fills an editor that VS Code has kept. */
  restore(panel: WebviewPanel): Promise<void>;
  /** The text of a document of the history. */
  historyText(uri: Uri): Promise<string>;
}

/** Whose costs they are. */
export interface CostAccount {
  readonly credentials: CredentialSource;
  readonly region: () => Promise<string>;
  /** Tells when credentials or region may be others than before. */
  readonly account: { readonly onDidChange: (listener: () => void) => Disposable };
}

/** So long after the first use it is looked for what windows left that ended without a word. */
const TIDY_MS = 5000;

/** Puts together what questions to cost data need; no process runs before the first file is opened. */
export function openFinops(
  { extensionUri, globalStorageUri, globalState, workspaceState }: ExtensionContext,
  settings: Settings,
  storage: Storage,
  asking: Pick<CostEditorParts, 'chat' | 'dailyUsage' | 'usage'>,
  { credentials, region, account }: CostAccount,
): Finops {
  const owned = new DisposableStore();
  const logger = storage.logger.named('finops');
  const directory = Uri.joinPath(globalStorageUri, 'finops').fsPath;
  const engine = new CostEngine({
    directory,
    enginePath: Uri.joinPath(extensionUri, 'dist', 'finopsEngine.cjs').fsPath,
    logger,
  });
  const history = owned.add(
    new CostHistory({
      settings,
      credentials,
      region,
      state: globalState,
      directory: Uri.joinPath(globalStorageUri, 'finops-history').fsPath,
      logger: storage.logger.named('history'),
    }),
  );
  owned.add(account.onDidChange(() => void history.resume()));
  const onExchange = (exchange: CostExchange) => void history.record(interactionOf(exchange, new Date()));
  const opened = {
    memory: new CostMemory(workspaceState),
    readings: new ReadingMemory(globalState),
    dropped: new DroppedFiles(directory),
  };
  const budgetOf = (currency: string) => askBudget(workspaceState, settings, currency);
  const parts = { ...asking, region, engine, opened, logger, extensionUri, onExchange, askBudget: budgetOf };
  const editor = owned.add(new CostEditor(parts));
  const tidying = setTimeout(() => void engine.tidy().catch(() => undefined), TIDY_MS);
  owned.add({ dispose: () => clearTimeout(tidying) });
  const tools = owned.add(new CostLanguageModelTools(editor, editor.onDidCloseData));
  const caller = { credentials: () => credentials.resolve(), region };
  const athena = new AthenaCommand({ settings, account: caller, engine, editor, logger });
  return {
    editor,
    tools: tools.byName,
    history,
    commands: {
      analyzeCosts: (uri, uris) => editor.openFiles(uri ?? openFile(), selectedFiles(uris)),
      queryAthena: () => athena.run(),
      saveAnalysis: () => editor.saveAnalysis(),
      showCostHistory: () => history.show(),
    },
    restore: (panel) => editor.restore(panel),
    historyText: (uri) => history.documents.text(uri),
    dispose: () => owned.dispose(),
  };
}
