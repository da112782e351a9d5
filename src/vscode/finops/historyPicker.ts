import * as vscode from 'vscode';
import type { SessionSummary } from '../../core/finops/history/historyTable';
import type { HistoryStatus } from '../../core/finops/history/interactionHistory';
import type { HistoryConsent } from './historyConsent';
import type { CurrentHistory } from './historyDocuments';
import { historyProblemText } from './historyWords';
import { formatCount, formatInstant } from '../../shared/format';

/** The user's choice in the history: a session to read, or something to be done about what is not stored. */
export type HistoryChoice =
  | { readonly type: 'session'; readonly session: SessionSummary }
  | { readonly type: 'send' }
  | { readonly type: 'showLog' }
  | { readonly type: 'decide' };

type Item = vscode.QuickPickItem & { readonly choice?: HistoryChoice };

/** Lets the user choose a session, newest first; above them is what is not in the table yet. */
export async function pickSession(
  { destination: { table, region } }: CurrentHistory,
  sessions: readonly SessionSummary[],
  status: HistoryStatus,
  consent: HistoryConsent | undefined,
): Promise<HistoryChoice | undefined> {
  const items: Item[] = [...notStored(status, consent), ...sessions.map(sessionItem)];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Questions about Cost Data: {0}, {1}', table, region),
    placeHolder:
      sessions.length === 0
        ? vscode.l10n.t('No session is stored yet')
        : vscode.l10n.t('Choose a session to read'),
    matchOnDescription: true,
  });
  return picked?.choice;
}

function waitingText(waiting: number): string {
  return waiting === 1
    ? vscode.l10n.t('1 question waits to be sent')
    : vscode.l10n.t('{0} questions wait to be sent', formatCount(waiting));
}

function notStored(
  { waiting, refused, problem }: HistoryStatus,
  consent: HistoryConsent | undefined,
): Item[] {
  const items: Item[] = [];
  if (waiting > 0) {
    const send = vscode.l10n.t('Select to send now.');
    items.push({
      label: waitingText(waiting),
      iconPath: new vscode.ThemeIcon('cloud-upload'),
      detail: problem === undefined ? send : `${historyProblemText(problem)} ${send}`,
      choice: { type: 'send' },
    });
  }
  if (refused > 0) {
    items.push({
      label:
        refused === 1
          ? vscode.l10n.t('1 question could not be stored')
          : vscode.l10n.t('{0} questions could not be stored', formatCount(refused)),
      iconPath: new vscode.ThemeIcon('warning'),
      detail: vscode.l10n.t(
        'DynamoDB refused it, or it is damaged; it is kept on this machine. Select to see the log.',
      ),
      choice: { type: 'showLog' },
    });
  }
  if (consent?.store !== true) {
    items.push({
      label: vscode.l10n.t('New questions are not stored'),
      iconPath: new vscode.ThemeIcon('circle-slash'),
      detail:
        consent === undefined
          ? vscode.l10n.t('You will be asked before the first one. Select to decide now.')
          : vscode.l10n.t('You decided so for this table. Select to decide again.'),
      choice: { type: 'decide' },
    });
  }
  if (items.length > 0) {
    items.push({ label: vscode.l10n.t('Sessions'), kind: vscode.QuickPickItemKind.Separator });
  }
  return items;
}

function sessionItem(session: SessionSummary): Item {
  const { firstQuestion, interactions, endedAtUtc } = session;
  const count =
    interactions === 1
      ? vscode.l10n.t('1 question')
      : vscode.l10n.t('{0} questions', formatCount(interactions));
  return {
    label: firstQuestion.replace(/\s+/g, ' ').trim() || vscode.l10n.t('(no text)'),
    description: `${formatInstant(new Date(endedAtUtc))} · ${count}`,
    choice: { type: 'session', session },
  };
}
