import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromStored } from '../../src/core/aws/credentials/providers';
import { InteractionHistory } from '../../src/core/finops/history/interactionHistory';
import type { HistoryItem, NewInteraction } from '../../src/core/finops/history/interaction';
import { DynamoEmulator } from './emulators/dynamodb';

export const TABLE = 'cost-questions';
/** Pauses that a test can wait for. */
export const quick = { firstMs: 5, maxMs: 50 };

/** A DynamoDB, a folder for the queue, and windows that write to both. */
export class HistoryTest {
  readonly warnings: string[] = [];
  private readonly opened: InteractionHistory[] = [];

  private constructor(
    readonly dynamo: DynamoEmulator,
    readonly directory: string,
  ) {}

  static async start(): Promise<HistoryTest> {
    return HistoryTest.with(await DynamoEmulator.start());
  }

  /** With a DynamoDB that is there already. */
  static with(dynamo: DynamoEmulator): HistoryTest {
    return new HistoryTest(dynamo, mkdtempSync(join(tmpdir(), 'history-')));
  }

  /** A history as a window has it. */
  open(options: Partial<ConstructorParameters<typeof InteractionHistory>[0]> = {}): InteractionHistory {
    const history = new InteractionHistory({
      table: TABLE,
      region: this.dynamo.region,
      endpoint: this.dynamo.url,
      credentials: () => Promise.resolve(fromStored({ kind: 'keys', ...this.dynamo.credentials })),
      directory: this.directory,
      logger: { warn: (message) => this.warnings.push(message) },
      pauses: quick,
      ...options,
    });
    this.opened.push(history);
    return history;
  }

  /** The questions of all sessions that are in the table, in order. */
  async stored(): Promise<string[]> {
    const history = this.open();
    const sessions = await history.sessions();
    const items = await Promise.all(sessions.map(({ sessionId }) => history.read(sessionId)));
    return items.flat().map((item) => item.user_query);
  }

  /** How often DynamoDB took a write. */
  get writes(): number {
    return this.dynamo.requests.filter(({ operation, status }) => operation === 'PutItem' && status === 200)
      .length;
  }

  /** Everything that lies in the queue's folders, locks and leftovers included. */
  get files(): string[] {
    return readdirSync(this.directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /[/\\]/.test(name),
    );
  }

  async close(): Promise<void> {
    for (const history of this.opened) {
      history.dispose();
    }
    await this.dynamo.close();
    // What a window still holds goes a moment later.
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** An interaction of a session, a minute after the one before. */
export function interaction(number: number, more: Partial<NewInteraction> = {}): NewInteraction {
  return {
    userQuery: `Question ${number}`,
    agentResponse: `Answer ${number}`,
    dataContext: { files: ['bill.csv'], queries: [{ sql: 'SELECT 1', rows: 1 }] },
    sessionId: 'session-1',
    atUtc: new Date(Date.UTC(2026, 10, 1, 12, number)),
    ...more,
  };
}

/** Resolves once nothing waits any more. */
export async function allSent(history: InteractionHistory): Promise<void> {
  while ((await history.status()).waiting > 0) {
    await new Promise<void>((resolve) => {
      const listening = history.onDidTry(() => {
        listening.dispose();
        resolve();
      });
      history.resume().catch(() => resolve());
    });
  }
}

/** The question of each item. */
export const questions = (items: readonly HistoryItem[]): string[] => items.map((item) => item.user_query);
