import * as vscode from 'vscode';
import { asksAgain, runAction } from '../platform/actions';

/** Only buttons under answers run it, so the palette does not know it. */
const COMMAND = 'bedrockChat.thenAsk';

/** A step that, when it succeeds, is followed by the question that waited for it. */
export type WaitedFor = 'signIn' | 'ssoLogin' | 'allowOnce' | 'allowToday';

/** The command of a button to take the step and then ask `@bedrock` the question again. */
export function thenAsk(step: WaitedFor, question: string): { command: string; arguments: unknown[] } {
  return { command: COMMAND, arguments: [step, question] };
}

/** Registers the command behind such buttons. */
export function registerThenAsk(): vscode.Disposable {
  return vscode.commands.registerCommand(COMMAND, async (step: WaitedFor, question: unknown) => {
    const taken: unknown = asksAgain(step) && (await runAction(step, '', 'participant'));
    if (taken === true && typeof question === 'string') {
      await vscode.commands.executeCommand('workbench.action.chat.open', { query: `@bedrock ${question}` });
    }
  });
}
