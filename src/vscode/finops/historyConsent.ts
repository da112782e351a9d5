import * as vscode from 'vscode';
import type { Destination } from '../../core/finops/history/historyQueue';
import type { InteractionHistory } from '../../core/finops/history/interactionHistory';
import type { Settings } from '../platform/settings';
import { createHistoryTable, warnOfMisfit } from './historyTableOffer';
import { historyProblemText } from './historyWords';
import { entryOf } from '../../core/util/entryOf';
import { showInformation } from '../platform/notify';

/** The user's answer about storing questions in a table. */
export interface HistoryConsent {
  readonly store: boolean;
  /** The account that the table was said to be in; absent when it was not known. */
  readonly account?: string;
}

const KEY = 'finops.history.consent';
/* Longer nobody should wait for the question; without an answer the account is not known. */
const LOOK_MS = 5_000;

/** Asks before the first question is stored in a table, and remembers the answer for that table. */
export class HistoryConsents {
  /** The same question is put once, however many answers wait for it. */
  private readonly asking = new Map<string, Promise<HistoryConsent>>();

  constructor(
    private readonly state: vscode.Memento,
    private readonly settings: Settings,
  ) {}

  /** The answer for this table; undefined when nobody was asked. */
  known(destination: Destination): HistoryConsent | undefined {
    return entryOf(this.all, keyOf(destination));
  }

  /** Makes the next question ask again. */
  async forget(destination: Destination): Promise<void> {
    const { [keyOf(destination)]: _, ...others } = this.all;
    await this.state.update(KEY, others);
  }

  /** The answer for this table, asked for when there is none. Never rejects for what AWS says. */
  async of(destination: Destination, history: InteractionHistory): Promise<HistoryConsent> {
    const key = keyOf(destination);
    const known = this.known(destination) ?? this.asking.get(key);
    if (known !== undefined) {
      return known;
    }
    const asked = this.ask(destination, history).finally(() => this.asking.delete(key));
    this.asking.set(key, asked);
    return asked;
  }

  private async ask(destination: Destination, history: InteractionHistory): Promise<HistoryConsent> {
    const look = history.describe(AbortSignal.timeout(LOOK_MS));
    const found = await look.then(
      (facts) => ({ facts, unknown: undefined }),
      (error: unknown) => ({ facts: undefined, unknown: historyProblemText(error) }),
    );
    const { facts, unknown } = found;
    if (facts !== undefined && !facts.fits) {
      void warnOfMisfit(destination, this.settings);
      return { store: false };
    }
    const missing = facts === undefined && unknown === undefined;
    const store: vscode.MessageItem = {
      title: missing
        ? vscode.l10n.t('Create Table and Store')
        : vscode.l10n.t({ message: 'Store', comment: ['Verb on a button'] }),
    };
    const decline: vscode.MessageItem = { title: vscode.l10n.t('Don’t Store'), isCloseAffordance: true };
    const chosen = await showInformation(
      vscode.l10n.t('Store your questions about cost data in the DynamoDB table {0}?', destination.table),
      { modal: true, detail: detailText(destination, facts?.account, unknown, missing) },
      ...[store, decline],
    );
    const consent: HistoryConsent = {
      store: chosen === store,
      ...(facts?.account !== undefined && { account: facts.account }),
    };
    await this.state.update(KEY, { ...this.all, [keyOf(destination)]: consent });
    if (missing && consent.store) {
      void createHistoryTable(destination, history);
    }
    return consent;
  }

  private get all(): Readonly<Record<string, HistoryConsent>> {
    return this.state.get(KEY, {});
  }
}

function detailText(
  { table, region }: Destination,
  account: string | undefined,
  unknown: string | undefined,
  missing: boolean,
): string {
  const where =
    account !== undefined
      ? vscode.l10n.t('Where: table {0}, region {1}, account {2}.', table, region, account)
      : missing
        ? vscode.l10n.t('Where: table {0}, region {1}, in the account you are signed in to.', table, region)
        : vscode.l10n.t('Where: table {0}, region {1}. {2}', table, region, unknown ?? '');
  return [
    vscode.l10n.t(
      'What: each question, its answer, what the answer rests on (files, queries and their results), the time, and an id of the conversation.',
    ),
    where,
    ...(missing
      ? [
          vscode.l10n.t(
            'The table is not there yet. It would be made with an index by conversation and point-in-time recovery, paid by use.',
          ),
        ]
      : []),
    vscode.l10n.t(
      'Whoever may read the table can read them. Until they are sent they wait on this machine. The setting bedrockChat.finops.dynamodbTable turns this off.',
    ),
  ].join('\n\n');
}

function keyOf({ table, region }: Destination): string {
  return `${region}/${table}`;
}
