import * as vscode from 'vscode';
import { commandId } from '../platform/commands';

/** Only buttons under answers run it, so the palette does not know it. */
const COMMAND = 'bedrockChat.askAfterSignIn';

/** A step that, when it succeeds, is followed by the question that waited for it. */
export type SignInStep = 'signIn' | 'ssoLogin';

/** What a button runs to sign in and then ask `@bedrock` the question again. */
export function signInAndAsk(step: SignInStep, question: string): { command: string; arguments: unknown[] } {
  return { command: COMMAND, arguments: [step, question] };
}

/** Registers the command behind such buttons. */
export function registerSignInAndAsk(): vscode.Disposable {
  return vscode.commands.registerCommand(COMMAND, async (step: unknown, question: unknown) => {
    const id = commandId(step === 'ssoLogin' ? 'ssoLogin' : 'signIn');
    const signedIn: unknown = await vscode.commands.executeCommand(id);
    if (signedIn === true && typeof question === 'string') {
      await vscode.commands.executeCommand('workbench.action.chat.open', { query: `@bedrock ${question}` });
    }
  });
}
