import pRetry from 'p-retry';
import {
  BedrockError,
  classifyError,
  isAboutCredentials,
  isAboutNetwork,
  isAboutPermissions,
  type ErrorReason,
} from '../../aws/errors';
import type { Logger } from '../../logging/logger';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/emitter';
import { HistoryError } from './historyError';
import type { HistoryQueue } from './historyQueue';
import { isNamed, type HistoryTable } from './historyTable';

/** How long to wait after a failure, in milliseconds; it doubles with each further one. */
export interface Pauses {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** Collaborators of a {@link Delivery}. */
export interface DeliveryParts {
  readonly queue: HistoryQueue;
  readonly open: () => Promise<HistoryTable>;
  readonly logger: Pick<Logger, 'warn'>;
  readonly pauses: Pauses;
}

/** Another window sends the same queue. */
class BusyElsewhere extends Error {}

/* Failures that the next item would meet as well; any other may be about one item alone. */
function concernsAll(reason: ErrorReason): boolean {
  return (
    isAboutNetwork(reason) ||
    isAboutCredentials(reason) ||
    isAboutPermissions(reason) ||
    reason === 'throttled' ||
    reason === 'cancelled'
  );
}

/* Without the user there is nothing to try again, and trying might ask for an MFA code. */
function shouldRetry({ error }: { readonly error: Error }): boolean {
  return !(error instanceof BedrockError && isAboutCredentials(error.reason));
}

/** Sends what waits in a queue, one window at a time, and tries again with growing pauses until all is sent. */
export class Delivery implements Disposable {
  private readonly tried = new Emitter<void>();
  private readonly ending = new AbortController();
  private pause = new AbortController();
  private running: Promise<void> | undefined;
  private again = false;
  private failure: HistoryError | BedrockError | undefined;

  constructor(private readonly parts: DeliveryParts) {}

  /** Fires after each attempt, with all sent or not. */
  readonly onDidTry = this.tried.on;

  /** Why what waits is not sent yet; undefined when nothing failed. */
  get problem(): HistoryError | BedrockError | undefined {
    return this.failure;
  }

  /** Sends what waits, now or at the end of the pause that is on. */
  start(): void {
    if (this.ending.signal.aborted) {
      return;
    }
    this.again = true;
    this.running ??= this.run();
  }

  /** Sends what waits without waiting for the end of a pause; resolves after one attempt. */
  async now(): Promise<void> {
    const attempt = new Promise<void>((resolve) => {
      const listening = this.onDidTry(() => {
        listening.dispose();
        resolve();
      });
    });
    const underWay = this.running !== undefined;
    this.start();
    if (underWay) {
      this.pause.abort();
    }
    if (this.running !== undefined) {
      await attempt;
    }
  }

  dispose(): void {
    this.ending.abort();
    this.pause.abort();
    this.tried.fire();
    this.tried.dispose();
  }

  private async run(): Promise<void> {
    const { firstMs: minTimeout, maxMs: maxTimeout } = this.parts.pauses;
    try {
      while (this.again && !this.ending.signal.aborted) {
        this.again = false;
        this.pause = new AbortController();
        const { signal } = this.pause;
        const pace = { retries: Infinity, minTimeout, maxTimeout, randomize: true, unref: true, signal };
        // Rejects when the pause is cut short, or waiting does not help; what failed is in `failure`.
        await pRetry(() => this.attempt(), { ...pace, shouldRetry }).catch(() => undefined);
      }
    } finally {
      // At once, so that nobody who starts it now is left waiting.
      this.running = undefined;
    }
  }

  private async attempt(): Promise<void> {
    try {
      await this.sendAll();
      this.failure = undefined;
    } catch (error) {
      if (error instanceof BusyElsewhere) {
        throw error;
      }
      const failure = error instanceof HistoryError ? error : classifyError(error);
      this.failure = failure;
      const { reason, message } = failure;
      this.parts.logger.warn('Cost questions wait to be stored', { reason, message });
      throw failure;
    } finally {
      this.tried.fire();
    }
  }

  private async sendAll(): Promise<void> {
    const { queue, open } = this.parts;
    if ((await queue.list()).length === 0) {
      return;
    }
    const sent = await queue.whileLocked(async () => {
      const table = await open();
      try {
        await this.sendTo(table);
      } finally {
        table.close();
      }
    });
    if (!sent) {
      throw new BusyElsewhere('Another window sends.');
    }
  }

  private async sendTo(table: HistoryTable): Promise<void> {
    const account = await accountOf(table, this.ending.signal);
    const tried = new Set<string>();
    let failure: Error | undefined;
    for (;;) {
      // What is queued meanwhile is sent as well.
      const ids = (await this.parts.queue.list()).filter((id) => !tried.has(id));
      if (ids.length === 0) {
        break;
      }
      for (const id of ids) {
        this.ending.signal.throwIfAborted();
        tried.add(id);
        const stays = await this.sendOne(id, table, account);
        failure ??= stays;
      }
    }
    if (failure !== undefined) {
      throw failure;
    }
  }

  /**
   * Sends an item and forgets it. Resolves with why it stays, if it does.
   * @throws what the other items would meet as well
   */
  private async sendOne(
    id: string,
    table: HistoryTable,
    account: string | undefined,
  ): Promise<Error | undefined> {
    const { queue, logger } = this.parts;
    const queued = await queue.read(id);
    if (queued === undefined) {
      logger.warn('A cost question that waited to be stored is damaged and put aside', { id });
      await queue.refuse(id);
      return undefined;
    }
    if (queued.account !== undefined && account !== undefined && queued.account !== account) {
      return new HistoryError('otherAccount', `It is for the account ${queued.account}.`);
    }
    try {
      await table.put(queued.item, this.ending.signal);
    } catch (error) {
      const failure = classifyError(error);
      const { reason, detail } = failure;
      if (isNamed(error, 'ValidationException', 'SerializationException')) {
        logger.warn('DynamoDB refused a cost question, which is put aside', { id, message: detail.message });
        await queue.refuse(id);
        return undefined;
      }
      if (isNamed(error, 'ResourceNotFoundException') || concernsAll(reason)) {
        throw error;
      }
      return failure;
    }
    await queue.remove(id);
    return undefined;
  }
}

/** The account of a table that can take items. @throws HistoryError when it cannot */
async function accountOf(table: HistoryTable, signal: AbortSignal): Promise<string | undefined> {
  const facts = await table.describe(signal);
  if (facts === undefined) {
    throw new HistoryError('tableMissing', 'There is no such table.');
  }
  if (!facts.ready) {
    throw new HistoryError('tableNotReady', 'The table is being made or deleted.');
  }
  if (!facts.fits) {
    throw new HistoryError('tableMisfit', 'The table has another key than interaction_id.');
  }
  return facts.account;
}
