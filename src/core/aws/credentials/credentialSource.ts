import * as l10n from '@vscode/l10n';
import { BedrockError } from '../errors';
import type { ActiveCredentials } from './activeCredentials';
import {
  fromDefaultChain,
  fromEnvironmentToken,
  fromProfile,
  fromStored,
  type ProviderHooks,
} from './providers';
import type { SecretStore } from './storedCredentials';

/** The settings that choose where credentials come from. */
export interface CredentialSettings {
  readonly source: 'auto' | 'keys' | 'profile' | 'default';
  /** Name of a profile in the AWS config files; empty when none is chosen. */
  readonly profile: string;
}

/** Parts of a {@link CredentialSource}. */
export interface CredentialSourceOptions extends ProviderHooks {
  readonly secrets: SecretStore;
  readonly settings: () => CredentialSettings;
  /** The process's own environment unless given. The SDK's chain always reads the process's own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/* Long enough for a credential process that signs on somewhere; it only keeps a hanging one from hanging us. */
const CHAIN_TIMEOUT_MS = 120_000;

/** Decides which credentials are in use, by the settings and by what there is. */
export class CredentialSource {
  private readonly options: CredentialSourceOptions;
  private kept: { readonly key: string; readonly active: ActiveCredentials } | undefined;

  constructor(options: CredentialSourceOptions) {
    this.options = options;
  }

  /**
   * The credentials to use now. With the source `auto`: what is stored, else the profile set, else
   * AWS_BEARER_TOKEN_BEDROCK, else the default chain where it yields something.
   * @throws BedrockError `credentialsMissing` when there are none; the chain's own failure when it has one,
   * such as `credentialsExpired`.
   */
  async resolve(): Promise<ActiveCredentials> {
    const { source, profile } = this.options.settings();
    switch (source) {
      case 'keys':
        return (await this.stored()) ?? this.missing(l10n.t('No access keys or API key are stored.'));
      case 'profile':
        return profile === '' ? this.missing(l10n.t('No profile is chosen.')) : this.innerProfile(profile);
      case 'default':
        return this.environmentToken() ?? (await this.chain());
      case 'auto': {
        const stored = await this.stored();
        if (stored !== undefined) {
          return stored;
        }
        if (profile !== '') {
          return this.innerProfile(profile);
        }
        return this.environmentToken() ?? (await this.chain());
      }
    }
  }

  /** Drops what was fetched, so that the next use fetches anew: after a login elsewhere, or a change of settings. */
  forget(): void {
    this.kept = undefined;
  }

  private async stored(): Promise<ActiveCredentials | undefined> {
    const stored = await this.options.secrets.get();
    return stored && fromStored(stored, this.options);
  }

  private innerProfile(profile: string): ActiveCredentials {
    return this.keep(`profile:${profile}`, () => fromProfile(profile, this.options));
  }

  private environmentToken(): ActiveCredentials | undefined {
    const token = (this.options.env ?? process.env)['AWS_BEARER_TOKEN_BEDROCK'];
    return token === undefined || token === '' ? undefined : fromEnvironmentToken(token, this.options);
  }

  /** Asks the chain once before it is relied on: whether it has anything shows only then. */
  private async chain(): Promise<ActiveCredentials> {
    const kept = this.kept;
    if (kept?.key === 'chain') {
      return kept.active;
    }
    const active = fromDefaultChain(this.options);
    await withinTime(active.provider());
    return this.keep('chain', () => active);
  }

  private keep(key: string, create: () => ActiveCredentials): ActiveCredentials {
    if (this.kept?.key !== key) {
      this.kept = { key, active: create() };
    }
    return this.kept.active;
  }

  private missing(message: string): never {
    throw new BedrockError('credentialsMissing', { code: 'CredentialsMissing', message });
  }
}

async function withinTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const message = l10n.t(
        'The default credential chain did not answer within {0} s.',
        CHAIN_TIMEOUT_MS / 1000,
      );
      reject(new BedrockError('credentialsMissing', { code: 'CredentialsTimeout', message }));
    }, CHAIN_TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
