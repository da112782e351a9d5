import * as vscode from 'vscode';
import type { ChatSession } from '../../core/chat/chatSession';
import type { FromPanel } from '../../protocol/chatPanel';
import { asksAgain, isGlobalAction, type GlobalActionId } from './actions';
import { insertAtCursor, openAsNewFile, openLink } from './editorActions';

type IntentOf<T extends FromPanel['type']> = Extract<FromPanel, { type: T }>;

/** Intents of a user within any conversation of ours, whichever page shows it. */
export type ConversationIntent = IntentOf<
  | 'stop'
  | 'retryNow'
  | 'retry'
  | 'continue'
  | 'editAndResend'
  | 'chooseModel'
  | 'chooseRegion'
  | 'copyText'
  | 'insertCode'
  | 'newFile'
  | 'feedback'
  | 'action'
  | 'openLink'
>;

/**
 * Does what a user wants of a conversation; `act` takes a next step and resolves with what came of it. A step that was
 * not offered is not taken, whatever the page says.
 */
export async function handleConversation(
  intent: ConversationIntent,
  session: ChatSession,
  act: (action: GlobalActionId) => Promise<unknown>,
): Promise<void> {
  switch (intent.type) {
    case 'retryNow':
      return session.retryNow();
    case 'stop':
      return session.stop();
    case 'retry':
      return session.retry(intent.messageId);
    case 'continue':
      return session.continue(intent.messageId);
    case 'editAndResend':
      return session.editAndResend(intent.messageId, intent.text);
    case 'chooseModel':
    case 'chooseRegion':
      await act(intent.type);
      return;
    case 'copyText':
      await vscode.env.clipboard.writeText(intent.text);
      return;
    case 'insertCode':
      return insertAtCursor(intent.code);
    case 'newFile':
      return openAsNewFile(intent.code, intent.language);
    case 'feedback':
      return session.feedback(intent.messageId, intent.feedback);
    case 'openLink':
      return openLink(intent.href);
    case 'action': {
      const { action, messageId } = intent;
      if (!session.offers(messageId, action)) {
        return;
      }
      if (isGlobalAction(action)) {
        const result = await act(action);
        // Signed in because an answer asked for it: the question is asked again.
        if (asksAgain(action) && result === true && messageId !== null) {
          await session.retry(messageId);
        }
      } else if (messageId !== null) {
        await (action === 'retry' ? session.retry(messageId) : session.continue(messageId));
      }
    }
  }
}
