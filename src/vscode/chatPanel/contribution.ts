import * as vscode from 'vscode';
import type { Feature } from '../../core/util/lazy';
import { commandsOf, type Commanded, type Contribution } from '../platform/contribution';

const VIEW = 'bedrockChat.chat';
const commandNames = ['openChat', 'newChat', 'exportChat', 'attachSelection', 'attachFile'] as const;

/** The panel, once it is open. */
interface OpenPanel extends Commanded<(typeof commandNames)[number]> {
  /** VS Code shows the view: for the first time, or again after it was hidden. */
  resolveWebviewView(view: vscode.WebviewView): void;
}

/** The view of the Bedrock panel and its commands. */
export function contributeChatPanel(panel: Feature<OpenPanel>): Contribution<(typeof commandNames)[number]> {
  const registered = vscode.window.registerWebviewViewProvider(VIEW, {
    resolveWebviewView: async (view) => (await panel.get()).resolveWebviewView(view),
  });
  const commands = commandsOf(panel, commandNames);
  const openChat = async (): Promise<void> => {
    // VS Code makes the view while what it shows is loaded.
    await Promise.all([vscode.commands.executeCommand(`${VIEW}.focus`), panel.get()]);
    await commands.openChat();
  };
  return { commands: { ...commands, openChat }, dispose: () => void registered.dispose() };
}
