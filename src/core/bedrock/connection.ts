import type { BedrockClient } from '@aws-sdk/client-bedrock';
import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { clientAuth, type ActiveCredentials } from '../aws/credentials/activeCredentials';
import { withCleanFailures } from '../aws/credentials/cleanFailures';
import { Emitter } from '../util/emitter';

/** Settings of a connection, besides credentials. Empty endpoints mean AWS's own. */
export interface ConnectionSettings {
  readonly endpoint: string;
  readonly controlEndpoint: string;
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
  private calls = 0;
  private retired = false;

  constructor(parts: Pick<Connection, 'region' | 'credentials' | 'runtime' | 'control'>) {
    this.region = parts.region;
    this.credentials = parts.credentials;
    this.runtime = parts.runtime;
    this.control = parts.control;
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

/** Hands out the one current connection, and makes a new one after a change of sign-in, region or settings. */
export class Connections {
  private readonly changed = new Emitter<void>();
  private opened: Promise<Connection> | undefined;

  constructor(private readonly sources: ConnectionSources) {}

  /** Fires when the next call will go out on a new connection. */
  readonly onDidChange = this.changed.on;

  /** The current connection; throws BedrockError `credentialsMissing` when nobody is signed in. */
  current(): Promise<Connection> {
    if (this.opened === undefined) {
      const opening = this.open();
      this.opened = opening;
      opening.catch(() => {
        // A failure is not kept: the next question tries again.
        if (this.opened === opening) {
          this.opened = undefined;
        }
      });
    }
    return this.opened;
  }

  /** Makes the next call use new clients; calls in flight finish on the old ones. */
  invalidate(): void {
    this.sources.forgetCredentials?.();
    this.retireCurrent();
    this.changed.fire();
  }

  dispose(): void {
    this.retireCurrent();
    this.changed.dispose();
  }

  private retireCurrent(): void {
    this.opened?.then(
      (connection) => connection.retire(),
      () => undefined,
    );
    this.opened = undefined;
  }

  private async open(): Promise<Connection> {
    const settings = this.sources.settings();
    const [sdk, credentials, region] = await Promise.all([
      import('./sdk'),
      this.sources.credentials(),
      this.sources.region(),
    ]);
    const common = {
      region,
      retryStrategy: new sdk.ObservedRetryStrategy({
        maxAttempts: settings.retryMaxAttempts,
        baseDelayMs: settings.retryBaseDelayMs,
      }),
      customUserAgent: 'bedrock-chat-vscode',
      ...clientAuth(credentials),
    };
    const runtime = new sdk.BedrockRuntimeClient({
      ...common,
      ...endpoint(settings.endpoint),
      // No request time-out: an answer may take minutes; the converse turn watches for silence itself.
      requestHandler: new sdk.BoundedHttpHandler(),
    });
    const control = new sdk.BedrockClient({
      ...common,
      ...endpoint(settings.controlEndpoint),
      requestHandler: new sdk.BoundedHttpHandler({ requestTimeout: CONTROL_TIMEOUT_MS }),
    });
    return new Connection({
      region,
      credentials,
      runtime: withCleanFailures(runtime, credentials),
      control: withCleanFailures(control, credentials),
    });
  }
}

function endpoint(url: string): { endpoint?: string } {
  return url === '' ? {} : { endpoint: url };
}
