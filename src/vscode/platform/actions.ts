import * as vscode from 'vscode';
import type { ActionId } from '../../protocol/chatPanel';
import { awsPage } from '../../core/aws/failures/awsPages';
import type { Surface } from '../../protocol/invocation';
import { commandId } from './commands';

/** The next steps that any surface can take; `retry` and `continue` belong to the surface that shows the answer. */
export type GlobalActionId = Exclude<ActionId, 'retry' | 'continue'>;

/** Whether an action is the same everywhere. */
export function isGlobalAction(id: ActionId): id is GlobalActionId {
  return id !== 'retry' && id !== 'continue';
}

/** Whether the question that asked for this step is asked again once the step is taken. */
export function asksAgain(id: ActionId): id is 'signIn' | 'ssoLogin' | 'allowOnce' | 'allowToday' {
  return id === 'signIn' || id === 'ssoLogin' || id === 'allowOnce' || id === 'allowToday';
}

const OPEN_SETTINGS = 'workbench.action.openSettings';

/** The command that takes a next step; what is allowed past a budget is allowed to the surface that was refused. */
export function actionCommand(
  id: GlobalActionId,
  region: string,
  surface?: Surface,
): { command: string; arguments?: unknown[] } {
  switch (id) {
    case 'signIn':
      return { command: commandId('signIn') };
    case 'ssoLogin':
      return { command: commandId('ssoLogin') };
    case 'chooseModel':
      return { command: commandId('selectModel') };
    case 'chooseRegion':
      return { command: commandId('selectRegion') };
    case 'showLog':
      return { command: commandId('showLog') };
    case 'diagnose':
      return { command: commandId('diagnose') };
    case 'newChat':
      return { command: commandId('newChat') };
    case 'allowOnce':
    case 'allowToday':
      return { command: commandId('allowOverBudget'), arguments: [id, surface] };
    case 'setBudget':
      return { command: commandId('setBudget') };
    case 'useHourCache':
    case 'sortTools':
      return { command: commandId('followAdvice'), arguments: [id] };
    case 'chooseTools':
      return { command: commandId('chooseTools') };
    case 'openSystemPrompt':
      return { command: OPEN_SETTINGS, arguments: ['bedrockChat.systemPrompt'] };
    case 'openHistoryLimit':
      return { command: OPEN_SETTINGS, arguments: ['bedrockChat.history.maxTurns'] };
    case 'openSettings':
      return { command: OPEN_SETTINGS, arguments: ['@ext:bedrock-chat.bedrock-chat'] };
    case 'openModelCatalog':
    case 'openUseCaseForm':
    case 'openQuotas':
    case 'openPaymentMethods':
    case 'openDataRetention':
    case 'openIam':
    case 'openSupport':
      return { command: 'vscode.open', arguments: [vscode.Uri.parse(awsPage(id, region))] };
  }
}

/** Takes a next step for the surface that offered it; resolves with what its command returned. */
export async function runAction(id: GlobalActionId, region: string, surface?: Surface): Promise<unknown> {
  const { command, arguments: args = [] } = actionCommand(id, region, surface);
  return vscode.commands.executeCommand(command, ...args);
}
