import { Uri, type ExtensionContext } from 'vscode';
import type { CredentialSource } from '../../core/aws/credentials/credentialSource';
import { interactionOf, type CostExchange } from '../../core/finops/conversation/costExchange';
import { CostEngine } from '../../core/finops/costEngine';
import { FeatureUsageLog } from '../../core/finops/featureUsageLog';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import type { CommandHandlers } from '../platform/commands';
import type { Settings } from '../platform/settings';
import type { Storage } from '../platform/storage';
import { AthenaCommand } from './athenaCommand';
import { CostEditor, type CostEditorParts } from './costEditor';
import { CostMemory } from './costMemory';
import { DroppedFiles } from '../../core/finops/droppedFiles';
import { CostHistory } from './history';
import { registerCostTools } from './costLanguageModelTools';

/** Cost data, and all that asks it. */
export interface Finops extends Disposable {
  readonly editor: CostEditor;
  readonly usage: FeatureUsageLog;
  readonly history: CostHistory;
  readonly commands: Pick<CommandHandlers, 'analyzeCosts' | 'queryAthena' | 'showCostHistory'>;
}

/** So long after the start it is looked for what windows left that ended without a word. */
const TIDY_MS = 5000;

/** Puts together what questions to cost data need; no process runs before the first file is opened. */
export function openFinops(
  { extensionUri, globalStorageUri, globalState, workspaceState }: ExtensionContext,
  storage: Storage,
  asking: Pick<CostEditorParts, 'chat' | 'recordFeedback' | 'maxToolRounds' | 'region' | 'dailyUsage'>,
  { settings, credentials }: { readonly settings: Settings; readonly credentials: CredentialSource },
): Finops {
  const owned = new DisposableStore();
  const logger = storage.logger.named('finops');
  const directory = Uri.joinPath(globalStorageUri, 'finops').fsPath;
  const engine = new CostEngine({
    directory,
    enginePath: Uri.joinPath(extensionUri, 'dist', 'finopsEngine.cjs').fsPath,
    logger,
  });
  const usage = new FeatureUsageLog(Uri.joinPath(globalStorageUri, 'finops', 'use.ndjson').fsPath, logger);
  const history = owned.add(
    new CostHistory({
      settings,
      credentials,
      region: asking.region,
      state: globalState,
      directory: Uri.joinPath(globalStorageUri, 'finops-history').fsPath,
      logger: storage.logger.named('history'),
    }),
  );
  const onExchange = (exchange: CostExchange) => void history.record(interactionOf(exchange, new Date()));
  const memory = new CostMemory(workspaceState);
  const dropped = new DroppedFiles(directory);
  const parts = { ...asking, engine, memory, dropped, logger, extensionUri, usage, onExchange };
  const editor = owned.add(new CostEditor(parts));
  const tidying = setTimeout(() => void engine.tidy().catch(() => undefined), TIDY_MS);
  owned.add({ dispose: () => clearTimeout(tidying) });
  owned.add(registerCostTools(editor));
  const account = { credentials: () => credentials.resolve(), region: asking.region };
  const athena = new AthenaCommand({ settings, account, engine, editor, logger });
  return {
    editor,
    usage,
    history,
    commands: {
      analyzeCosts: (uri, uris) => editor.openFiles(uri, uris),
      queryAthena: () => athena.run(),
      showCostHistory: () => history.show(),
    },
    dispose: () => owned.dispose(),
  };
}
