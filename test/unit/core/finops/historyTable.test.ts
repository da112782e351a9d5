import assert from 'node:assert/strict';
import { fromStored } from '../../../../src/core/aws/credentials/providers';
import { HistoryError } from '../../../../src/core/finops/history/historyError';
import { allSent, HistoryTest, interaction, questions, TABLE } from '../../../support/historyTest';

describe('the history’s table', () => {
  let test: HistoryTest;
  beforeEach(async () => (test = await HistoryTest.start()));
  afterEach(() => test.close());

  it('is made with its key, its index, payment by request and recovery, and can be used at once', async () => {
    test.dynamo.knowsRecovery = true;
    const history = test.open();
    assert.equal(await history.describe(), undefined);
    assert.deepEqual(await history.createTable(), { warning: undefined });
    assert.deepEqual(await history.describe(), {
      account: '000000000000',
      ready: true,
      fits: true,
      index: 'session_id-timestamp-index',
    });
    const [created] = test.dynamo.requests.filter(({ operation }) => operation === 'CreateTable');
    assert.deepEqual(created?.body, {
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'interaction_id', AttributeType: 'S' },
        { AttributeName: 'session_id', AttributeType: 'S' },
        { AttributeName: 'timestamp', AttributeType: 'S' },
      ],
      KeySchema: [{ AttributeName: 'interaction_id', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'session_id-timestamp-index',
          KeySchema: [
            { AttributeName: 'session_id', KeyType: 'HASH' },
            { AttributeName: 'timestamp', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
    const last = test.dynamo.requests.findLast(({ operation }) => operation === 'UpdateContinuousBackups');
    assert.deepEqual(last?.body, {
      TableName: TABLE,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it('is made all the same where recovery cannot be turned on, which is said', async () => {
    const { warning } = await test.open().createTable();
    assert.match(warning ?? '', /UnknownOperation/);
    assert.equal((await test.open().describe())?.ready, true);
  });

  it('is made by two windows at once without either failing', async () => {
    test.dynamo.knowsRecovery = true;
    const made = await Promise.all([test.open().createTable(), test.open().createTable()]);
    assert.deepEqual(made, [{ warning: undefined }, { warning: undefined }]);
  });

  it('gives a session back in order, whatever order it was written in, with the six attributes', async () => {
    const history = test.open();
    await history.createTable();
    for (const number of [3, 1, 2]) {
      await history.record(interaction(number));
    }
    await history.record(interaction(9, { sessionId: 'session-2' }));
    await allSent(history);
    const items = await history.read('session-1');
    assert.deepEqual(questions(items), ['Question 1', 'Question 2', 'Question 3']);
    const { interaction_id: id, ...rest } = items[0]!;
    assert.match(id, /^[0-9A-Z]{26}$/);
    assert.deepEqual(rest, {
      timestamp: '2026-11-01T12:01:00.000Z',
      user_query: 'Question 1',
      agent_response: 'Answer 1',
      data_context: '{"files":["bill.csv"],"queries":[{"sql":"SELECT 1","rows":1}]}',
      session_id: 'session-1',
    });
    const read = test.dynamo.requests.findLast(({ operation }) => operation === 'Query');
    assert.equal(read?.body['IndexName'], 'session_id-timestamp-index');
  });

  it('lists sessions, newest first, over more than one page', async function () {
    this.timeout(60_000);
    const history = test.open();
    await history.createTable();
    const agentResponse = 'x'.repeat(300_000);
    for (const number of [1, 2, 3, 4, 5]) {
      await history.record(interaction(number, { agentResponse, sessionId: `session-${number % 2}` }));
    }
    await allSent(history);
    const progress: number[] = [];
    const sessions = await history.sessions(undefined, (items) => progress.push(items));
    assert.ok(progress.length > 1, 'DynamoDB gives 1 MB a page');
    assert.equal(progress.at(-1), 5);
    assert.deepEqual(sessions, [
      {
        sessionId: 'session-1',
        interactions: 3,
        firstQuestion: 'Question 1',
        startedAtUtc: '2026-11-01T12:01:00.000Z',
        endedAtUtc: '2026-11-01T12:05:00.000Z',
      },
      {
        sessionId: 'session-0',
        interactions: 2,
        firstQuestion: 'Question 2',
        startedAtUtc: '2026-11-01T12:02:00.000Z',
        endedAtUtc: '2026-11-01T12:04:00.000Z',
      },
    ]);
    assert.equal((await history.read('session-1')).length, 3);
  });

  it('stops reading when the user does', async () => {
    const history = test.open();
    await history.createTable();
    await history.record(interaction(1));
    await allSent(history);
    const stop = new AbortController();
    test.dynamo.hold = () => Promise.resolve(stop.abort());
    await assert.rejects(history.sessions(stop.signal), { name: 'AbortError' });
  });

  it('that others made without an index is read all the same', async () => {
    const history = test.open();
    await test.dynamo.createTable({ name: TABLE, key: 'interaction_id' });
    await history.record(interaction(2));
    await history.record(interaction(1));
    await allSent(history);
    assert.equal((await history.describe())?.index, undefined);
    assert.deepEqual(questions(await history.read('session-1')), ['Question 1', 'Question 2']);
  });

  it('is written to with AWS keys only: a Bedrock API key is told apart', async () => {
    const credentials = () => Promise.resolve(fromStored({ kind: 'apiKey', apiKey: 'bedrock-api-key-1' }));
    const history = test.open({ credentials });
    await assert.rejects(history.describe(), (error) => {
      assert.ok(error instanceof HistoryError);
      assert.equal(error.reason, 'needsKeys');
      return true;
    });
    assert.equal(test.dynamo.requests.length, 0);
  });
});
