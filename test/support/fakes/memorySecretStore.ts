import type { SecretStore, StoredCredentials } from '../../../src/core/aws/credentials/storedCredentials';
import { Emitter } from '../../../src/core/util/emitter';

/** A SecretStore in memory that counts how often it was read. */
export class MemorySecretStore implements SecretStore {
  stored: StoredCredentials | undefined;
  reads = 0;
  private readonly changed = new Emitter<void>();
  readonly onDidChange = this.changed.on;

  constructor(stored?: StoredCredentials) {
    this.stored = stored;
  }

  get(): Promise<StoredCredentials | undefined> {
    this.reads++;
    return Promise.resolve(this.stored);
  }

  set(credentials: StoredCredentials): Promise<void> {
    this.stored = credentials;
    this.changed.fire();
    return Promise.resolve();
  }

  clear(): Promise<void> {
    this.stored = undefined;
    this.changed.fire();
    return Promise.resolve();
  }
}
