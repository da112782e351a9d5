import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Behavior, BehaviorQueue } from './behaviors';
import { getInferenceProfile, listFoundationModels, listInferenceProfiles } from './controlPlane';
import { AwsError } from './errors';
import { ModelStates } from './modelStates';
import { ModelCalls, type ModelCall } from './modelCalls';
import { listMantleModels } from './openAiModels';
import { flatHeaders, newEntry, readBody, splitTarget } from './received';
import { QuotaCounter } from './quotaCounter';
import { RequestLog, type Operation, type ReceivedRequest } from './requestLog';
import { routeOf, type Route } from './routes';
import { authenticate, type Caller, type KeyPair } from './signature';
import { callerArn, callerIdentityXml, stsErrorXml } from './sts';

/** How an emulator is started; everything has a default. */
export interface BedrockEmulatorOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Serve HTTPS with this key and certificate, both PEM. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Pause after each word, in milliseconds; default 0. */
  readonly paceMs?: number;
  /** Wait before the first event of an answer, in milliseconds; default 0. */
  readonly firstTokenDelayMs?: number;
  /** Region of requests that name none, that is of Bearer requests; default us-east-1. */
  readonly region?: string;
  /** Default page of ListInferenceProfiles; default 100. */
  readonly pageSize?: number;
  readonly credentials?: KeyPair;
  readonly temporaryCredentials?: Required<KeyPair>;
  readonly apiKey?: string;
  /** The account of whoever calls; by default the one that everything is in. */
  readonly account?: string;
  /** Batch jobs; without them there is no such operation. */
  readonly jobs?: JobCalls;
  /** The clock that signatures are checked against. */
  readonly now?: () => Date;
  /** The clock of the prompt cache, in milliseconds since 1970. */
  readonly cacheNow?: () => number;
}

/** The handler of the calls about batch jobs; throws AwsError. */
export interface JobCalls {
  answer(operation: Operation, call: JobCall): Record<string, unknown>;
}

/** A call about batch jobs: the ARN in its path, or else what its query and its body say. */
export interface JobCall {
  readonly identifier: string;
  readonly region: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** Keys that every emulator knows unless it is given others. They open nothing anywhere else. */
export const defaultKeys = {
  credentials: {
    accessKeyId: 'AKIAEMULATOREXAMPLE1',
    secretAccessKey: 'emulator/secret/key/that/opens/nothing+1',
  },
  temporaryCredentials: {
    accessKeyId: 'ASIAEMULATOREXAMPLE2',
    secretAccessKey: 'emulator/secret/key/that/opens/nothing+2',
    sessionToken: 'IQoJb3JpZ2luX2VtdWxhdG9yX3Nlc3Npb25fdG9rZW4=',
  },
  apiKey: 'bedrock-api-key-emulator-example',
} as const;

const keepAliveMs = 120_000;

/** Amazon Bedrock (and STS's GetCallerIdentity) on loopback, for tests and for trying the extension without AWS. */
export class BedrockEmulator {
  readonly credentials: KeyPair;
  readonly temporaryCredentials: Required<KeyPair>;
  readonly apiKey: string;
  /** When models end, and how the account stands to them. */
  readonly models = new ModelStates();
  private readonly log = new RequestLog();
  private readonly queue = new BehaviorQueue();
  /** Quotas that calls are refused by; none at first. */
  readonly limits = new QuotaCounter();
  private readonly calls: ModelCalls;
  private readonly accepted: KeyPair[] = [];
  private readonly expired = new Set<string>();
  private readonly denied = new Map<Operation, string>();
  private readonly closing = new AbortController();
  private readonly server: Server;
  private closed: Promise<void> | undefined;

  private constructor(private readonly options: BedrockEmulatorOptions) {
    this.credentials = options.credentials ?? defaultKeys.credentials;
    this.temporaryCredentials = options.temporaryCredentials ?? defaultKeys.temporaryCredentials;
    this.apiKey = options.apiKey ?? defaultKeys.apiKey;
    this.calls = new ModelCalls(this.queue, this.initialPacing(), this.limits, options.cacheNow);
    const listener = (request: IncomingMessage, response: ServerResponse): void =>
      void this.serve(request, response);
    this.server = options.tls ? createHttpsServer({ ...options.tls }, listener) : createHttpServer(listener);
    this.server.keepAliveTimeout = keepAliveMs;
  }

  /** Starts listening; rejects when the port is taken. */
  static async start(options: BedrockEmulatorOptions): Promise<BedrockEmulator> {
    const emulator = new BedrockEmulator(options);
    emulator.server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
    await once(emulator.server, 'listening');
    return emulator;
  }

  /** The port it listens on. */
  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The endpoint to give to SDK clients: Bedrock, Bedrock Runtime and STS alike. */
  get url(): string {
    return `${this.options.tls ? 'https' : 'http'}://${this.options.host ?? '127.0.0.1'}:${this.port}`;
  }

  /** Every call received since the start or the last reset, in order. */
  get requests(): readonly ReceivedRequest[] {
    return this.log.requests;
  }

  /** Says what happens with the next model calls: first in, first out, each for the calls that it matches. */
  script(...behaviors: readonly Behavior[]): void {
    this.queue.add(...behaviors);
  }

  /** Pause after each word from now on, in milliseconds. */
  setPace(paceMs: number): void {
    this.calls.pacing = { ...this.calls.pacing, paceMs };
  }

  /** Accepts a further key pair, such as one that a refresh would bring. */
  accept(pair: KeyPair): void {
    this.accepted.push(pair);
  }

  /** From now on the temporary credentials are expired. */
  expireTemporaryCredentials(): void {
    this.expired.add(this.temporaryCredentials.accessKeyId);
  }

  /** From now on no policy allows the operation, which needs the given permission, such as `bedrock:InvokeModel`. */
  deny(operation: Operation, permission: string): void {
    this.denied.set(operation, permission);
  }

  /** See {@link RequestLog.waitFor}; changes are arrival, answer, each word, abort and end. */
  waitForRequest(
    predicate: (request: ReceivedRequest) => boolean,
    timeoutMs = 10_000,
  ): Promise<ReceivedRequest> {
    return this.log.waitFor(predicate, timeoutMs);
  }

  /** Forgets requests, scripts, accepted and expired keys, denied operations; calls in flight go on. */
  reset(): void {
    this.log.clear();
    this.calls.reset(this.initialPacing());
    this.accepted.length = 0;
    this.expired.clear();
    this.denied.clear();
    this.models.reset();
    this.limits.clear();
  }

  /** Stops listening and closes every connection, stalled ones too. May be called again. */
  close(): Promise<void> {
    this.closed ??= new Promise((resolve) => {
      this.closing.abort();
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
    return this.closed;
  }

  private initialPacing(): { paceMs: number; firstTokenDelayMs: number } {
    return { paceMs: this.options.paceMs ?? 0, firstTokenDelayMs: this.options.firstTokenDelayMs ?? 0 };
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAtMs = Date.now();
    const requestId = randomUUID();
    response.setHeader('x-amzn-requestid', requestId);
    response.setHeader('date', this.now().toUTCString());
    const gone = new AbortController();
    let entry: ReceivedRequest | undefined;
    let cutByUs = false;
    response.once('close', () => {
      gone.abort();
      if (!entry) {
        return;
      }
      entry.ended = true;
      entry.aborted = !response.writableFinished && !cutByUs && !this.closing.signal.aborted;
      this.log.changed(entry);
    });
    let service: Route['service'] = 'bedrock';
    try {
      const { path, query } = splitTarget(request.url ?? '/');
      const route = routeOf(request.method ?? 'GET', path);
      service = route.service;
      const headers = flatHeaders(request);
      const bytes = await readBody(request);
      entry = newEntry(request, route, path, headers, bytes);
      this.log.add(entry);
      const signed = { method: entry.method, path, query, headers, body: bytes };
      const caller = await authenticate(signed, service, this.knownCallers(), this.now());
      entry.caller = caller;
      this.checkAllowed(route.operation, caller);
      const call: ModelCall = {
        entry,
        identifier: route.identifier ?? '',
        region: caller.region ?? this.options.region ?? 'us-east-1',
        response,
        startedAtMs,
        signal: AbortSignal.any([gone.signal, this.closing.signal]),
        onCut: () => {
          cutByUs = true;
        },
        onWord: () => {
          if (!entry) {
            return;
          }
          entry.wordsSent += 1;
          this.log.changed(entry);
        },
      };
      await this.answer(route, query, caller, call);
    } catch (error) {
      this.refuse(error, response, service, requestId, entry);
    }
  }

  private async answer(route: Route, query: URLSearchParams, caller: Caller, call: ModelCall): Promise<void> {
    const json = (value: Record<string, unknown>): void => {
      send(call.response, 200, 'application/json', JSON.stringify(value), call.entry);
    };
    switch (route.operation) {
      case 'Converse':
      case 'ConverseStream':
        return this.calls.converse(call, route.operation === 'ConverseStream');
      case 'Responses':
      case 'ChatCompletions':
        return this.calls.openAi(call, route.operation);
      case 'ListMantleModels':
        return json(listMantleModels());
      case 'CountTokens':
        return json(this.calls.countTokens(call));
      case 'ListFoundationModels':
        return json(listFoundationModels(call.region, query, this.models));
      case 'GetFoundationModelAvailability':
        return json(this.models.availability(call.region, call.identifier));
      case 'ListInferenceProfiles':
        return json(listInferenceProfiles(call.region, query, this.options.pageSize));
      case 'GetInferenceProfile':
        return json(getInferenceProfile(call.region, call.identifier));
      case 'GetCallerIdentity': {
        if ((call.entry.body as { Action?: unknown }).Action !== 'GetCallerIdentity') {
          throw new AwsError('UnknownOperationException', 'Could not find operation for the given Action.');
        }
        const answer = callerIdentityXml(this.isTemporary(caller), this.options.account);
        return send(call.response, 200, 'text/xml', answer, call.entry);
      }
      case 'CreateModelInvocationJob':
      case 'GetModelInvocationJob':
      case 'StopModelInvocationJob':
      case 'ListModelInvocationJobs': {
        const { jobs } = this.options;
        if (jobs === undefined) {
          throw new AwsError('UnknownOperationException');
        }
        const { identifier, region, entry } = call;
        return json(jobs.answer(route.operation, { identifier, region, query, body: entry.body }));
      }
      case 'Unknown':
        throw new AwsError('UnknownOperationException');
    }
  }

  private refuse(
    error: unknown,
    response: ServerResponse,
    service: Route['service'],
    requestId: string,
    entry: ReceivedRequest | undefined,
  ): void {
    if (response.destroyed || this.closing.signal.aborted) {
      return;
    }
    const refusal =
      error instanceof AwsError ? error : new AwsError('InternalServerException', String(error));
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (entry) {
      entry.errorName = refusal.name;
    }
    if (refusal.details.retryAfterSeconds !== undefined) {
      response.setHeader('retry-after', String(refusal.details.retryAfterSeconds));
    }
    if (service === 'sts') {
      send(response, refusal.status, 'text/xml', stsErrorXml(refusal, requestId), entry);
      return;
    }
    response.setHeader('x-amzn-errortype', refusal.wireType);
    send(response, refusal.status, 'application/json', JSON.stringify(refusal.wireBody), entry);
  }

  /** Refuses in IAM's own words. */
  private checkAllowed(operation: Operation, caller: Caller): void {
    const permission = this.denied.get(operation);
    if (permission === undefined) {
      return;
    }
    const who = callerArn(this.isTemporary(caller), this.options.account);
    throw new AwsError(
      'AccessDeniedException',
      `User: ${who} is not authorized to perform: ${permission} because no identity-based policy allows the ${permission} action`,
    );
  }

  private isTemporary(caller: Caller): boolean {
    return this.keyPairs().some((pair) => pair.accessKeyId === caller.id && pair.sessionToken !== undefined);
  }

  private knownCallers(): Parameters<typeof authenticate>[2] {
    return { keyPairs: this.keyPairs(), apiKeys: [this.apiKey], expired: this.expired };
  }

  private keyPairs(): readonly KeyPair[] {
    return [this.credentials, this.temporaryCredentials, ...this.accepted];
  }

  private now(): Date {
    return this.options.now?.() ?? new Date();
  }
}

function send(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string,
  entry: ReceivedRequest | undefined,
): void {
  if (entry) {
    entry.status = status;
  }
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
