import * as l10n from '@vscode/l10n';
import { Emitter } from '../../util/emitter';
import type { Connection } from '../connection';
import { BedrockError } from '../../aws/errors';
import { configuredModel, isApplicationProfile, type ListedModel, type ModelChoice } from './modelChoice';
import { fetchModels, modelBehind } from './modelListing';
import { compareVersions, parseClaudeId } from './modelNames';
import { accountKey, type Listing, type ModelStore } from './modelStore';

/** A listing that is older is shown, and had anew in the background. */
const FRESH_MS = 60 * 60 * 1000;

/**
 * The models and inference profiles of one connection's account and region. Each is listed once a connection;
 * with a store, what was listed before is there at once, and what is older than an hour is listed again in the
 * background.
 */
export class ModelCatalog {
  private readonly lists = new WeakMap<Connection, Promise<ListedModel[]>>();
  private readonly behind = new WeakMap<Connection, Map<string, Promise<string | undefined>>>();
  private readonly changed = new Emitter<void>();
  private latest: Listing | undefined;

  constructor(private readonly store?: ModelStore) {}

  /** Fires when another listing is known than before. */
  readonly onDidChange = this.changed.on;

  /**
   * Everything one can chat with. A region prefix is never invented: what exists is what is listed.
   * Throws BedrockError, `accessDenied` when the account may not list.
   */
  list(connection: Connection): Promise<ListedModel[]> {
    return this.lists.get(connection) ?? this.keep(connection, this.storedOrFetched(connection));
  }

  /** Lists anew; throws as `list` does, and what was listed before is then still known. */
  async refresh(connection: Connection): Promise<ListedModel[]> {
    const models = await connection.use(() => fetchModels(connection));
    const listing = { region: connection.region, listedAtMs: Date.now(), models };
    this.lists.set(connection, Promise.resolve(models));
    if (this.store !== undefined) {
      await this.store.write(await accountKey(connection), listing);
    }
    this.noteLatest(listing);
    return models;
  }

  /** The last listing, also in another window or before a restart; asks nobody. */
  async known(): Promise<Listing | undefined> {
    return this.latest ?? this.store?.last();
  }

  /** The model of the settings, or, when none is set, the newest Claude Sonnet listed; throws `noModelFound`. */
  async resolve(connection: Connection, configured: string): Promise<ModelChoice> {
    if (configured !== '') {
      return this.describe(connection, configured);
    }
    const chosen = newestSonnet(await this.list(connection));
    if (chosen === undefined) {
      throw new BedrockError('noModelFound', {
        code: 'NoModelFound',
        message: l10n.t('No chat model is listed for this account in {0}', connection.region),
      });
    }
    return { ...chosen, automatic: true };
  }

  dispose(): void {
    this.changed.dispose();
  }

  private keep(connection: Connection, listing: Promise<ListedModel[]>): Promise<ListedModel[]> {
    this.lists.set(connection, listing);
    listing.catch(() => this.lists.delete(connection));
    return listing;
  }

  private async storedOrFetched(connection: Connection): Promise<ListedModel[]> {
    const stored = await this.stored(connection);
    if (stored === undefined) {
      return this.refresh(connection);
    }
    this.noteLatest(stored);
    if (Date.now() - stored.listedAtMs > FRESH_MS) {
      // What is stored stays good enough when this fails.
      this.refresh(connection).catch(() => undefined);
    }
    return stored.models;
  }

  /** Nothing when credentials cannot be had: the listing itself then says why. */
  private async stored(connection: Connection): Promise<Listing | undefined> {
    return (
      this.store &&
      accountKey(connection).then(
        (key) => this.store?.read(key),
        () => undefined,
      )
    );
  }

  private noteLatest(listing: Listing): void {
    const before = JSON.stringify([this.latest?.region, this.latest?.models]);
    this.latest = listing;
    if (before !== JSON.stringify([listing.region, listing.models])) {
      this.changed.fire();
    }
  }

  /* A configured model needs no listing to work; a listing that is there already makes its record better. */
  private async describe(connection: Connection, id: string): Promise<ModelChoice> {
    const listed = await this.lists.get(connection)?.catch(() => []);
    const known = listed?.find((model) => model.id === id);
    const choice = known ?? configuredModel(id);
    if (known !== undefined || !isApplicationProfile(id)) {
      return choice;
    }
    return { ...choice, modelId: (await this.modelBehind(connection, id)) ?? choice.modelId };
  }

  /** Asked once a connection; a model that may not be known is not asked for again. */
  private modelBehind(connection: Connection, arn: string): Promise<string | undefined> {
    const known = this.behind.get(connection) ?? new Map<string, Promise<string | undefined>>();
    this.behind.set(connection, known);
    const asked = known.get(arn) ?? connection.use(() => modelBehind(connection, arn));
    known.set(arn, asked);
    return asked;
  }
}

/** The newest Sonnet; failing that the newest Claude; failing that the first chat model. */
function newestSonnet(models: readonly ListedModel[]): ListedModel | undefined {
  const usable = models.filter((model) => model.kind !== 'applicationProfile');
  const claudes = usable
    .flatMap((model) => {
      const claude = parseClaudeId(model.modelId);
      return claude === undefined ? [] : [{ model, ...claude }];
    })
    .sort((a, b) => compareVersions(b.version, a.version) || rank(a.model) - rank(b.model));
  const best = claudes.find(({ family }) => family === 'sonnet') ?? claudes[0];
  return best?.model ?? usable.find((model) => !model.legacy) ?? usable[0];
}

/* On demand keeps the request in the region; a geographic profile keeps it in its part of the world. */
function rank(model: ListedModel): number {
  if (model.kind === 'onDemand') {
    return 0;
  }
  return model.id.startsWith('global.') ? 2 : 1;
}
