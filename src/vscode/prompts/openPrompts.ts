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
import { PromptDocuments } from './promptDocuments';
import { askAboutChanges, confirmSteps, showRun } from './runMessages';
import { RunCommands, type PromptCommands } from './runCommands';
import { RunDocuments } from './runDocuments';
import { Runs, type RunRequest } from './runs';
import type { RunHints } from './runHints';
import { RunTree, type RunNode } from './runTree';
import { StepCosts } from './stepCosts';
import { RunTerminal } from './runTerminal';
import { errorMessage } from '../../core/util/errorMessage';
import type { OwnModels } from '../../core/bedrock/models/ownModels';

/** Prompt files, their runs, and the commands of both. */
export interface Prompts extends Disposable {
  readonly commands: PromptCommands;
  readonly lenses: PromptLenses;
  readonly documents: RunDocuments;
  /** A terminal in which a run tells what happens. */
  readonly terminal: (request: RunRequest) => vscode.Pseudoterminal;
  readonly tree: RunTree;
  /** The last runs, with so many lines of the newest one's log. */
  history(logLines: number): Promise<RunHistory>;
}

/** Collaborators of prompt files. */
export interface PromptsParts extends BatchSources {
  readonly engine: ChatEngine;
  /** What is known of models beside AWS's listing. */
  readonly own: () => OwnModels;
  readonly extensionUri: vscode.Uri;
  readonly logger: Logger;
  /** The Runs view. */
  readonly view: vscode.TreeView<RunNode>;
  /** What the next window is to know of runs without a look at them. */
  readonly hints: RunHints;
}

/** Puts together what has to do with prompt files. */
export function openPrompts(globalStorageUri: vscode.Uri, parts: PromptsParts): Prompts {
  const { settings, engine, price, extensionUri, logger, view, hints } = parts;
  const owned = new DisposableStore();
  const directory = vscode.Uri.joinPath(globalStorageUri, 'runs').fsPath;
  const store = new RunStore(directory, undefined, (error) =>
    logger.warn('A run cannot be read', { error: errorMessage(error) }),
  );
  const workerPath = vscode.Uri.joinPath(extensionUri, 'dist', 'promptWorker.cjs').fsPath;
  const reader = owned.add(new PromptReader({ workerPath }));
  const files = new PromptDocuments(reader, settings);
  const costs = new StepCosts(settings, price, parts.own);
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
  const tree = owned.add(new RunTree(runs, view));
  const commands = new RunCommands(runs, documents, tree);
  const lenses = owned.add(new PromptLenses({ runs, settings, files, costs }));
  owned.add(new PromptProblems(files));
  owned.add(runs.onDidBegin(({ run, ended, batch }) => void showRun(runs, run, ended, batch)));
  owned.add(runs.onDidBegin(({ batch }) => hints.begun(batch)));
  owned.add(new BatchWatch({ runs, settings, hints }, parts.connections.onDidChange));
  return {
    commands: commands.handlers,
    lenses,
    documents,
    terminal: (request) => new RunTerminal(runs, files, request),
    tree,
    history: (logLines) => runHistory(runs, logLines),
    dispose: () => owned.dispose(),
  };
}
