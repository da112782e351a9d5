import * as vscode from 'vscode';
import { KeysNeededError } from '../../core/aws/keysNeeded';
import { classifyError, isAboutCredentials, isAboutNetwork, isAboutPermissions } from '../../core/aws/errors';
import { HistoryError } from '../../core/finops/history/historyError';

/** The reason that keeps questions from being stored or read, in one sentence. */
export function historyProblemText(error: unknown): string {
  if (error instanceof HistoryError) {
    switch (error.reason) {
      case 'tableMissing':
        return vscode.l10n.t('The table is not there.');
      case 'tableNotReady':
        return vscode.l10n.t('The table is still being made.');
      case 'tableMisfit':
        return vscode.l10n.t('The table’s key is not interaction_id, a string, alone.');
      case 'otherAccount':
        return vscode.l10n.t('They are for the same table of another account.');
    }
  }
  if (error instanceof KeysNeededError) {
    return vscode.l10n.t(
      'You are signed in with a Bedrock API key, which opens Bedrock alone. DynamoDB needs access keys or a profile.',
    );
  }
  const { reason, detail } = classifyError(error);
  if (isAboutNetwork(reason)) {
    return vscode.l10n.t('DynamoDB cannot be reached ({0}).', detail.code);
  }
  if (reason === 'throttled') {
    return vscode.l10n.t('DynamoDB throttles the table.');
  }
  if (isAboutCredentials(reason)) {
    return vscode.l10n.t('AWS wants a new sign-in: {0}', detail.message);
  }
  return isAboutPermissions(reason)
    ? vscode.l10n.t('AWS does not allow it: {0}', detail.message)
    : vscode.l10n.t('AWS says: {0}', detail.message);
}
