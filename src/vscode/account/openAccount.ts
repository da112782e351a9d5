import type * as vscode from 'vscode';
import { CredentialSource } from '../../core/aws/credentials/credentialSource';
import { effectiveRegion } from '../../core/aws/credentials/region';
import type { Disposable } from '../../core/util/disposable';
import type { CommandHandlers } from '../platform/commands';
import { VsCodeSecretStore } from '../platform/secretStore';
import { credentialSettings } from '../../core/settings/settingGroups';
import type { Settings } from '../platform/settings';
import type { Storage } from '../platform/storage';
import { Account } from './account';
import { askMfaCode } from './mfaCode';

/** The user's AWS account: who one is, where credentials come from, and the region. */
export interface OpenAccount extends Disposable {
  readonly account: Account;
  readonly credentials: CredentialSource;
  readonly region: () => Promise<string>;
  readonly commands: Pick<CommandHandlers, 'signIn' | 'signOut' | 'ssoLogin' | 'selectRegion'>;
}

/** Puts together what signing in needs. */
export function openAccount(storage: vscode.SecretStorage, settings: Settings, kept: Storage): OpenAccount {
  const logger = kept.logger.named('account');
  const onSecret = (value: string) => kept.redactor.addSecret(value);
  const redact = (text: string) => kept.redactor.redact(text);
  const secrets = new VsCodeSecretStore(storage, { logger, onSecret });
  const credentials = new CredentialSource({
    secrets,
    settings: () => credentialSettings(settings),
    onSecret,
    redact,
    mfaCode: askMfaCode,
  });
  const account = new Account({ credentials, secrets, settings, logger, onSecret, redact });
  return {
    account,
    credentials,
    region: async () => (await effectiveRegion(credentialSettings(settings))).region,
    commands: {
      signIn: () => account.signIn(),
      signOut: () => account.signOut(),
      ssoLogin: () => account.ssoLogin(),
      selectRegion: () => account.selectRegion(),
    },
    dispose: () => account.dispose(),
  };
}
