import * as vscode from 'vscode';
import { classifyError } from '../../core/aws/errors';
import type { ActiveCredentials } from '../../core/aws/credentials/activeCredentials';
import type { CredentialSource } from '../../core/aws/credentials/credentialSource';
import { readEnvFile } from '../../core/aws/credentials/envFile';
import { verifyIdentity, type Identity } from '../../core/aws/credentials/identity';
import { listProfiles, loginProfile } from '../../core/aws/credentials/profiles';
import {
  fromDefaultChain,
  fromProfile,
  fromStored,
  type ProviderHooks,
} from '../../core/aws/credentials/providers';
import { effectiveRegion } from '../../core/aws/credentials/region';
import { SignInFlow, type SignInChoice, type SignInResult } from '../../core/aws/credentials/signInFlow';
import type { SecretStore } from '../../core/aws/credentials/storedCredentials';
import type { Logger } from '../../core/logging/logger';
import type { Redact } from '../../core/logging/redaction';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import { Emitter } from '../../core/util/emitter';
import { commandId } from '../platform/commands';
import type { Settings } from '../platform/settings';
import { awsLogin } from './awsLogin';
import { askMfaCode } from './mfaCode';
import { askRegion } from './regionPick';
import { VsCodeSignInPrompts } from './signInPrompts';
import { regionOriginText } from './words';
import { showInformation } from '../platform/notify';

/** Collaborators of an {@link Account}. */
export interface AccountParts {
  readonly credentials: CredentialSource;
  readonly secrets: SecretStore;
  readonly settings: Settings;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** Told each secret as soon as it is entered or fetched. */
  readonly onSecret: (value: string) => void;
  readonly redact: Redact;
}

/** Signing in and out, and the region: the commands, and the word that something changed. */
export class Account implements Disposable {
  private readonly parts: AccountParts;
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<void>());
  private signingIn: Promise<boolean> | undefined;
  private writing = 0;

  constructor(parts: AccountParts) {
    this.parts = parts;
    const changed = (): void => this.tellChange();
    this.store.add(parts.secrets.onDidChange(changed));
    this.store.add(parts.settings.onDidChange(['credentials.source', 'profile', 'region'], changed));
  }

  /** Fires when credentials or region may be others than before, in whichever window that was done. */
  readonly onDidChange = this.changed.on;

  /** Leads through signing in; true when one is signed in afterward. A second call joins the first. */
  signIn(): Promise<boolean> {
    this.signingIn ??= this.runSignIn().finally(() => (this.signingIn = undefined));
    return this.signingIn;
  }

  /** Forgets all that was stored, and says what `auto` would still find. */
  async signOut(): Promise<void> {
    const { secrets, settings, credentials, logger } = this.parts;
    await this.asOneChange(async () => {
      await secrets.clear();
      await settings.set('credentials.source', undefined);
      await settings.set('profile', undefined);
    });
    logger.info('Signed out');
    const rest = await credentials.resolve().catch(() => undefined);
    void showInformation(
      rest === undefined
        ? vscode.l10n.t('Signed out of Amazon Bedrock.')
        : vscode.l10n.t(
            'Signed out: the stored credentials are forgotten. Questions will still go out with what this machine offers ({0}), because the setting bedrockChat.credentials.source is auto.',
            rest.label,
          ),
    );
  }

  /** Lets the user choose the region. */
  async selectRegion(): Promise<void> {
    const { settings, logger } = this.parts;
    const current = await this.region();
    const answer = await askRegion(
      vscode.l10n.t('Select the AWS Region for Bedrock'),
      current.region,
      regionOriginText(current),
    );
    if (answer.kind !== 'answer') {
      return;
    }
    await this.asOneChange(() => settings.set('region', answer.text));
    logger.info('Region chosen', { region: answer.text });
  }

  /**
   * Runs AWS's own login for a profile, or for the one whose login it depends on; by default for the profile
   * in use. True when it succeeded, and the next question uses the new credentials.
   */
  async ssoLogin(profile?: string): Promise<boolean> {
    const chosen = this.parts.settings.get('profile');
    const name = profile ?? (chosen === '' ? (process.env['AWS_PROFILE'] ?? 'default') : chosen);
    const login = loginProfile(name, await listProfiles());
    if (login === undefined) {
      return this.signIn();
    }
    const done = await awsLogin(login);
    this.parts.logger.info('AWS login ended', { profile: login.name, success: done });
    if (done) {
      this.tellChange();
    }
    return done;
  }

  dispose(): void {
    this.store.dispose();
  }

  private async runSignIn(): Promise<boolean> {
    const { onSecret, logger } = this.parts;
    const flow = new SignInFlow(
      new VsCodeSignInPrompts(),
      {
        verify: (choice, region, signal) => this.verify(choice, region, signal),
        readFile: readEnvFile,
        login: awsLogin,
        showLog: () => void vscode.commands.executeCommand(commandId('showLog')),
        onSecret,
      },
      (await this.region()).region,
    );
    const result = await flow.run();
    if (result === undefined) {
      return false;
    }
    await this.keep(result);
    logger.info('Signed in', { source: result.choice.source, region: result.region });
    void showInformation(signedInText(result));
    return true;
  }

  private async verify(choice: SignInChoice, region: string, signal: AbortSignal): Promise<Identity> {
    const { onSecret, redact, settings, logger } = this.parts;
    try {
      return await verifyIdentity({
        credentials: credentialsOf(choice, { onSecret, redact, mfaCode: askMfaCode }),
        region,
        endpoints: { sts: settings.get('sts.endpoint'), control: settings.get('controlEndpoint') },
        signal,
      });
    } catch (error) {
      const { reason, detail } = classifyError(error);
      const level = reason === 'cancelled' ? 'info' : 'warn';
      logger[level]('Sign-in was not verified', {
        reason,
        code: detail.code,
        message: detail.message,
        region,
      });
      throw error;
    }
  }

  private keep({ choice, region }: SignInResult): Promise<void> {
    const { secrets, settings } = this.parts;
    return this.asOneChange(async () => {
      await settings.set('region', region);
      await settings.set('profile', choice.source === 'profile' ? choice.profile : undefined);
      await settings.set('credentials.source', choice.source);
      if (choice.source === 'keys') {
        await secrets.set(choice.credentials);
      } else {
        await secrets.clear();
      }
    });
  }

  private region(): ReturnType<typeof effectiveRegion> {
    const { settings } = this.parts;
    return effectiveRegion({ region: settings.get('region'), profile: settings.get('profile') });
  }

  /** A setting that is written bit by bit is told once, at the end, also when a part of it failed. */
  private async asOneChange(write: () => Promise<void>): Promise<void> {
    this.writing++;
    try {
      await write();
    } finally {
      this.writing--;
      this.tellChange();
    }
  }

  private tellChange(): void {
    if (this.writing > 0) {
      return;
    }
    this.parts.credentials.forget();
    this.changed.fire();
  }
}

function credentialsOf(choice: SignInChoice, hooks: ProviderHooks): ActiveCredentials {
  switch (choice.source) {
    case 'keys':
      return fromStored(choice.credentials, hooks);
    case 'profile':
      return fromProfile(choice.profile, hooks);
    case 'default':
      return fromDefaultChain(hooks);
  }
}

function signedInText({ choice, identity, region }: SignInResult): string {
  if (identity === undefined) {
    return vscode.l10n.t('Kept without a check, because AWS could not be reached. Region: {0}.', region);
  }
  if (identity.arn !== undefined) {
    return vscode.l10n.t('Signed in as {0}, {1}.', identity.label, region);
  }
  return choice.source === 'keys' && choice.credentials.kind === 'apiKey'
    ? vscode.l10n.t('Signed in with a Bedrock API key, which does not tell its account, {0}.', region)
    : vscode.l10n.t(
        'Signed in: Bedrock in {0} accepts the credentials. STS could not be reached, so the account is not known.',
        region,
      );
}
