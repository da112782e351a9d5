import type { DynamoDBClient, TableDescription as AwsTable } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import pRetry from 'p-retry';
import * as v from 'valibot';
import { assertSigning } from '../../aws/keysNeeded';
import { classifyError } from '../../aws/errors';
import type { ActiveCredentials } from '../../aws/credentials/activeCredentials';
import type { Destination } from './historyQueue';
import { historyItemSchema, type HistoryItem } from './interaction';
import type * as awsSdk from './sdk';

/** Where the table is and who asks for it. An empty endpoint means AWS's own. */
export interface TableAccess extends Destination {
  readonly endpoint: string;
  readonly credentials: () => Promise<ActiveCredentials>;
}

/** The state of a table. */
export interface TableFacts {
  /** The twelve digits of the account, where its ARN has them. */
  readonly account: string | undefined;
  /** Whether it can be read and written now, and not only soon. */
  readonly ready: boolean;
  /** Whether its key is `interaction_id` alone, a string. */
  readonly fits: boolean;
  /** An index by `session_id` that has the whole items. */
  readonly index: string | undefined;
}

/** A session of the table, in short. */
export interface SessionSummary {
  readonly sessionId: string;
  readonly interactions: number;
  readonly firstQuestion: string;
  /** ISO 8601, in UTC. */
  readonly startedAtUtc: string;
  readonly endedAtUtc: string;
}

/** The name that a table made here gives its index: the one that AWS's console would. */
const INDEX = 'session_id-timestamp-index';
const CREATE_SECONDS = 180;
const REQUEST_MS = 30_000;
const MAX_ATTEMPTS = 3;

/** A DynamoDB table of interactions, open until it is closed. */
export class HistoryTable {
  private constructor(
    private readonly sdk: typeof awsSdk,
    private readonly client: DynamoDBClient,
    private readonly documents: DynamoDBDocumentClient,
    private readonly table: string,
  ) {}

  /** @throws KeysNeededError with a Bedrock API key; BedrockError without credentials */
  static async open({ table, region, endpoint, credentials }: TableAccess): Promise<HistoryTable> {
    const active = await credentials();
    assertSigning(active, 'dynamodb');
    const sdk = await import('./sdk');
    const bounds = { requestTimeout: REQUEST_MS };
    const client = sdk.openClient(
      { region, credentials: active, endpoint, bounds, maxAttempts: MAX_ATTEMPTS },
      (configuration) => new sdk.DynamoDBClient(configuration),
    );
    return new HistoryTable(sdk, client, sdk.DynamoDBDocumentClient.from(client), table);
  }

  close(): void {
    this.client.destroy();
  }

  /** The state of the table; undefined when there is none. @throws the SDK's error */
  async describe(abortSignal?: AbortSignal): Promise<TableFacts | undefined> {
    const command = new this.sdk.DescribeTableCommand({ TableName: this.table });
    try {
      const { Table: table } = await this.client.send(command, { abortSignal });
      return table && facts(table);
    } catch (error) {
      if (isNamed(error, 'ResourceNotFoundException')) {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * Makes the table, paid by request, with its index, and turns on point-in-time recovery; resolves when it can be
   * used, with a warning where recovery could not be turned on. A table that is there already is waited for.
   * @throws the SDK's error
   */
  async create(abortSignal?: AbortSignal): Promise<{ readonly warning: string | undefined }> {
    const { sdk, client, table: TableName } = this;
    const hash = (name: string) => ({ AttributeName: name, KeyType: 'HASH' as const });
    const text = (name: string) => ({ AttributeName: name, AttributeType: 'S' as const });
    const command = new sdk.CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['interaction_id', 'session_id', 'timestamp'].map(text),
      KeySchema: [hash('interaction_id')],
      GlobalSecondaryIndexes: [
        {
          IndexName: INDEX,
          KeySchema: [hash('session_id'), { AttributeName: 'timestamp', KeyType: 'RANGE' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
    try {
      await client.send(command, { abortSignal });
    } catch (error) {
      // Another window was first.
      if (!isNamed(error, 'ResourceInUseException')) {
        throw error;
      }
    }
    const wait = { client, maxWaitTime: CREATE_SECONDS, minDelay: 1, maxDelay: 5 };
    await sdk.waitUntilTableExists({ ...wait, ...(abortSignal && { abortSignal }) }, { TableName });
    return { warning: await this.turnOnRecovery(abortSignal) };
  }

  /** Stores an item, unless it is there already, which is just as well. @throws the SDK's error */
  async put(item: HistoryItem, abortSignal?: AbortSignal): Promise<void> {
    const command = new this.sdk.PutCommand({
      TableName: this.table,
      Item: item,
      ConditionExpression: 'attribute_not_exists(interaction_id)',
    });
    try {
      await this.documents.send(command, { abortSignal });
    } catch (error) {
      if (!isNamed(error, 'ConditionalCheckFailedException')) {
        throw error;
      }
    }
  }

  /**
   * The sessions, newest first. Reads the whole table, page by page, as DynamoDB has no list of them.
   * @throws the SDK's error, an AbortError among them
   */
  async sessions(abortSignal?: AbortSignal, onRead?: (items: number) => void): Promise<SessionSummary[]> {
    const pages = this.sdk.paginateScan(
      { client: this.documents },
      {
        TableName: this.table,
        ProjectionExpression: 'session_id, #timestamp, user_query',
        ExpressionAttributeNames: { '#timestamp': 'timestamp' },
      },
      { abortSignal },
    );
    const sessions = new Map<string, SessionSummary>();
    let items = 0;
    for await (const { Items = [] } of pages) {
      for (const row of Items) {
        addTo(sessions, row);
      }
      items += Items.length;
      onRead?.(items);
    }
    return [...sessions.values()].sort((one, other) => compare(other.endedAtUtc, one.endedAtUtc));
  }

  /** A session's interactions, oldest first; by reading all of the table where it has no index. @throws the SDK's error */
  async read(sessionId: string, abortSignal?: AbortSignal): Promise<HistoryItem[]> {
    const { sdk, documents: client, table: TableName } = this;
    const index = (await this.describe(abortSignal))?.index;
    const condition = 'session_id = :session';
    const common = { TableName, ExpressionAttributeValues: { ':session': sessionId } };
    const pages =
      index === undefined
        ? sdk.paginateScan({ client }, { ...common, FilterExpression: condition }, { abortSignal })
        : sdk.paginateQuery(
            { client },
            { ...common, IndexName: index, KeyConditionExpression: condition },
            { abortSignal },
          );
    const items: HistoryItem[] = [];
    for await (const { Items = [] } of pages) {
      for (const row of Items) {
        const parsed = v.safeParse(historyItemSchema, row, { abortEarly: true });
        if (parsed.success) {
          items.push(parsed.output);
        }
      }
    }
    return items.sort(
      (one, other) =>
        compare(one.timestamp, other.timestamp) || compare(one.interaction_id, other.interaction_id),
    );
  }

  /** Resolves with why recovery is not on, or undefined. */
  private async turnOnRecovery(abortSignal?: AbortSignal): Promise<string | undefined> {
    const command = new this.sdk.UpdateContinuousBackupsCommand({
      TableName: this.table,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
    try {
      await pRetry(() => this.client.send(command, { abortSignal }), {
        // Of a table that is seconds old DynamoDB says that its backups are being prepared.
        shouldRetry: ({ error }) => isNamed(error, 'ContinuousBackupsUnavailableException'),
        retries: 8,
        maxTimeout: 10_000,
        ...(abortSignal && { signal: abortSignal }),
      });
      return undefined;
    } catch (error) {
      const { code, message } = classifyError(error).detail;
      return code === message ? code : `${code}: ${message}`;
    }
  }
}

/** Whether AWS's exception has this name. */
export function isNamed(error: unknown, ...names: string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

function facts(table: AwsTable): TableFacts {
  const {
    KeySchema: key = [],
    AttributeDefinitions: attributes = [],
    GlobalSecondaryIndexes: indexes = [],
  } = table;
  const [only, ...others] = key;
  const isText = attributes.some(
    ({ AttributeName: name, AttributeType: type }) => name === 'interaction_id' && type === 'S',
  );
  const bySession = indexes.find(
    ({ KeySchema: [first] = [], Projection, IndexStatus }) =>
      first?.AttributeName === 'session_id' &&
      Projection?.ProjectionType === 'ALL' &&
      (IndexStatus === undefined || IndexStatus === 'ACTIVE'),
  );
  return {
    account: /^arn:[^:]+:dynamodb:[^:]*:(\d{12}):/.exec(table.TableArn ?? '')?.[1],
    ready: table.TableStatus === 'ACTIVE' || table.TableStatus === 'UPDATING',
    fits: only?.AttributeName === 'interaction_id' && others.length === 0 && isText,
    index: bySession?.IndexName,
  };
}

const summarySchema = v.pick(historyItemSchema, ['session_id', 'timestamp', 'user_query']);

/** Items of others that are no interactions are passed over. */
function addTo(sessions: Map<string, SessionSummary>, row: unknown): void {
  const parsed = v.safeParse(summarySchema, row, { abortEarly: true });
  if (!parsed.success) {
    return;
  }
  const { session_id: sessionId, timestamp, user_query: question } = parsed.output;
  const known = sessions.get(sessionId);
  const isFirst = known === undefined || timestamp < known.startedAtUtc;
  sessions.set(sessionId, {
    sessionId,
    interactions: (known?.interactions ?? 0) + 1,
    firstQuestion: isFirst ? question : known.firstQuestion,
    startedAtUtc: isFirst ? timestamp : known.startedAtUtc,
    endedAtUtc: known === undefined || timestamp > known.endedAtUtc ? timestamp : known.endedAtUtc,
  });
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
