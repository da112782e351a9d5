import type { BedrockClient } from '@aws-sdk/client-bedrock';
import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import type { ActiveCredentials } from '../aws/credentials/activeCredentials';
import { Emitter } from '../util/emitter';
import { regionOfModel } from './models/modelId';
import type * as sdk from './sdk';

/** What the SDK exports, which is loaded once there is a connection. */
type Sdk = typeof sdk;

/** Settings of a connection, besides credentials. Empty endpoints mean AWS's own. */
export interface ConnectionSettings {
  readonly endpoint: string;
  readonly controlEndpoint: string;
  readonly mantleEndpoint: string;
  readonly retryMaxAttempts: number;
  readonly retryBaseDelayMs: number;
}

/** Whatever the control plane is asked, it knows at once. */
const CONTROL_TIMEOUT_MS = 30_000;

/** The SDK's clients for one sign-in and one region. */
export class Connection {
  readonly region: string;
  readonly credentials: ActiveCredentials;
  readonly runtime: BedrockRuntimeClient;
  readonly control: BedrockClient;
  /** The module that the clients come from: an import of its own for each call takes time. */
  readonly sdk: Sdk;
  /** Whether bedrock-mantle is asked for its models: not where the runtime is a server of one's own and it is AWS's. */
  readonly listsMantle: boolean;
  /** Set once the runtime is found to know no API but Converse, as that of an endpoint of one's own may. */
  hasConverseAlone = false;
  private readonly openMantle: () => BedrockRuntimeClient;
  private openedMantle: BedrockRuntimeClient | undefined;
  private calls = 0;
  private retired = false;

  constructor(
    parts: Pick<Connection, 'region' | 'credentials' | 'runtime' | 'control' | 'sdk' | 'listsMantle'> & {
      readonly openMantle: () => BedrockRuntimeClient;
    },
  ) {
    this.region = parts.region;
    this.credentials = parts.credentials;
    this.runtime = parts.runtime;
    this.control = parts.control;
    this.sdk = parts.sdk;
    this.listsMantle = parts.listsMantle;
    this.openMantle = parts.openMantle;
  }

  /** The client of bedrock-mantle, which few models need. */
  get mantle(): BedrockRuntimeClient {
    this.openedMantle ??= this.openMantle();
    return this.openedMantle;
  }

  /** Runs a call on these clients; they stay open until it ended, even when a newer connection took over. */
  async use<T>(call: () => Promise<T>): Promise<T> {
    this.calls++;
    try {
      return await call();
    } finally {
      this.calls--;
      this.closeWhenUnused();
    }
  }

  /** No new call will come. */
  retire(): void {
    this.retired = true;
    this.closeWhenUnused();
  }

  private closeWhenUnused(): void {
    if (this.retired && this.calls === 0) {
      this.runtime.destroy();
      this.control.destroy();
      this.openedMantle?.destroy();
    }
  }
}

/** Collaborators of `Connections`; each is asked anew for every connection. */
export interface ConnectionSources {
  readonly settings: () => ConnectionSettings;
  readonly credentials: () => Promise<ActiveCredentials>;
  /** Credentials that were fetched may be out of date. */
  readonly forgetCredentials?: () => void;
  readonly region: () => Promise<string>;
}

/** The connection in the region of the settings. */
const CURRENT = '';

/** Hands out the current connection, and makes a new one after a change of sign-in, region or settings. */
export class Connections {
  private readonly changed = new Emitter<void>();
  /** By region; the one of the settings is under no name. */
  private readonly opened = new Map<string, Promise<Connection>>();

  constructor(private readonly sources: ConnectionSources) {}

  /** Fires when the next call will go out on a new connection. */
  readonly onDidChange = this.changed.on;

  /** The current connection; throws BedrockError `credentialsMissing` when nobody is signed in. */
  current(): Promise<Connection> {
    return this.kept(CURRENT);
  }

  /** The connection that a model is asked by: the current one, or for an ARN the one to its region; throws as `current`. */
  async forModel(id: string): Promise<Connection> {
    const region = regionOfModel(id);
    const current = await this.current();
    return region === undefined || region === current.region ? current : this.kept(region);
  }

  /** Makes the next call use new clients; calls in flight finish on the old ones. */
  invalidate(): void {
    this.sources.forgetCredentials?.();
    this.retireAll();
    this.changed.fire();
  }

  dispose(): void {
    this.retireAll();
    this.changed.dispose();
  }

  private kept(name: string): Promise<Connection> {
    const known = this.opened.get(name);
    if (known !== undefined) {
      return known;
    }
    const opening = this.open(name);
    this.opened.set(name, opening);
    opening.catch(() => {
      // A failure is not kept: the next question tries again.
      if (this.opened.get(name) === opening) {
        this.opened.delete(name);
      }
    });
    return opening;
  }

  private retireAll(): void {
    for (const opening of this.opened.values()) {
      opening.then(
        (connection) => connection.retire(),
        () => undefined,
      );
    }
    this.opened.clear();
  }

  private async open(name: string): Promise<Connection> {
    const settings = this.sources.settings();
    const [sdk, credentials, region] = await Promise.all([
      import('./sdk'),
      this.sources.credentials(),
      name === CURRENT ? this.sources.region() : name,
    ]);
    const { endpoint, controlEndpoint, mantleEndpoint, retryMaxAttempts, retryBaseDelayMs } = settings;
    const retry = { maxAttempts: retryMaxAttempts, baseDelayMs: retryBaseDelayMs };
    const common = { region, credentials, retry };
    // No request time-out: an answer may take minutes; each call watches for silence itself.
    const runtime = sdk.openClient(
      { ...common, endpoint },
      (configuration) => new sdk.BedrockRuntimeClient(configuration),
    );
    const control = sdk.openClient(
      { ...common, endpoint: controlEndpoint, bounds: { requestTimeout: CONTROL_TIMEOUT_MS } },
      (configuration) => new sdk.BedrockClient(configuration),
    );
    const mantleUrl = mantleEndpoint === '' ? `https://bedrock-mantle.${region}.api.aws` : mantleEndpoint;
    const openMantle = () =>
      sdk.openClient(
        { ...common, endpoint: mantleUrl },
        (configuration) => new sdk.BedrockRuntimeClient({ ...configuration, ...sdk.mantleAuth }),
      );
    const listsMantle = mantleEndpoint !== '' || endpoint === '';
    return new Connection({ sdk, region, credentials, runtime, control, listsMantle, openMantle });
  }
}
