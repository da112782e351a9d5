import type { Caller } from './signature';

/** The calls that the emulator knows. */
export type Operation =
  | 'Converse'
  | 'ConverseStream'
  | 'CountTokens'
  | 'Responses'
  | 'ChatCompletions'
  | 'ListMantleModels'
  | 'ListFoundationModels'
  | 'GetFoundationModelAvailability'
  | 'ListInferenceProfiles'
  | 'GetInferenceProfile'
  | 'GetCallerIdentity'
  | 'CreateModelInvocationJob'
  | 'GetModelInvocationJob'
  | 'StopModelInvocationJob'
  | 'ListModelInvocationJobs'
  | 'Unknown';

/** A call that the emulator received, kept up to date until it has ended. Holds no secret. */
export interface ReceivedRequest {
  readonly operation: Operation;
  readonly method: string;
  /** As on the wire, percent-encoding included. */
  readonly path: string;
  /** Model or profile of a call, decoded. */
  readonly modelId?: string;
  /** Parsed body: JSON, or the fields of a form; undefined when there was none. */
  readonly body: unknown;
  readonly receivedAtUtc: string;
  /** 1 for the first attempt, from the SDK's `amz-sdk-request` header. */
  readonly attempt: number;
  /** The `amz-sdk-request` header itself. */
  readonly attemptHeader?: string;
  /** The same for all attempts of one call. */
  readonly invocationId?: string;
  /** Without Authorization and session token. */
  readonly headers: Readonly<Record<string, string>>;
  readonly remoteAddress: string;
  caller?: Caller;
  /** HTTP status of the answer, once it is known. */
  status?: number;
  /** Name of the exception with which it was refused before a stream. */
  errorName?: string;
  /** Words sent so far. */
  wordsSent: number;
  /** Set when the client closed the connection before the answer had ended. */
  aborted: boolean;
  /** Set when nothing more will be sent. */
  ended: boolean;
}

interface Waiter {
  readonly predicate: (request: ReceivedRequest) => boolean;
  readonly resolve: (request: ReceivedRequest) => void;
}

const secretHeaders = new Set(['authorization', 'x-amz-security-token']);

/** Headers as they may be kept: without what authenticates. */
export function withoutSecrets(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !secretHeaders.has(name)));
}

/** The received calls, in order, and those who wait for one. */
export class RequestLog {
  readonly requests: ReceivedRequest[] = [];
  private readonly waiters = new Set<Waiter>();

  add(request: ReceivedRequest): void {
    this.requests.push(request);
    this.changed(request);
  }

  /** To be called after each change of an entry. */
  changed(request: ReceivedRequest): void {
    for (const waiter of this.waiters) {
      if (waiter.predicate(request)) {
        waiter.resolve(request);
      }
    }
  }

  /**
   * The first call, received already or to come, for which the predicate holds now or after a later change.
   * Rejects when there is none within the time.
   */
  waitFor(predicate: (request: ReceivedRequest) => boolean, timeoutMs: number): Promise<ReceivedRequest> {
    const known = this.requests.find(predicate);
    if (known) {
      return Promise.resolve(known);
    }
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        predicate,
        resolve: (request) => {
          clearTimeout(timer);
          this.waiters.delete(waiter);
          resolve(request);
        },
      };
      const timer = setTimeout(() => {
        this.waiters.delete(waiter);
        reject(new Error(`No such request within ${timeoutMs} ms; received: ${this.summary()}`));
      }, timeoutMs);
      this.waiters.add(waiter);
    });
  }

  clear(): void {
    this.requests.length = 0;
  }

  private summary(): string {
    return (
      this.requests
        .map(
          ({ operation, status, aborted }) => `${operation} ${status ?? 'open'}${aborted ? ' aborted' : ''}`,
        )
        .join(', ') || 'none'
    );
  }
}
