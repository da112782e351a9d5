import type * as vscode from 'vscode';
import {
  parseStoredCredentials,
  secretsIn,
  serializeStoredCredentials,
  STORED_CREDENTIALS_KEY,
  type SecretStore,
  type StoredCredentials,
} from '../../core/aws/credentials/storedCredentials';
import type { Logger } from '../../core/logging/logger';
import type { Disposable } from '../../core/util/disposable';

/** Events of a {@link VsCodeSecretStore}. */
export interface SecretStoreOptions {
  readonly logger: Pick<Logger, 'warn'>;
  /** Told each secret that is read, so that it can be kept out of the log. */
  readonly onSecret: (value: string) => void;
}

/** Keeps credentials in VS Code's SecretStorage, which all windows share and which is encrypted on disk. */
export class VsCodeSecretStore implements SecretStore {
  private readonly storage: vscode.SecretStorage;
  private readonly options: SecretStoreOptions;

  constructor(storage: vscode.SecretStorage, options: SecretStoreOptions) {
    this.storage = storage;
    this.options = options;
  }

  async get(): Promise<StoredCredentials | undefined> {
    const { logger, onSecret } = this.options;
    const text = await this.storage.get(STORED_CREDENTIALS_KEY);
    const stored = parseStoredCredentials(text, (problem) => logger.warn(problem));
    if (stored !== undefined) {
      secretsIn(stored).forEach(onSecret);
    }
    return stored;
  }

  async set(credentials: StoredCredentials): Promise<void> {
    await this.storage.store(STORED_CREDENTIALS_KEY, serializeStoredCredentials(credentials));
  }

  async clear(): Promise<void> {
    await this.storage.delete(STORED_CREDENTIALS_KEY);
  }

  /** Fires for changes in any window, this one included. */
  readonly onDidChange = (listener: () => void): Disposable =>
    this.storage.onDidChange((event) => {
      if (event.key === STORED_CREDENTIALS_KEY) {
        listener();
      }
    });
}
