import * as vscode from 'vscode';
import type { Feature } from '../../core/util/lazy';
import { commandsOf, type Commanded, type Contribution } from '../platform/contribution';

const commandNames = ['openChat', 'newChat', 'exportChat', 'attachSelection', 'attachFile'] as const;

/** The panel, once it is open. */
interface OpenPanel extends Commanded<(typeof commandNames)[number]> {
  /** VS Code shows the view: for the first time, or again after it was hidden. */
  resolveWebviewView(view: vscode.WebviewView): void;
}

/** The view of the Bedrock panel and its commands. */
export function contributeChatPanel(panel: Feature<OpenPanel>): Contribution<(typeof commandNames)[number]> {
  const registered = vscode.window.registerWebviewViewProvider('bedrockChat.chat', {
    resolveWebviewView: async (view) => (await panel.get()).resolveWebviewView(view),
  });
  return { commands: commandsOf(panel, commandNames), dispose: () => void registered.dispose() };
}
