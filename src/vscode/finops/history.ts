import * as vscode from 'vscode';
import { isAboutPermissions } from '../../core/aws/errors';
import { KeysNeededError } from '../../core/aws/keysNeeded';
import { HistoryError } from '../../core/finops/history/historyError';
import { InteractionHistory } from '../../core/finops/history/interactionHistory';
import type { NewInteraction } from '../../core/finops/history/interaction';
import type { CredentialSource } from '../../core/aws/credentials/credentialSource';
import type { Logger } from '../../core/logging/logger';
import { DisposableStore } from '../../core/util/disposable';
import { commandId } from '../platform/commands';
import type { Settings } from '../platform/settings';
import { signInMayAsk } from '../platform/signInMayAsk';
import { withProgressMessage } from '../platform/progress';
import { HistoryConsents } from './historyConsent';
import { HistoryDocuments, type CurrentHistory } from './historyDocuments';
import { pickSession } from './historyPicker';
import { nameHistoryTable, offerHistoryTable, warnOfMisfit } from './historyTableOffer';
import { historyProblemText } from './historyWords';
import { showError, showInformation, showWarning } from '../platform/notify';
import { formatCount } from '../../shared/format';

/** Collaborators of a {@link CostHistory}; credentials and region are those of Bedrock. */
export interface CostHistoryParts {
  readonly settings: Settings;
  readonly credentials: Pick<CredentialSource, 'resolve'>;
  readonly region: () => Promise<string>;
  readonly state: vscode.Memento;
  /** The folder for what waits to be sent. */
  readonly directory: string;
  readonly logger: Logger;
}

/** The history of questions about cost data: off until a table is named, and the user agreed. */
export class CostHistory implements vscode.Disposable {
  private readonly owned = new DisposableStore();
  private readonly consents: HistoryConsents;
  /** Sessions as documents. */
  readonly documents: HistoryDocuments;
  private opened: (CurrentHistory & { readonly key: string; readonly dispose: () => void }) | undefined;

  constructor(private readonly parts: CostHistoryParts) {
    this.consents = new HistoryConsents(parts.state, parts.settings);
    this.documents = new HistoryDocuments(() => this.current());
    this.owned.add(
      parts.settings.onDidChange(['finops.dynamodbTable', 'dynamodb.endpoint'], () => void this.resume()),
    );
    void this.resume();
  }

  /**
   * Stores a question and its answer, if a table is named and the user agrees, who is asked before the first one.
   * Resolves when it is on the disk, or is not to be stored. Never rejects.
   */
  async record(interaction: NewInteraction): Promise<void> {
    try {
      const current = await this.current();
      if (current === undefined) {
        return;
      }
      const { store, account } = await this.consents.of(current.destination, current.history);
      if (store) {
        await current.history.record(interaction, account);
      }
    } catch (error) {
      this.parts.logger.error('A cost question was not stored', { error: String(error) });
      void showError(vscode.l10n.t('The question about cost data was not stored: {0}', String(error)));
    }
  }

  /** **Show Cost Question History…**: lets the user choose a session, and opens it. */
  async show(): Promise<void> {
    const current = await this.current();
    if (current === undefined) {
      return this.explain();
    }
    const { destination, history } = current;
    const read = await this.readSessions(current);
    if (read === undefined) {
      return;
    }
    const consent = this.consents.known(destination);
    const choice = await pickSession(current, read, await history.status(), consent);
    switch (choice?.type) {
      case undefined:
        return;
      case 'session':
        return this.documents.open(destination, choice.session);
      case 'send':
        return this.sendNow(current);
      case 'showLog':
        await vscode.commands.executeCommand(commandId('showLog'));
        return;
      case 'decide':
        await this.consents.forget(destination);
        await this.consents.of(destination, history);
    }
  }

  /** Sends what an earlier window left, or what another sign-in or setting now lets through. Never rejects. */
  async resume(): Promise<void> {
    try {
      const { settings } = this.parts;
      if (settings.get('finops.dynamodbTable') === '' || (await signInMayAsk(settings))) {
        return;
      }
      await (await this.current())?.history.resume();
    } catch (error) {
      this.parts.logger.warn('What waits to be stored could not be looked at', { error: String(error) });
    }
  }

  dispose(): void {
    this.opened?.dispose();
    this.owned.dispose();
  }

  /** The history of the table that the settings name now; undefined when they name none. */
  private async current(): Promise<CurrentHistory | undefined> {
    const { settings, credentials, directory, logger } = this.parts;
    const table = settings.get('finops.dynamodbTable');
    const endpoint = settings.get('dynamodb.endpoint');
    const destination = { table, region: table === '' ? '' : await this.parts.region() };
    const key = JSON.stringify([destination, endpoint]);
    if (this.opened?.key === key) {
      return this.opened;
    }
    this.opened?.dispose();
    this.opened = undefined;
    if (table === '') {
      return undefined;
    }
    const history = new InteractionHistory({
      ...destination,
      endpoint,
      directory,
      logger,
      credentials: () => credentials.resolve(),
    });
    const current = { destination, history };
    this.tellProblems(current);
    this.opened = { ...current, key, dispose: () => history.dispose() };
    return this.opened;
  }

  /** Says, once each, what does not mend itself. */
  private tellProblems({ destination, history }: CurrentHistory): void {
    const told = new Set<string>();
    const look = async (): Promise<void> => {
      const { problem, waiting } = await history.status();
      if (problem === undefined || waiting === 0 || told.has(problem.reason)) {
        return;
      }
      told.add(problem.reason);
      if (!(problem instanceof HistoryError)) {
        if (isAboutPermissions(problem.reason) || problem instanceof KeysNeededError) {
          await this.tellFailure(waitingSentence(waiting), problem);
        }
        return;
      }
      switch (problem.reason) {
        case 'tableNotReady':
          return;
        case 'tableMissing':
          return offerHistoryTable(destination, history, this.parts.settings);
        case 'tableMisfit':
          return warnOfMisfit(destination, this.parts.settings);
        case 'otherAccount':
          // What was agreed to was another account's table.
          return this.consents.forget(destination);
      }
    };
    history.onDidTry(() => void look());
  }

  private async readSessions({ destination, history }: CurrentHistory) {
    const title = vscode.l10n.t('Reading the DynamoDB table {0}…', destination.table);
    let isCancelled = () => false;
    try {
      return await withProgressMessage(title, (signal, report) => {
        isCancelled = () => signal.aborted;
        return history.sessions(signal, (items) =>
          report(vscode.l10n.t('{0} questions so far', formatCount(items))),
        );
      });
    } catch (error) {
      if (isCancelled()) {
        return undefined;
      }
      const facts = await history.describe().catch(() => null);
      if (facts === undefined) {
        await offerHistoryTable(destination, history, this.parts.settings);
      } else {
        const { waiting } = await history.status();
        const what = vscode.l10n.t(
          'The table {0} in {1} could not be read.',
          destination.table,
          destination.region,
        );
        await this.tellFailure(waiting === 0 ? what : `${what} ${waitingSentence(waiting)}`, error);
      }
      return undefined;
    }
  }

  private async sendNow({ destination, history }: CurrentHistory): Promise<void> {
    const { waiting, problem } = await history.sendNow();
    if (waiting > 0) {
      return this.tellFailure(waitingSentence(waiting), problem);
    }
    void showInformation(vscode.l10n.t('Everything is stored in the table {0}.', destination.table));
  }

  private async tellFailure(what: string, problem: unknown): Promise<void> {
    const signIn: Button = { title: vscode.l10n.t('Sign In…'), command: 'signIn' };
    const showLog: Button = { title: vscode.l10n.t('Show Log'), command: 'showLog' };
    const why = problem === undefined ? '' : historyProblemText(problem);
    const chosen = await showWarning(`${what} ${why}`.trim(), ...[signIn, showLog]);
    if (chosen !== undefined) {
      await vscode.commands.executeCommand(commandId(chosen.command));
    }
  }

  private async explain(): Promise<void> {
    const name = vscode.l10n.t('Name a Table');
    const chosen = await showInformation(
      vscode.l10n.t(
        'Questions about cost data are not stored. Name a DynamoDB table of your account, and they can be read back here later.',
      ),
      name,
    );
    const { settings } = this.parts;
    if (chosen !== name || !(await nameHistoryTable(settings))) {
      return;
    }
    if (settings.get('finops.dynamodbTable') !== '') {
      await this.show();
    }
  }
}

type Button = vscode.MessageItem & { readonly command: 'signIn' | 'showLog' };

function waitingSentence(waiting: number): string {
  return waiting === 1
    ? vscode.l10n.t('1 question waits to be sent.')
    : vscode.l10n.t('{0} questions wait to be sent.', formatCount(waiting));
}
