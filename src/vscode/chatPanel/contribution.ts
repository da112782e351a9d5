import * as vscode from 'vscode';
import type { Disposable } from '../../core/util/disposable';
import type { Feature } from '../../core/util/lazy';
import type { CommandHandlers } from '../platform/commands';
import { commandsOf } from '../platform/contribution';

const commandNames = ['openChat', 'newChat', 'exportChat', 'attachSelection', 'attachFile'] as const;

/** The panel, once it is open. */
interface OpenPanel extends Disposable {
  readonly commands: Pick<CommandHandlers, (typeof commandNames)[number]>;
  /** VS Code shows the view: for the first time, or again after it was hidden. */
  resolveWebviewView(view: vscode.WebviewView): void;
}

/** The view of the Bedrock panel and its commands. */
export function contributeChatPanel(panel: Feature<OpenPanel>) {
  const registered = vscode.window.registerWebviewViewProvider('bedrockChat.chat', {
    resolveWebviewView: async (view) => (await panel.get()).resolveWebviewView(view),
  });
  return { commands: commandsOf(panel, commandNames), dispose: () => void registered.dispose() };
}
