import { Uri, type ExtensionContext } from 'vscode';
import { CostEngine } from '../../core/finops/costEngine';
import type { Storage } from '../platform/storage';
import { CostEditor, type CostEditorParts } from './costEditor';

/** Puts together what **Analyze Cost Data…** needs; no process runs before the first file is opened. */
export function openFinops(
  { extensionUri, globalStorageUri }: Pick<ExtensionContext, 'extensionUri' | 'globalStorageUri'>,
  storage: Storage,
  asking: Pick<CostEditorParts, 'chat' | 'recordFeedback' | 'maxToolRounds' | 'region'>,
): CostEditor {
  const logger = storage.logger.named('finops');
  const engine = new CostEngine({
    directory: Uri.joinPath(globalStorageUri, 'finops').fsPath,
    enginePath: Uri.joinPath(extensionUri, 'dist', 'finopsEngine.cjs').fsPath,
    logger,
  });
  return new CostEditor({ ...asking, engine, logger, extensionUri, onExchange: () => undefined });
}
