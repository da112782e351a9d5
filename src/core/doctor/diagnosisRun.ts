import { lookup } from 'node:dns/promises';
import { Connections, type Connection } from '../bedrock/connection';
import { ModelCatalog } from '../bedrock/models/modelCatalog';
import type { ModelChoice } from '../bedrock/models/modelChoice';
import type { ActiveCredentials } from '../aws/credentials/activeCredentials';
import type { EffectiveRegion } from '../aws/credentials/region';
import { endpointOf, type Endpoint } from './endpoints';
import { probe, type Probe } from './httpProbe';
import { routeOf, type Route } from './proxyRules';
import type { Subject } from './subject';

const PROBE_MS = 8000;

/** State shared by the checks of one run, each part of it fetched when the first check wants it. */
export class DiagnosisRun {
  readonly now: () => number;
  private readonly catalog = new ModelCatalog();
  private readonly probes = new Map<string, Promise<Probe>>();
  private connections: Connections | undefined;
  private resolved: Promise<ActiveCredentials> | undefined;
  private place: Promise<EffectiveRegion> | undefined;
  private consent: Promise<boolean> | undefined;

  constructor(readonly subject: Subject) {
    this.now = subject.now ?? Date.now;
  }

  region(): Promise<EffectiveRegion> {
    return (this.place ??= this.subject.region());
  }

  /** Throws BedrockError when there are none. */
  credentials(): Promise<ActiveCredentials> {
    return (this.resolved ??= this.subject.credentials());
  }

  /** Clients as questions use them, but for the retries: a fault should show at once. */
  connection(): Promise<Connection> {
    return this.clients().current();
  }

  /** The same, in the region that a question would go to. */
  modelConnection(): Promise<Connection> {
    return this.clients().forModel(this.subject.settings.model);
  }

  private clients(): Connections {
    const { endpoint, controlEndpoint, mantleEndpoint } = this.subject.settings;
    this.connections ??= new Connections({
      settings: () => ({
        endpoint,
        controlEndpoint,
        mantleEndpoint,
        retryMaxAttempts: 2,
        retryBaseDelayMs: 500,
      }),
      credentials: () => this.credentials(),
      region: async () => (await this.region()).region,
    });
    return this.connections;
  }

  /** The model that a question would go to; throws BedrockError when none can be found. */
  async model(): Promise<ModelChoice> {
    return this.catalog.resolve(await this.modelConnection(), this.subject.settings.model);
  }

  /** Asks the user once whether the model may be called. */
  mayCall(modelLabel: string, signal: AbortSignal): Promise<boolean> {
    return (this.consent ??= this.subject.mayCall(modelLabel, signal));
  }

  /** Where answers come from, and where models are listed. */
  async endpoints(): Promise<{ readonly runtime: Endpoint; readonly control: Endpoint }> {
    const { settings, proxy } = this.subject;
    const { region } = await this.region();
    return {
      runtime: endpointOf('bedrock-runtime', settings.endpoint, region, proxy.env),
      control: endpointOf('bedrock', settings.controlEndpoint, region, proxy.env),
    };
  }

  /** The two addresses, the one once where both are the same. */
  async origins(): Promise<readonly Endpoint[]> {
    const { runtime, control } = await this.endpoints();
    return runtime.url.origin === control.url.origin ? [runtime] : [runtime, control];
  }

  route(url: URL): Route {
    return routeOf(url, this.subject.proxy);
  }

  /** Asks a server for anything, once a run. */
  probe(url: URL, signal: AbortSignal): Promise<Probe> {
    const known = this.probes.get(url.origin);
    if (known !== undefined) {
      return known;
    }
    const asked = probe(new URL('/', url), {
      timeoutMs: this.subject.probeMs ?? PROBE_MS,
      signal,
      now: this.now,
    });
    this.probes.set(url.origin, asked);
    return asked;
  }

  async lookup(host: string): Promise<readonly string[]> {
    if (this.subject.lookup !== undefined) {
      return this.subject.lookup(host);
    }
    return (await lookup(host, { all: true })).map(({ address }) => address);
  }

  dispose(): void {
    this.connections?.dispose();
  }
}
