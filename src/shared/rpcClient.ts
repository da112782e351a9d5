/** Why a request has no answer, as far as this side can tell; the other side and the line have reasons of their own. */
export type RpcFailure = 'disposed' | 'timeout' | 'cancelled' | 'unexpected';

/** What a method is asked with and what answers it. */
export interface RpcMethod {
  readonly request: unknown;
  readonly result: unknown;
}

/** Methods by their names. */
export type RpcMethods<Methods> = { readonly [M in keyof Methods]: RpcMethod };

/** What goes with a request. */
export interface CallOptions<Progress> {
  /** Tells the other side that nobody waits any more; the request ends when that one says so, or before it is sent. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** The line to the other side, and how long it is waited for. */
export interface RpcOptions<Methods extends RpcMethods<Methods>> {
  /** Sends a request under its number; where there is no line, {@link RpcClient.disconnect} says so. */
  readonly post: (id: number, request: Methods[keyof Methods]['request']) => void;
  readonly cancel?: (id: number) => void;
  /** Whether what came is an answer to that method; a parser's own type. */
  readonly parse: (method: keyof Methods & string, value: unknown) => { readonly value: unknown } | undefined;
  readonly failure: (reason: RpcFailure) => Error;
  readonly timeoutMs?: number;
  /** Called in place of ending the one request that took too long: who hangs answers nobody else either. */
  readonly onTimeout?: () => void;
  readonly idleMs?: number;
  /** Called when nothing was asked for `idleMs`. */
  readonly onIdle?: () => void;
}

type Timer = ReturnType<typeof setTimeout>;

interface Pending<Methods, Progress> {
  readonly method: keyof Methods & string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  readonly end: () => void;
}

/**
 * Requests to a worker, a process or the host of a page, over whatever carries messages. Each ends in a result, an
 * error, a time-out or a disconnect.
 */
export class RpcClient<Methods extends RpcMethods<Methods>, Progress = never> {
  private readonly pending = new Map<number, Pending<Methods, Progress>>();
  private lastId = 0;
  private idleTimer: Timer | undefined;
  private isDisposed = false;

  constructor(private readonly options: RpcOptions<Methods>) {}

  /** Asks, and rejects with what `failure` makes, what the other side sent, or why the line is gone. */
  async call<M extends keyof Methods & string>(
    method: M,
    request: Methods[M]['request'],
    { signal, onProgress }: CallOptions<Progress> = {},
  ): Promise<Methods[M]['result']> {
    const { failure, timeoutMs, cancel, post } = this.options;
    if (this.isDisposed || signal?.aborted) {
      throw failure(this.isDisposed ? 'disposed' : 'cancelled');
    }
    clearTimeout(this.idleTimer);
    this.lastId += 1;
    const id = this.lastId;
    const value = await new Promise((resolve, reject) => {
      const timer = timeoutMs === undefined ? undefined : unreferenced(() => this.expire(id), timeoutMs);
      const onAbort = () => cancel?.(id);
      signal?.addEventListener('abort', onAbort);
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      this.pending.set(id, { method, resolve, reject, onProgress, end });
      post(id, request);
    });
    // `resolve` lets through only what was parsed as this method's.
    return value;
  }

  /** Takes an answer; what nobody waits for any more is dropped. */
  resolve(id: number, value: unknown): void {
    const pending = this.settle(id);
    if (pending === undefined) {
      return;
    }
    const parsed = this.options.parse(pending.method, value);
    if (parsed === undefined) {
      pending.reject(this.options.failure('unexpected'));
    } else {
      pending.resolve(parsed.value);
    }
  }

  /** Takes why there is no answer. */
  reject(id: number, error: Error): void {
    this.settle(id)?.reject(error);
  }

  /** Takes how far the work on an answer is. */
  progress(id: number, progress: Progress): void {
    this.pending.get(id)?.onProgress?.(progress);
  }

  /** Rejects what is pending: the other side is gone. The next request may find another one. */
  disconnect(error: Error): void {
    clearTimeout(this.idleTimer);
    const pending = [...this.pending.values()];
    this.pending.clear();
    for (const { end, reject } of pending) {
      end();
      reject(error);
    }
  }

  /** Rejects what is pending and whatever is asked from now on. Idempotent. */
  dispose(): void {
    this.isDisposed = true;
    this.disconnect(this.options.failure('disposed'));
  }

  private settle(id: number): Pending<Methods, Progress> | undefined {
    const pending = this.pending.get(id);
    if (pending === undefined) {
      return undefined;
    }
    this.pending.delete(id);
    pending.end();
    const { idleMs, onIdle } = this.options;
    if (this.pending.size === 0 && idleMs !== undefined && onIdle !== undefined) {
      clearTimeout(this.idleTimer);
      this.idleTimer = unreferenced(onIdle, idleMs);
    }
    return pending;
  }

  private expire(id: number): void {
    const { onTimeout, failure } = this.options;
    if (onTimeout === undefined) {
      this.reject(id, failure('timeout'));
    } else {
      onTimeout();
    }
  }
}

/** A timer that no process waits for; in a browser, a timer. */
function unreferenced(act: () => void, ms: number): Timer {
  const timer = setTimeout(act, ms);
  unreference(timer);
  return timer;
}

function unreference(timer: number | { readonly unref?: () => unknown }): void {
  if (typeof timer === 'object') {
    timer.unref?.();
  }
}
