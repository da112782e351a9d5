import * as vscode from 'vscode';
import { AthenaEngine } from '../../core/finops/athena/athenaEngine';
import { AthenaSource } from '../../core/finops/athena/athenaSource';
import type { AthenaAccount } from '../../core/finops/athena/connection';
import type { CostEngine } from '../../core/finops/costEngine';
import { trino } from '../../core/finops/dialect';
import { FinopsError } from '../../core/finops/finopsError';
import type { Logger } from '../../core/logging/logger';
import { commandId } from '../platform/commands';
import type { Settings } from '../platform/settings';
import { pickQuestion } from './athenaQuestions';
import { askOutputLocation, athenaSettings } from './athenaSettings';
import { watchQuery } from './athenaWatch';
import type { CostEditor } from './costEditor';
import { showError } from '../platform/notify';
import { errorMessage } from '../../core/util/errorMessage';

/** Collaborators of the command. */
export interface AthenaCommandParts {
  readonly settings: Settings;
  readonly account: AthenaAccount;
  /** Judges what a user or a model writes. */
  readonly engine: Pick<CostEngine, 'check'>;
  readonly editor: Pick<CostEditor, 'showTable'>;
  readonly logger: Logger;
}

const DIALECT = 'Amazon Athena engine version 3 (Trino)';

/** **Query Cost Data in Athena…**: asks for what is missing, then for an analysis or for SQL, and shows the result. */
export class AthenaCommand {
  constructor(private readonly parts: AthenaCommandParts) {}

  async run(): Promise<void> {
    const settings = await athenaSettings(this.parts.settings);
    if (settings === undefined) {
      return;
    }
    try {
      const { account, engine } = this.parts;
      const source = await watchQuery(
        vscode.l10n.t('Looking at {0}', `${settings.database}.${settings.table}`),
        (signal) =>
          AthenaSource.open(
            {
              account,
              settings,
              guard: (sql, tables) => engine.check(sql, tables),
              askOutputLocation: () => askOutputLocation(this.parts.settings),
            },
            signal,
          ),
      );
      const first = await pickQuestion(source);
      if (first === undefined) {
        return;
      }
      const remote = { dialect: trino, dialectName: DIALECT };
      await this.parts.editor.showTable(
        source.table.name,
        { engine: new AthenaEngine(source, watchQuery), remote },
        first,
      );
    } catch (error) {
      await this.tell(error);
    }
  }

  private async tell(error: unknown): Promise<void> {
    if (error instanceof FinopsError && error.reason === 'cancelled') {
      return;
    }
    const message = errorMessage(error);
    this.parts.logger.warn('Athena could not be queried', { error: message });
    const signIn = {
      title: vscode.l10n.t('Sign In…'),
      run: () => vscode.commands.executeCommand(commandId('signIn')),
    };
    const openSettings = {
      title: vscode.l10n.t('Open Settings'),
      run: () => vscode.commands.executeCommand('workbench.action.openSettings', 'bedrockChat.athena'),
    };
    const isAccount = error instanceof FinopsError && error.reason === 'account';
    const chosen = await showError(message, ...(isAccount ? [signIn] : []), openSettings);
    await chosen?.run();
  }
}
