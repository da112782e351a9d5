import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../core/util/disposable';

/** Every command of the extension; ids as in package.json, without the prefix. */
export interface CommandHandlers {
  /** True when one is signed in afterward. */
  readonly signIn: () => Promise<boolean>;
  /** Runs AWS's own login for the profile in use; true when it succeeded. */
  readonly ssoLogin: () => Promise<boolean>;
  readonly signOut: () => Promise<void>;
  readonly selectModel: () => Promise<void>;
  readonly refreshModels: () => Promise<void>;
  readonly selectRegion: () => Promise<void>;
  readonly openChat: () => Promise<void>;
  readonly newChat: () => Promise<void>;
  readonly exportChat: () => Promise<void>;
  readonly attachSelection: () => Promise<void>;
  /** From the Explorer: what was clicked, and all that is selected with it. */
  readonly attachFile: (uri?: vscode.Uri, uris?: readonly vscode.Uri[]) => Promise<void>;
  readonly chooseTools: () => Promise<void>;
  readonly openDashboard: () => Promise<void>;
  readonly exportMetrics: () => Promise<void>;
  readonly deleteMetrics: () => Promise<void>;
  /** Cost data: from the Explorer what was clicked and all that is selected with it, else what the user picks. */
  /** Files as a menu gives them: the one it is about, and all that are selected; else the one that is open. */
  readonly analyzeCosts: (uri?: vscode.Uri, uris?: unknown) => Promise<void>;
  /** Asks a table of cost data in Athena: one of the saved analyses, or SQL. */
  readonly queryAthena: () => Promise<void>;
  /** Keeps the query that cost data is shown by as an analysis of the workspace. */
  readonly saveAnalysis: () => Promise<void>;
  /** Reads back what was asked of cost data. */
  readonly showCostHistory: () => Promise<void>;
  readonly showLog: () => Promise<void>;
  readonly diagnose: () => Promise<void>;
  /** Ends the waits between attempts. */
  readonly retryNow: () => Promise<void>;
  /** Reads prices from the AWS Price List. */
  readonly refreshPrices: () => Promise<void>;
  /** Asks for the budgets. */
  readonly setBudget: () => Promise<void>;
  /** Lets the call that a surface was refused, or, once confirmed, those of today, go past a budget; true when it does. */
  readonly allowOverBudget: (scope: unknown, surface: unknown) => Promise<boolean>;
  /** Writes the setting that an advice against misses of the prompt cache is about. */
  readonly followAdvice: (advice: unknown) => Promise<void>;
  /** Asks `@bedrock` a question again, without a cached answer. */
  readonly askAgain: (question: unknown) => Promise<void>;
  /**
   * Runs a prompt file: the one given, else that of the active editor. With `{ promptId }` only that prompt, with
   * `{ bypassCache: true }` also what earlier runs have answered; VS Code's menus put their selection there.
   */
  readonly runPrompts: (uri?: vscode.Uri, scope?: unknown) => Promise<void>;
  /** These take a run of the Runs view, or the id of one. */
  readonly openRunLog: (run: unknown) => Promise<void>;
  readonly openRunResult: (run: unknown) => Promise<void>;
  readonly resumeRun: (run: unknown) => Promise<void>;
  readonly retryFailedRun: (run: unknown) => Promise<void>;
  readonly cancelRun: (run: unknown) => Promise<void>;
  readonly deleteRun: (run: unknown) => Promise<void>;
  readonly exportRun: (run: unknown) => Promise<void>;
  /** With a second run, or all that are selected. */
  readonly compareRuns: (run: unknown, others?: unknown) => Promise<void>;
}

/** The id under which VS Code knows a command. */
export function commandId(name: keyof CommandHandlers): string {
  return `bedrockChat.${name}`;
}

/** Registers all commands; a forgotten one does not compile. */
export function registerCommands(handlers: CommandHandlers): Disposable {
  const store = new DisposableStore();
  for (const name of Object.keys(handlers) as (keyof CommandHandlers)[]) {
    store.add(vscode.commands.registerCommand(commandId(name), handlers[name]));
  }
  return store;
}
