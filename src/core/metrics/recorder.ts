import { monotonicFactory } from 'ulid';
import type { Feedback, Invocation } from '../../protocol/invocation';
import { JOURNAL_VERSION } from '../../protocol/journal';
import type { JournalEntry } from '../../protocol/journal';
import type { Logger } from '../logging/logger';
import type { Journal } from './journal';

/** How an {@link InvocationRecorder} behaves; each has a sensible value of its own. */
export interface RecorderOptions {
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Entries kept in memory while the journal cannot be written; beyond it the oldest are given up. */
  readonly maxWaiting?: number;
  /** Milliseconds until the next try while nothing new is recorded. */
  readonly retryMs?: number;
}

/** Puts every model call on record, and never troubles the call for it. */
export class InvocationRecorder {
  private readonly nextId = monotonicFactory();
  private readonly now: () => number;
  private readonly maxWaiting: number;
  private readonly retryMs: number;
  /** Entries not yet in the journal, oldest first. Empty but for the moment of a call, unless writing fails. */
  private readonly waiting: JournalEntry[] = [];
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
  }

  /** Records one model call. Never throws: what cannot be written now is kept and written when it can be. */
  record(invocation: Invocation): void {
    this.add({ v: JOURNAL_VERSION, type: 'invocation', ...invocation });
  }

  /** Records what a person thought of an answer, null to take it back. Never throws. */
  feedback(invocationId: string, feedback: Feedback | null): void {
    const now = this.now();
    this.add({
      v: JOURNAL_VERSION,
      type: 'feedback',
      id: this.nextId(now),
      timestamp: new Date(now).toISOString(),
      invocation_id: invocationId,
      feedback,
    });
  }

  /** Writes what still waits, if that is possible now, and closes the journal. Idempotent. */
  dispose(): void {
    if (this.disposed) return;
    this.writeWaiting();
    this.disposed = true;
    clearTimeout(this.retryTimer);
    const lost = this.waiting.length;
    if (lost > 0)
      this.logger.error('Records of model calls are lost: the journal could not be written.', { lost });
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
    if (this.disposed) return;
    try {
      for (let entry = this.waiting[0]; entry !== undefined; entry = this.waiting[0]) {
        this.journal.append(entry);
        this.waiting.shift();
      }
    } catch (error) {
      this.onFailure(error);
      return;
    }
    if (this.failing) this.onRecovery();
  }

  private onFailure(error: unknown): void {
    if (!this.failing) {
      this.failing = true;
      this.logger.error('The metrics journal cannot be written; records wait in memory.', {
        error: error instanceof Error ? error.message : String(error),
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
