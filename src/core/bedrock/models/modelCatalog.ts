import * as l10n from '@vscode/l10n';
import { Emitter } from '../../util/emitter';
import { entryOf } from '../../util/entryOf';
import type { Connection } from '../connection';
import { BedrockError } from '../../aws/errors';
import { automaticModel, noAutomaticModel } from './automaticModel';
import { withAccess } from './modelAccess';
import { configuredModel, copiedChoice, isApplicationProfile, type ModelChoice } from './modelChoice';
import { fetchModels, LIST_MODELS, listingDenied } from './modelListing';
import { accountKey, type Listing, type ModelStore } from './modelStore';
import { noOwnModels, withOwnModels, type OwnModels } from './ownModels';
import { profileOrigin, type ProfileOrigin } from './profileOrigin';

/** A listing that is older is shown, and had anew in the background. */
const FRESH_MS = 60 * 60 * 1000;

/**
 * The models and inference profiles of one connection's account and region. Each is listed once a connection;
 * with a store, what was listed before is there at once, and what is older than an hour is listed again in the
 * background.
 */
export class ModelCatalog {
  private readonly lists = new WeakMap<Connection, Promise<Listing>>();
  private readonly origins = new WeakMap<Connection, Map<string, Promise<ProfileOrigin>>>();
  private readonly changed = new Emitter<void>();
  private latest: Listing | undefined;

  /** `own` is read anew for each model; `now` is in milliseconds since 1970. */
  constructor(
    private readonly store?: ModelStore,
    private readonly own: () => OwnModels = () => noOwnModels,
    private readonly now: () => number = Date.now,
  ) {}

  /** Fires when another listing is known than before. */
  readonly onDidChange = this.changed.on;

  /**
   * Everything one can chat with. A region prefix is never invented: what exists is what is listed.
   * Throws BedrockError, `listingDenied` when the account may list neither models nor profiles.
   */
  list(connection: Connection): Promise<Listing> {
    return this.lists.get(connection) ?? this.keep(connection, this.storedOrFetched(connection));
  }

  /** Lists anew; throws as `list` does, and what was listed before is then still known. */
  async refresh(connection: Connection): Promise<Listing> {
    const { models, denied } = await connection.use(async () => {
      const found = await fetchModels(connection);
      return { ...found, models: await withAccess(connection, found.models) };
    });
    const listing = { region: connection.region, listedAtMs: this.now(), models, denied };
    this.lists.set(connection, Promise.resolve(listing));
    if (this.store !== undefined) {
      await this.store.write(await accountKey(connection), listing);
    }
    this.noteLatest(listing);
    return listing;
  }

  /** The last listing, also in another window or before a restart; asks nobody. */
  async known(): Promise<Listing | undefined> {
    return this.latest ?? this.store?.last();
  }

  /**
   * The model of the settings, or, when none is set, the newest Claude Sonnet listed; throws `noModelFound` where there
   * is none that lasts and can be used, and `listingDenied` where that cannot be said.
   */
  async resolve(connection: Connection, configured: string): Promise<ModelChoice> {
    if (configured !== '') {
      return withOwnModels(await this.describe(connection, configured), this.own());
    }
    const { models, denied } = await this.list(connection);
    const chosen = automaticModel(models, this.now());
    // Of half a list nobody can say that what is newest is on it.
    const refused = denied.includes(LIST_MODELS) ? LIST_MODELS : denied[0];
    if (refused !== undefined && (refused === LIST_MODELS || chosen === undefined)) {
      // By the next question it may be allowed.
      this.lists.delete(connection);
      throw listingDenied(refused);
    }
    if (chosen === undefined) {
      throw new BedrockError('noModelFound', {
        code: noAutomaticModel(models, this.now()),
        message: l10n.t('No model can be chosen for this account in {0}', connection.region),
      });
    }
    return withOwnModels({ ...chosen, automatic: true }, this.own());
  }

  dispose(): void {
    this.changed.dispose();
  }

  private keep(connection: Connection, listing: Promise<Listing>): Promise<Listing> {
    this.lists.set(connection, listing);
    listing.catch(() => this.lists.delete(connection));
    return listing;
  }

  private async storedOrFetched(connection: Connection): Promise<Listing> {
    const stored = await this.stored(connection);
    if (stored === undefined || stored.denied.length > 0) {
      return this.refresh(connection);
    }
    this.noteLatest(stored);
    if (this.now() - stored.listedAtMs > FRESH_MS) {
      // What is stored stays good enough when this fails.
      this.refresh(connection).catch(() => undefined);
    }
    return stored;
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
    const before = JSON.stringify([this.latest?.region, this.latest?.models, this.latest?.denied]);
    this.latest = listing;
    if (before !== JSON.stringify([listing.region, listing.models, listing.denied])) {
      this.changed.fire();
    }
  }

  /* A configured model needs no listing to work; a listing that is there already makes its record better. */
  private async describe(connection: Connection, id: string): Promise<ModelChoice> {
    const listed = await this.lists.get(connection)?.catch(() => undefined);
    const known = listed?.models.find((model) => model.id === id);
    const choice = known ?? configuredModel(id);
    if (known !== undefined || !isApplicationProfile(id) || entryOf(this.own().profileModels, id)) {
      return choice;
    }
    const { original, name, denied } = await this.originOf(connection, id);
    if (original !== undefined) {
      return copiedChoice(choice, original, name);
    }
    return denied ? { ...choice, hidden: 'denied' } : choice;
  }

  /** Asked once a connection; what may not be asked is not asked again. */
  private async originOf(connection: Connection, arn: string): Promise<ProfileOrigin> {
    const known = this.origins.get(connection) ?? new Map<string, Promise<ProfileOrigin>>();
    this.origins.set(connection, known);
    const asking = known.get(arn) ?? connection.use(() => profileOrigin(connection, arn));
    known.set(arn, asking);
    const origin = await asking;
    if (origin.original === undefined && !origin.denied) {
      known.delete(arn);
    }
    return origin;
  }
}
