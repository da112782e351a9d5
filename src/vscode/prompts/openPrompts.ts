import * as vscode from 'vscode';
import type { ChatEngine } from '../../core/chat/chatEngine';
import { askThrough } from '../../core/prompts/askEngine';
import { runHistory } from '../../core/prompts/runHistory';
import { RunStore } from '../../core/prompts/runStore';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import type { RunHistory } from '../../protocol/runHistory';
import { BatchWatch } from './batchWatch';
import { openBatch, type BatchSources } from './batchParts';
import { PromptLenses } from './lenses';
import { PromptProblems } from './problems';
import { isPromptFile } from './promptDocuments';
import { askAboutChanges, showRun } from './runMessages';
import { RunCommands, type PromptCommands } from './runCommands';
import { RunDocuments } from './runDocuments';
import { Runs } from './runs';
import { RunTree } from './runTree';
import { PromptTasks } from './tasks';

/** Prompt files, their runs, and the commands of both. */
export interface Prompts extends Disposable {
  readonly commands: PromptCommands;
  /** The last runs, with so many lines of the newest one's log. */
  history(logLines: number): Promise<RunHistory>;
}

/** What prompt files work with. */
export interface PromptsParts extends BatchSources {
  readonly engine: ChatEngine;
}

/** Puts together what has to do with prompt files. */
export function openPrompts(globalStorageUri: vscode.Uri, parts: PromptsParts): Prompts {
  const { settings, engine, price } = parts;
  const owned = new DisposableStore();
  const store = new RunStore(vscode.Uri.joinPath(globalStorageUri, 'runs').fsPath);
  const batch = owned.add(openBatch(parts));
  const runs = owned.add(
    new Runs({ store, settings, ask: askThrough(engine), choose: askAboutChanges, ...batch }),
  );
  const documents = owned.add(new RunDocuments(runs));
  const tree = owned.add(new RunTree(runs));
  const commands = new RunCommands(runs, documents, tree);
  owned.add(new PromptLenses({ runs, settings, price }));
  owned.add(new PromptProblems());
  owned.add(new PromptTasks(runs));
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
    if (isPromptFile(uri)) show();
  };
  owned.add(vscode.workspace.onDidOpenTextDocument(look));
  owned.add(runs.onDidBegin(show));
  vscode.workspace.textDocuments.forEach(look);
  void runs.list().then((known) => known.length > 0 && show());
  return owned;
}
