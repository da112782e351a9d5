import * as vscode from 'vscode';
import type { ChatEngine } from '../../core/chat/chatEngine';
import type { Logger } from '../../core/logging/logger';
import { askThrough } from '../../core/prompts/askEngine';
import { PromptReader } from '../../core/prompts/promptReader';
import { runHistory } from '../../core/prompts/runHistory';
import { RunStore } from '../../core/prompts/runStore';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import type { RunHistory } from '../../protocol/runHistory';
import { BatchWatch } from './batchWatch';
import { openBatch, type BatchSources } from './batchParts';
import { PromptLenses } from './lenses';
import { PromptProblems } from './problems';
import { isPromptFile, PromptDocuments } from './promptDocuments';
import { askAboutChanges, confirmSteps, showRun } from './runMessages';
import { RunCommands, type PromptCommands } from './runCommands';
import { RunDocuments } from './runDocuments';
import { Runs } from './runs';
import { RunTree } from './runTree';
import { StepCosts } from './stepCosts';
import { PromptTasks } from './tasks';
import { errorMessage } from '../../core/util/errorMessage';

/** Prompt files, their runs, and the commands of both. */
export interface Prompts extends Disposable {
  readonly commands: PromptCommands;
  /** The last runs, with so many lines of the newest one's log. */
  history(logLines: number): Promise<RunHistory>;
}

/** Collaborators of prompt files. */
export interface PromptsParts extends BatchSources {
  readonly engine: ChatEngine;
  readonly extensionUri: vscode.Uri;
  readonly logger: Logger;
}

/** Puts together what has to do with prompt files. */
export function openPrompts(globalStorageUri: vscode.Uri, parts: PromptsParts): Prompts {
  const { settings, engine, price, extensionUri, logger } = parts;
  const owned = new DisposableStore();
  const directory = vscode.Uri.joinPath(globalStorageUri, 'runs').fsPath;
  const store = new RunStore(directory, undefined, (error) =>
    logger.warn('A run cannot be read', { error: errorMessage(error) }),
  );
  const workerPath = vscode.Uri.joinPath(extensionUri, 'dist', 'promptWorker.cjs').fsPath;
  const reader = owned.add(new PromptReader({ workerPath }));
  const files = new PromptDocuments(reader, settings);
  const costs = new StepCosts(settings, price);
  const batch = owned.add(openBatch(parts, reader.check));
  const runs = owned.add(
    new Runs({
      store,
      settings,
      files,
      costs,
      ask: askThrough(engine, reader.check),
      choose: askAboutChanges,
      confirm: confirmSteps,
      ...batch,
    }),
  );
  const documents = owned.add(new RunDocuments(runs));
  const tree = owned.add(new RunTree(runs));
  const commands = new RunCommands(runs, documents, tree);
  owned.add(new PromptLenses({ runs, settings, files, costs }));
  owned.add(new PromptProblems(files));
  owned.add(new PromptTasks(runs, files));
  owned.add(runs.onDidBegin(({ run, ended, batch }) => void showRun(runs, run, ended, batch)));
  owned.add(new BatchWatch(runs, settings, parts.connections.onDidChange));
  owned.add(showViewOnceNeeded(runs));
  return {
    commands: commands.handlers,
    history: (logLines) => runHistory(runs, logLines),
    dispose: () => owned.dispose(),
  };
}

/** The Runs view takes no room from the chat of those who have no prompt files. */
function showViewOnceNeeded(runs: Runs): Disposable {
  const owned = new DisposableStore();
  const show = () => void vscode.commands.executeCommand('setContext', 'bedrockChat.runsWanted', true);
  const look = ({ uri }: vscode.TextDocument): void => {
    if (isPromptFile(uri)) {
      show();
    }
  };
  owned.add(vscode.workspace.onDidOpenTextDocument(look));
  owned.add(runs.onDidBegin(show));
  vscode.workspace.textDocuments.forEach(look);
  void runs.list().then((known) => known.length > 0 && show());
  return owned;
}
