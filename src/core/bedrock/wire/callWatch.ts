import * as l10n from '@vscode/l10n';
import { BedrockError } from '../../aws/errors';

/** How long a call may be silent, and how long it may take in all; 0 means for ever. */
export interface Timeouts {
  readonly idleMs: number;
  readonly totalMs: number;
}

/**
 * Stops a call that the user cancelled, that has been silent for too long, or that takes too long in all. Silence of a
 * model that may be thinking is none: it sends nothing for minutes, and only the limit in all ends it.
 */
export class CallWatch {
  private readonly stop = new AbortController();
  private readonly idleMs: number;
  private readonly total: NodeJS.Timeout | undefined;
  private idle: NodeJS.Timeout | undefined;
  private timedOut: BedrockError | undefined;

  constructor(
    private readonly user: AbortSignal,
    { idleMs, totalMs }: Timeouts,
    /** Whether the model may think out of sight. */
    private readonly thinks = false,
  ) {
    this.idleMs = idleMs;
    if (user.aborted) {
      this.stop.abort();
    }
    user.addEventListener('abort', this.onCancel);
    this.total = totalMs > 0 ? setTimeout(() => this.expire(totalText(totalMs)), totalMs) : undefined;
    this.rest(0);
  }

  get signal(): AbortSignal {
    return this.stop.signal;
  }

  /** Something arrived; after a word or a piece of a call the next one is expected, and no thought. */
  touch(isWord = false): void {
    if (this.thinks) {
      this.expect(isWord, 0);
    } else {
      this.idle?.refresh();
    }
  }

  /** Nothing is expected for this long. */
  rest(ms: number): void {
    this.expect(!this.thinks, ms);
  }

  private expect(isExpected: boolean, ms: number): void {
    clearTimeout(this.idle);
    if (isExpected && this.idleMs > 0) {
      this.idle = setTimeout(() => this.expire(idleText(this.idleMs)), this.idleMs + ms);
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

  private expire(message: string): void {
    this.timedOut = new BedrockError('idleTimeout', { code: 'IdleTimeout', message });
    this.stop.abort();
  }
}

function totalText(ms: number): string {
  return l10n.t('No end of the answer after {0} s in all', Math.round(ms / 1000));
}

function idleText(ms: number): string {
  return l10n.t('No end of the answer after {0} s without a word', Math.round(ms / 1000));
}
