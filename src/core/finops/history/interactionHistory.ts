import type { Logger } from '../../logging/logger';
import { DisposableStore, type Disposable } from '../../util/disposable';
import { Delivery, type Pauses } from './delivery';
import { HistoryQueue, type QueueCounts } from './historyQueue';
import { HistoryTable, type SessionSummary, type TableAccess, type TableFacts } from './historyTable';
import { historyItem, type HistoryItem, type NewInteraction } from './interaction';

/** Parts of an {@link InteractionHistory}. */
export interface HistoryOptions extends TableAccess {
  /** The folder in which windows keep what waits to be sent. */
  readonly directory: string;
  readonly logger: Pick<Logger, 'warn'>;
  /** 1 s to 5 minutes unless given. */
  readonly pauses?: Pauses;
}

/** The waiting questions, and why they wait. */
export interface HistoryStatus extends QueueCounts {
  readonly problem: Delivery['problem'];
}

const PAUSES: Pauses = { firstMs: 1_000, maxMs: 5 * 60_000 };

/**
 * Questions about cost data and their answers in one DynamoDB table. What is recorded is on the disk first and goes
 * to the table from there, once, however often windows are closed, killed or offline.
 */
export class InteractionHistory implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly queue: HistoryQueue;
  private readonly delivery: Delivery;
  /** Fires after each attempt to send, with all sent or not. */
  readonly onDidTry: Delivery['onDidTry'];

  constructor(private readonly options: HistoryOptions) {
    const { directory, logger, pauses = PAUSES } = options;
    this.queue = new HistoryQueue(directory, options);
    const open = () => HistoryTable.open(options);
    this.delivery = this.owned.add(new Delivery({ queue: this.queue, open, logger, pauses }));
    this.onDidTry = this.delivery.onDidTry;
  }

  /**
   * Resolves when the interaction is on the disk; it is sent behind that. With the account that the user agreed
   * to, it is sent to no other. @throws the file system's error
   */
  async record(interaction: NewInteraction, account?: string): Promise<void> {
    await this.queue.add({ item: historyItem(interaction), ...(account !== undefined && { account }) });
    this.delivery.start();
  }

  /** Sends what an earlier window left, if there is anything; loads nothing otherwise. */
  async resume(): Promise<void> {
    if ((await this.queue.list()).length > 0) {
      this.delivery.start();
    }
  }

  /** Sends what waits, without waiting for the end of a pause; resolves after one attempt. Never rejects. */
  async sendNow(): Promise<HistoryStatus> {
    if ((await this.queue.list()).length > 0) {
      await this.delivery.now();
    }
    return this.status();
  }

  /** The questions that wait to be sent, and why. */
  async status(): Promise<HistoryStatus> {
    return { ...(await this.queue.counts()), problem: this.delivery.problem };
  }

  /** The state of the table; undefined when there is none. @throws HistoryError, BedrockError or the SDK's error */
  describe(signal?: AbortSignal): Promise<TableFacts | undefined> {
    return this.withTable((table) => table.describe(signal));
  }

  /**
   * Makes the table with its index and point-in-time recovery and sends what waits for it; resolves with a warning
   * where recovery could not be turned on. @throws HistoryError, BedrockError or the SDK's error
   */
  async createTable(signal?: AbortSignal): Promise<{ readonly warning: string | undefined }> {
    const created = await this.withTable((table) => table.create(signal));
    void this.sendNow();
    return created;
  }

  /** The sessions in the table, newest first. @throws HistoryError, BedrockError or the SDK's error */
  sessions(signal?: AbortSignal, onRead?: (items: number) => void): Promise<SessionSummary[]> {
    return this.withTable((table) => table.sessions(signal, onRead));
  }

  /** A session's interactions, oldest first. @throws HistoryError, BedrockError or the SDK's error */
  read(sessionId: string, signal?: AbortSignal): Promise<HistoryItem[]> {
    return this.withTable((table) => table.read(sessionId, signal));
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async withTable<T>(work: (table: HistoryTable) => Promise<T>): Promise<T> {
    const table = await HistoryTable.open(this.options);
    try {
      return await work(table);
    } finally {
      table.close();
    }
  }
}
