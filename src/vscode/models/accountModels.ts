import type { Connection, Connections } from '../../core/bedrock/connection';
import type { ModelCatalog } from '../../core/bedrock/models/modelCatalog';
import type { Listing } from '../../core/bedrock/models/modelStore';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import { Emitter } from '../../core/util/emitter';
import type { Settings } from '../platform/settings';
import { signInMayAsk } from '../platform/signInMayAsk';

/** Sources of the account's models. */
export interface AccountModelsParts {
  readonly connections: Connections;
  readonly catalog: ModelCatalog;
  readonly settings: Settings;
}

/* After a failure nobody is asked again for so long, unless the sign-in changes. */
const PAUSE_MS = 60_000;

/** The models of the account for who wants to list them: at once what was listed before, and news when there are any. */
export class AccountModels implements Disposable {
  private readonly changed = new Emitter<void>();
  private readonly watching = new DisposableStore();
  private readonly tried = new WeakSet<Connection>();
  private pausedUntilMs = 0;

  readonly onDidChange = this.changed.on;

  constructor(private readonly parts: AccountModelsParts) {
    this.watching.add(parts.catalog.onDidChange(() => this.changed.fire()));
    this.watching.add(
      parts.connections.onDidChange(() => {
        this.pausedUntilMs = 0;
        this.changed.fire();
      }),
    );
  }

  /** The last listing; asks nobody. */
  known(): Promise<Listing | undefined> {
    return this.parts.catalog.known();
  }

  /** Lists the account's models; throws BedrockError when they cannot be listed. */
  async list(): Promise<void> {
    const { connections, catalog } = this.parts;
    await catalog.list(await connections.current());
  }

  /** The same, once a sign-in, unless it might ask the user something; never throws. */
  async listSilently(): Promise<void> {
    if (Date.now() < this.pausedUntilMs) {
      return;
    }
    this.pausedUntilMs = Date.now() + PAUSE_MS;
    try {
      if (await signInMayAsk(this.parts.settings)) {
        return;
      }
      const connection = await this.parts.connections.current();
      if (!this.tried.has(connection)) {
        this.tried.add(connection);
        await this.parts.catalog.list(connection);
      }
    } catch {
      // Not signed in, or not allowed to list: what is known from before is what there is.
    }
  }

  dispose(): void {
    this.watching.dispose();
    this.changed.dispose();
  }
}
