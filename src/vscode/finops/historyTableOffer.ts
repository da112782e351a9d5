import * as vscode from 'vscode';
import type { Destination } from '../../core/finops/history/historyQueue';
import type { InteractionHistory } from '../../core/finops/history/interactionHistory';
import { withProgressMessage } from '../platform/progress';
import type { Settings } from '../platform/settings';
import { historyProblemText } from './historyWords';
import { showError, showInformation, showWarning } from '../platform/notify';

/** Says that the table is not there, and makes it if the user wants it. */
export async function offerHistoryTable(
  destination: Destination,
  history: InteractionHistory,
  settings: Settings,
): Promise<void> {
  const create = vscode.l10n.t('Create Table');
  const choose = vscode.l10n.t('Choose Another Table');
  const chosen = await showWarning(
    vscode.l10n.t(
      'There is no DynamoDB table {0} in {1}. It would be made with an index by conversation and point-in-time recovery, paid by use.',
      destination.table,
      destination.region,
    ),
    create,
    choose,
  );
  if (chosen === create) {
    await createHistoryTable(destination, history);
  }
  if (chosen === choose) {
    await nameHistoryTable(settings);
  }
}

/** Makes the table and says how that went; never rejects. */
export async function createHistoryTable(
  { table, region }: Destination,
  history: InteractionHistory,
): Promise<void> {
  const title = vscode.l10n.t('Making the DynamoDB table {0}…', table);
  try {
    const { warning } = await withProgressMessage(title, (signal) => history.createTable(signal));
    if (warning === undefined) {
      void showInformation(vscode.l10n.t('The table {0} in {1} is ready.', table, region));
    } else {
      void tellOfRecovery({ table, region }, warning);
    }
  } catch (error) {
    void showError(
      vscode.l10n.t('The table {0} in {1} was not made. {2}', table, region, historyProblemText(error)),
    );
  }
}

async function tellOfRecovery({ table, region }: Destination, warning: string): Promise<void> {
  const open = vscode.l10n.t('Open Backups in AWS');
  const chosen = await showWarning(
    vscode.l10n.t(
      'The table {0} in {1} is ready, but point-in-time recovery could not be turned on: {2}',
      table,
      region,
      warning,
    ),
    open,
  );
  if (chosen !== open) {
    return;
  }
  const page = `https://console.aws.amazon.com/dynamodbv2/home?region=${encodeURIComponent(region)}`;
  await vscode.env.openExternal(
    vscode.Uri.parse(`${page}#table?name=${encodeURIComponent(table)}&tab=backups`),
  );
}

/** Says that a table cannot take what would be stored. */
export async function warnOfMisfit({ table, region }: Destination, settings: Settings): Promise<void> {
  const choose = vscode.l10n.t('Choose Another Table');
  const chosen = await showWarning(
    vscode.l10n.t(
      'Questions about cost data are not stored: the key of the DynamoDB table {0} in {1} is not interaction_id, a string, alone.',
      table,
      region,
    ),
    choose,
  );
  if (chosen === choose) {
    await nameHistoryTable(settings);
  }
}

/** Asks for the table and writes it to the settings; false when the user thought better of it. */
export async function nameHistoryTable(settings: Settings): Promise<boolean> {
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('DynamoDB Table for Questions about Cost Data'),
    prompt: vscode.l10n.t('A table of your account, there or yet to be made. Empty: nothing is stored.'),
    value: settings.get('finops.dynamodbTable') || 'bedrock-cost-questions',
    // A message that led here gives the focus back to the editor when it goes.
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^([a-zA-Z0-9_.-]{3,255})?$/.test(text.trim())
        ? undefined
        : vscode.l10n.t('3 to 255 letters, digits, hyphens, dots and underscores.'),
  });
  if (name === undefined) {
    return false;
  }
  await settings.set('finops.dynamodbTable', name.trim());
  return true;
}
