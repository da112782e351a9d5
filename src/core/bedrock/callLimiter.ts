import PQueue from 'p-queue';

/** Calls to one model that run at once as long as the service has not throttled. */
const MAX_AT_ONCE = 10;
/** Calls that have to end well for one more to be let through at once. */
const CALLS_FOR_ONE_MORE = 10;
/** Bedrock's quotas are counted by the minute, so what was learned from a throttling is worth no longer. */
const MEMORY_MS = 60_000;

/** How a call is let through. */
export interface TurnOptions {
  readonly signal: AbortSignal;
  /** Told when the call has to wait, with the number of calls that run. */
  readonly onWait: (running: number) => void;
}

/**
 * Lets calls through, to each model as many at once as it takes: half as many after a throttling, and
 * slowly more again while all goes well. All surfaces of a window share one, so that they do not throttle
 * one another.
 */
export class CallLimiter {
  private readonly queues = new Map<string, ModelQueue>();

  constructor(private readonly maxAtOnce = MAX_AT_ONCE) {}

  /**
   * Runs `call` when its turn comes; `throttled` is for it to tell that it was. Rejects with an AbortError
   * when cancelled before its turn; once it runs, cancelling is its own affair.
   */
  async run<T>(
    modelId: string,
    { signal, onWait }: TurnOptions,
    call: (throttled: () => void) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    const queue = this.queueOf(modelId);
    if (queue.isFull()) {
      onWait(queue.running);
    }
    return queue.add(signal, call);
  }

  private queueOf(modelId: string): ModelQueue {
    let queue = this.queues.get(modelId);
    if (queue === undefined) {
      queue = new ModelQueue(this.maxAtOnce);
      this.queues.set(modelId, queue);
    }
    return queue;
  }
}

/** The calls to one model. */
class ModelQueue {
  private readonly queue: PQueue;
  /** Calls let through at once; the queue takes its whole part. */
  private allowed: number;
  private throttledAt = -Infinity;

  constructor(private readonly most: number) {
    this.queue = new PQueue({ concurrency: most });
    this.allowed = most;
  }

  get running(): number {
    return this.queue.pending;
  }

  isFull(): boolean {
    return this.queue.pending >= this.queue.concurrency;
  }

  async add<T>(signal: AbortSignal, call: (throttled: () => void) => Promise<T>): Promise<T> {
    const waiting = new AbortController();
    const leave = () => waiting.abort();
    signal.addEventListener('abort', leave, { once: true });
    return this.queue.add(
      async () => {
        signal.removeEventListener('abort', leave);
        const seen = { throttled: false };
        const result = await call(() => {
          seen.throttled = true;
          this.slowDown();
        });
        if (!seen.throttled) {
          this.speedUp();
        }
        return result;
      },
      { signal: waiting.signal },
    );
  }

  private slowDown(): void {
    this.throttledAt = performance.now();
    this.allow(Math.min(this.allowed, this.queue.pending) / 2);
  }

  private speedUp(): void {
    const forgotten = performance.now() - this.throttledAt > MEMORY_MS;
    this.allow(forgotten ? this.most : this.allowed + 1 / CALLS_FOR_ONE_MORE);
  }

  private allow(calls: number): void {
    this.allowed = Math.min(this.most, Math.max(1, calls));
    this.queue.concurrency = Math.floor(this.allowed);
  }
}
