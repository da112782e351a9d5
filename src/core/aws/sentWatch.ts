import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { FinalizeRequestMiddleware, MiddlewareStack } from '@smithy/types';

/* Node's own word, on every platform and through VS Code's proxy support, that a request was handed to its socket. */
const CHANNEL = 'http.client.request.start';
/* The SDK gives each call one of these, for all of its attempts. */
const ID_HEADER = 'amz-sdk-invocation-id';

/**
 * Watches whether a call's bytes went out to the service: over a connection that stands, and that is secure where
 * it has to be. Only what went out can cost something.
 */
export class SentWatch {
  private id: string | undefined;
  private sentAtMs: number | undefined;
  private unanswered = 0;
  private unansweredMs = 0;

  constructor() {
    subscribe(CHANNEL, this.onRequest);
  }

  /** Notes by what a command's requests are known. */
  watch<Input extends object, Output extends object>(stack: MiddlewareStack<Input, Output>): void {
    const note: FinalizeRequestMiddleware<Input, Output> = (next) => (args) => {
      const headers: unknown = isObject(args.request) ? args.request['headers'] : undefined;
      const id: unknown = isObject(headers) ? headers[ID_HEADER] : undefined;
      this.id = typeof id === 'string' ? id : undefined;
      return next(args);
    };
    stack.add(note, { step: 'finalizeRequest', priority: 'low', name: 'sentWatch' });
  }

  /** An attempt has ended; `refused` says that the service answered it with an error before doing anything. */
  attemptEnded({ refused }: { readonly refused: boolean }): void {
    if (!refused && this.sentAtMs !== undefined) {
      this.unanswered += 1;
      this.unansweredMs += this.sinceSentMs;
    }
    this.sentAtMs = undefined;
  }

  /** The attempts that were sent and that the service neither answered nor refused: it may have worked on each. */
  get unansweredAttempts(): number {
    return this.unanswered;
  }

  /** How long it was waited for their answers, in all, in milliseconds. */
  get lostMs(): number {
    return this.unansweredMs;
  }

  /** Milliseconds since the attempt under way was sent; 0 where it was not. */
  get sinceSentMs(): number {
    return this.sentAtMs === undefined ? 0 : performance.now() - this.sentAtMs;
  }

  dispose(): void {
    unsubscribe(CHANNEL, this.onRequest);
  }

  private readonly onRequest = (message: unknown): void => {
    const request = (message as { readonly request: ClientRequest }).request;
    if (this.id === undefined || request.getHeader(ID_HEADER) !== this.id) {
      return;
    }
    const socket = request.socket as (Partial<TLSSocket> & ClientRequest['socket']) | null;
    if (socket === null) {
      return;
    }
    const isSecure = socket.encrypted === true;
    // What Node writes before the connection stands waits in this process.
    if (socket.connecting || (isSecure && isHandshaking(socket))) {
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        this.sentAtMs = performance.now();
      });
    } else {
      this.sentAtMs = performance.now();
    }
  };
}

/** Node sets this until a client's handshake is over; its types do not know it. */
function isHandshaking(socket: object): boolean {
  return Reflect.get(socket, 'secureConnecting') === true;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
