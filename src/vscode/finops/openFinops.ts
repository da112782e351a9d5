import { Uri, type ExtensionContext } from 'vscode';
import { CostEngine } from '../../core/finops/costEngine';
import { CostUseLog } from '../../core/finops/costUseLog';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import type { Storage } from '../platform/storage';
import { CostEditor, type CostEditorParts } from './costEditor';
import { registerCostTools } from './costLanguageModelTools';

/** Cost data, and all that asks it. */
export interface Finops extends Disposable {
  readonly editor: CostEditor;
  readonly use: CostUseLog;
}

/** Puts together what questions to cost data need; no process runs before the first file is opened. */
export function openFinops(
  { extensionUri, globalStorageUri }: Pick<ExtensionContext, 'extensionUri' | 'globalStorageUri'>,
  storage: Storage,
  asking: Pick<CostEditorParts, 'chat' | 'recordFeedback' | 'maxToolRounds' | 'region'>,
): Finops {
  const owned = new DisposableStore();
  const logger = storage.logger.named('finops');
  const engine = new CostEngine({
    directory: Uri.joinPath(globalStorageUri, 'finops').fsPath,
    enginePath: Uri.joinPath(extensionUri, 'dist', 'finopsEngine.cjs').fsPath,
    logger,
  });
  const use = new CostUseLog(Uri.joinPath(globalStorageUri, 'finops', 'use.ndjson').fsPath, logger);
  const parts = { ...asking, engine, logger, extensionUri, use, onExchange: () => undefined };
  const editor = owned.add(new CostEditor(parts));
  owned.add(registerCostTools(editor));
  return { editor, use, dispose: () => owned.dispose() };
}
