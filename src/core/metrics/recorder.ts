import { monotonicFactory } from 'ulid';
import type { Feedback, Invocation, StartedCall } from '../../protocol/invocation';
import type { JournalEntry } from '../../protocol/journal';
import type { ProcessIdentity } from '../../protocol/processIdentity';
import type { Logger } from '../logging/logger';
import { currentProcess } from '../util/processIdentity';
import type { Journal } from './journal';
import { errorMessage } from '../util/errorMessage';

/** How an {@link InvocationRecorder} behaves; each has a sensible value of its own. */
export interface RecorderOptions {
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Entries kept in memory while the journal cannot be written; beyond it the oldest are given up. */
  readonly maxWaiting?: number;
  /** Milliseconds until the next try while nothing new is recorded. */
  readonly retryMs?: number;
  /** The process that the calls are made in; this one unless given. */
  readonly process?: ProcessIdentity;
  /** Milliseconds between two signs of life while calls are under way. */
  readonly beatMs?: number;
}

/** Puts every model call on record, and never troubles the call for it. */
export class InvocationRecorder {
  private readonly nextId = monotonicFactory();
  private readonly now: () => number;
  private readonly maxWaiting: number;
  private readonly retryMs: number;
  private readonly beatMs: number;
  private process: ProcessIdentity | undefined;
  /** Entries not yet in the journal, oldest first. Empty but for the moment of a call, unless writing fails. */
  private readonly waiting: JournalEntry[] = [];
  /** The calls under way, each with the journal file that its beginning is in. */
  private readonly underWay = new Map<string, string>();
  private beatTimer: NodeJS.Timeout | undefined;
  private failing = false;
  private dropped = 0;
  private retryTimer: NodeJS.Timeout | undefined;
  private disposed = false;

  /** Owns the journal: it is closed when the recorder is disposed. */
  constructor(
    private readonly journal: Journal,
    private readonly logger: Logger,
    options: RecorderOptions = {},
  ) {
    this.now = options.now ?? Date.now;
    // A record is about half a kilobyte, so this is about a megabyte.
    this.maxWaiting = options.maxWaiting ?? 2000;
    this.retryMs = options.retryMs ?? 5000;
    this.process = options.process;
    this.beatMs = options.beatMs ?? 10_000;
  }

  /**
   * Puts on record that a model call is about to be sent; {@link record} closes it. Where that never happens,
   * the call is one that was interrupted. Never throws.
   */
  started(call: StartedCall): void {
    this.process ??= currentProcess();
    this.add({ v: 2, type: 'started', ...call, process: this.process });
  }

  /** Records one model call. Never throws: what cannot be written now is kept and written when it can be. */
  record(invocation: Invocation): void {
    this.add({ v: 1, type: 'invocation', ...invocation });
  }

  /** Records what a user thought of an answer, null to take it back. Never throws. */
  feedback(invocationId: string, feedback: Feedback | null): void {
    const now = this.now();
    this.add({
      v: 1,
      type: 'feedback',
      id: this.nextId(now),
      timestamp: new Date(now).toISOString(),
      invocation_id: invocationId,
      feedback,
    });
  }

  /** Writes what still waits, if that is possible now, and closes the journal. Idempotent. */
  dispose(): void {
    if (this.disposed) {
      return;
    }
    this.writeWaiting();
    this.disposed = true;
    clearTimeout(this.retryTimer);
    clearInterval(this.beatTimer);
    const lost = this.waiting.length;
    if (lost > 0) {
      this.logger.error('Records of model calls are lost: the journal could not be written.', { lost });
    }
    this.journal.dispose();
  }

  private add(entry: JournalEntry): void {
    this.waiting.push(entry);
    this.writeWaiting();
    while (this.waiting.length > this.maxWaiting) {
      this.waiting.shift();
      this.dropped += 1;
    }
  }

  private writeWaiting(): void {
    if (this.disposed) {
      return;
    }
    try {
      for (let entry = this.waiting[0]; entry !== undefined; entry = this.waiting[0]) {
        const path = this.journal.append(entry);
        this.waiting.shift();
        this.follow(entry, path);
      }
    } catch (error) {
      this.onFailure(error);
      return;
    }
    if (this.failing) {
      this.onRecovery();
    }
  }

  /** While calls are under way, the files that they began in are touched. */
  private follow(entry: JournalEntry, path: string): void {
    if (entry.type === 'started') {
      this.underWay.set(entry.id, path);
    } else {
      this.underWay.delete(entry.id);
    }
    if (this.underWay.size === 0) {
      clearInterval(this.beatTimer);
      this.beatTimer = undefined;
    } else if (this.beatTimer === undefined) {
      this.beatTimer = setInterval(() => this.beat(), this.beatMs);
      this.beatTimer.unref();
    }
  }

  private beat(): void {
    for (const path of new Set(this.underWay.values())) {
      this.journal.touch(path);
    }
  }

  private onFailure(error: unknown): void {
    if (!this.failing) {
      this.failing = true;
      this.logger.error('The metrics journal cannot be written; records wait in memory.', {
        error: errorMessage(error),
      });
    }
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => {
      this.writeWaiting();
    }, this.retryMs);
    // Nobody's exit waits for a disk; dispose tries once more.
    this.retryTimer.unref();
  }

  private onRecovery(): void {
    clearTimeout(this.retryTimer);
    this.logger.warn('The metrics journal can be written again; the records that waited are in it.', {
      dropped: this.dropped,
    });
    this.failing = false;
    this.dropped = 0;
  }
}
