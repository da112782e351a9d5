import { BedrockError } from '../../aws/errors';

/** How long a call may be silent, and how long it may take in all; 0 means for ever. */
export interface Timeouts {
  readonly idleMs: number;
  readonly totalMs: number;
}

/** Stops a call that the user cancelled, that has been silent for too long, or that takes too long in all. */
export class CallWatch {
  private readonly stop = new AbortController();
  private readonly idleMs: number;
  private readonly total: NodeJS.Timeout | undefined;
  private idle: NodeJS.Timeout | undefined;
  private timedOut: BedrockError | undefined;

  constructor(
    private readonly user: AbortSignal,
    { idleMs, totalMs }: Timeouts,
  ) {
    this.idleMs = idleMs;
    if (user.aborted) {
      this.stop.abort();
    }
    user.addEventListener('abort', this.onCancel);
    this.total = totalMs > 0 ? setTimeout(() => this.expire(totalMs, 'in all'), totalMs) : undefined;
    this.rest(0);
  }

  get signal(): AbortSignal {
    return this.stop.signal;
  }

  /** Something arrived. */
  touch(): void {
    this.idle?.refresh();
  }

  /** Nothing is expected for this long. */
  rest(ms: number): void {
    clearTimeout(this.idle);
    if (this.idleMs > 0) {
      this.idle = setTimeout(() => this.expire(this.idleMs, 'without a word'), this.idleMs + ms);
    }
  }

  /** The cause of the call's end: the user or a time-out here, rather than the abort the SDK reported. */
  explain(failure: BedrockError | undefined): BedrockError | undefined {
    if (failure === undefined || this.timedOut !== undefined) {
      return failure && this.timedOut;
    }
    return this.user.aborted ? new BedrockError('cancelled', failure.detail, failure) : failure;
  }

  dispose(): void {
    clearTimeout(this.idle);
    clearTimeout(this.total);
    this.user.removeEventListener('abort', this.onCancel);
  }

  private readonly onCancel = () => {
    this.stop.abort();
  };

  private expire(ms: number, how: string): void {
    const message = `No end of the answer after ${Math.round(ms / 1000)} s ${how}`;
    this.timedOut = new BedrockError('idleTimeout', { code: 'IdleTimeout', message });
    this.stop.abort();
  }
}
