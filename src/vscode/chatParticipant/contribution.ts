import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import type { Feature } from '../../core/util/lazy';
import type { CommandHandlers } from '../platform/commands';
import { commandsOf, type Contribution } from '../platform/contribution';
import { THEN_ASK } from './thenAsk';

/** What answers, once something is asked. */
interface OpenParticipant extends Disposable {
  readonly commands: Pick<CommandHandlers, 'askAgain'>;
  readonly answer: vscode.ChatRequestHandler;
  followups(result: vscode.ChatResult): vscode.ChatFollowup[];
  rate(feedback: vscode.ChatResultFeedback): void;
  thenAsk(step: unknown, question: unknown): Promise<void>;
}

/** Holds from when `@bedrock` can be asked; package.json shows its name from then on. */
const READY_CONTEXT = 'bedrockChat.participantReady';

/** `@bedrock` in VS Code's Chat view, from when VS Code lists a model: it refuses what is asked before. */
export function contributeParticipant(
  participant: Feature<OpenParticipant>,
  extensionUri: vscode.Uri,
  modelListed: Promise<void>,
): Contribution<'askAgain'> {
  const owned = new DisposableStore();
  void modelListed
    .then(() => vscode.commands.executeCommand('setContext', READY_CONTEXT, true))
    // In this order: registering is what makes VS Code look again at a name that was typed before.
    .then(() => owned.add(register(participant, extensionUri)));
  return { commands: commandsOf(participant, ['askAgain']), dispose: () => owned.dispose() };
}

function register(body: Feature<OpenParticipant>, extensionUri: vscode.Uri): vscode.Disposable {
  const participant = vscode.chat.createChatParticipant(
    'bedrockChat.bedrock',
    async (request, context, stream, token) => (await body.get()).answer(request, context, stream, token),
  );
  const icon = (theme: string) => vscode.Uri.joinPath(extensionUri, 'media', `bedrock-${theme}.svg`);
  participant.iconPath = { light: icon('light'), dark: icon('dark') };
  participant.followupProvider = {
    provideFollowups: async (result) => (await body.get()).followups(result),
  };
  return vscode.Disposable.from(
    participant,
    participant.onDidReceiveFeedback(async (feedback) => (await body.get()).rate(feedback)),
    vscode.commands.registerCommand(THEN_ASK, async (step: unknown, question: unknown) =>
      (await body.get()).thenAsk(step, question),
    ),
  );
}
