import * as vscode from 'vscode';
import { promptFormat } from '../../core/prompts/promptFormat';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import type { Feature } from '../../core/util/lazy';
import { commandsOf, type Commanded, type Contribution } from '../platform/contribution';
import { RunHints } from './runHints';
import type { RunRequest } from './runs';

const commandNames = [
  'runPrompts',
  'openRunLog',
  'openRunResult',
  'resumeRun',
  'retryFailedRun',
  'cancelRun',
  'deleteRun',
  'exportRun',
  'compareRuns',
] as const;
/** The languages of prompt files, as in package.json. */
const languages = ['bedrock-prompts', 'bedrock-prompts-yaml', 'bedrock-prompts-jsonl'];

/** Prompt files and their runs, once one is looked at. */
interface OpenPrompts<Node> extends Commanded<(typeof commandNames)[number]> {
  readonly lenses: vscode.CodeLensProvider;
  readonly documents: vscode.TextDocumentContentProvider;
  readonly terminal: (request: RunRequest) => vscode.Pseudoterminal;
  readonly tree: vscode.TreeDataProvider<Node>;
}

/** What is registered of prompt files, with what they are made from. */
interface PromptContribution<Node> extends Contribution<(typeof commandNames)[number]> {
  readonly hints: RunHints;
  /** The Runs view. */
  readonly view: vscode.TreeView<Node>;
}

/** What belongs to prompt files in editors, tasks and the Runs view, and the commands around them. */
export function contributePrompts<Node>(
  prompts: Feature<OpenPrompts<Node>>,
  globalStorageUri: vscode.Uri,
): PromptContribution<Node> {
  const owned = new DisposableStore();
  const hints = new RunHints(globalStorageUri.fsPath);
  const [lensesChanged, documentChanged, treeChanged] = [
    owned.add(new vscode.EventEmitter<void>()),
    owned.add(new vscode.EventEmitter<vscode.Uri>()),
    owned.add(new vscode.EventEmitter<Node | Node[] | undefined>()),
  ];
  prompts.whenMade(({ lenses, documents, tree }) => {
    lenses.onDidChangeCodeLenses?.((change) => lensesChanged.fire(change));
    documents.onDidChange?.((uri) => documentChanged.fire(uri));
    tree.onDidChangeTreeData?.((nodes) => treeChanged.fire(nodes ?? undefined));
  });
  const tasks = async () => {
    const { PromptTasks } = await import('./tasks');
    return new PromptTasks(async (request) => (await prompts.get()).terminal(request));
  };
  const selector = languages.map((language) => ({ language, scheme: 'file' }));
  owned.add(
    vscode.languages.registerCodeLensProvider(selector, {
      onDidChangeCodeLenses: lensesChanged.event,
      provideCodeLenses: async (...asked) => (await prompts.get()).lenses.provideCodeLenses(...asked),
    }),
  );
  owned.add(
    vscode.languages.registerCompletionItemProvider(languages, {
      provideCompletionItems: async ({ languageId }) => {
        const { promptSnippets } = await import('./snippets');
        return promptSnippets(languageId);
      },
    }),
  );
  owned.add(
    vscode.workspace.registerTextDocumentContentProvider('bedrock-run', {
      onDidChange: documentChanged.event,
      provideTextDocumentContent: async (...asked) =>
        (await prompts.get()).documents.provideTextDocumentContent(...asked),
    }),
  );
  owned.add(
    vscode.tasks.registerTaskProvider('bedrock-prompts', {
      // What VS Code lists of tasks at any time needs no run.
      provideTasks: async () => (await tasks()).provideTasks(),
      resolveTask: async (task) => (await tasks()).resolveTask(task),
    }),
  );
  const view = owned.add(
    vscode.window.createTreeView<Node>('bedrockChat.runs', {
      treeDataProvider: {
        onDidChangeTreeData: treeChanged.event,
        getChildren: async (node) => (await prompts.get()).tree.getChildren(node),
        getTreeItem: async (node) => (await prompts.get()).tree.getTreeItem(node),
      },
      canSelectMany: true,
      showCollapseAll: true,
    }),
  );
  owned.add(openWhenNeeded(prompts, hints));
  return { commands: commandsOf(prompts, commandNames), hints, view, dispose: () => owned.dispose() };
}

/**
 * Prompt files are looked at once one is open, and runs where a batch job may have gone on without a window. The Runs
 * view takes no room from the chat of those who have no prompt files.
 */
function openWhenNeeded<Node>(prompts: Feature<OpenPrompts<Node>>, hints: RunHints): Disposable {
  const open = (): void => {
    // Whoever asks for something of it is told what is wrong.
    prompts.get().catch(() => undefined);
  };
  const look = ({ uri }: vscode.TextDocument): void => {
    if (uri.scheme === 'file' && promptFormat(uri.fsPath) !== undefined) {
      showView();
      open();
    }
  };
  void hints.hasRuns().then((hasRuns) => {
    if (hasRuns) {
      showView();
    }
  });
  void hints.batchMs().then((batchMs) => {
    if (batchMs !== undefined) {
      open();
    }
  });
  const owned = new DisposableStore();
  owned.add(hints.onDidBegin(showView));
  vscode.workspace.textDocuments.forEach(look);
  owned.add(vscode.workspace.onDidOpenTextDocument(look));
  return owned;
}

function showView(): void {
  void vscode.commands.executeCommand('setContext', 'bedrockChat.runsWanted', true);
}
