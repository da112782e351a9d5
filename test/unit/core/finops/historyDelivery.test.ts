import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoEmulator, DynamoFault } from '../../../support/emulators/dynamodb';
import { HistoryError } from '../../../../src/core/finops/history/historyError';
import { itemBytes } from '../../../../src/core/finops/history/interaction';
import { seededRandom } from '../metrics/random';
import { allSent, HistoryTest, interaction, questions, TABLE } from '../../../support/historyTest';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const names = (count: number) => numbers(count).map((number) => `Question ${number}`);

describe('what waits to be stored', () => {
  let test: HistoryTest;
  beforeEach(async () => {
    test = await HistoryTest.start();
    await test.open().createTable();
    test.dynamo.requests.length = 0;
  });
  afterEach(() => test.close());

  /** The folder of the queue; there is one. */
  const folder = () => join(test.directory, readdirSync(test.directory)[0] ?? '');

  /** Makes the writes of one question fail. */
  const putOf =
    (question: string, fault: DynamoFault): DynamoEmulator['fault'] =>
    ({ operation, body }) =>
      operation === 'PutItem' && JSON.stringify(body).includes(question) ? fault : undefined;

  it('arrives once each through throttling, faults and cut connections', async function () {
    this.timeout(60_000);
    const random = seededRandom('faults');
    const faults: DynamoFault[] = ['throttle', 'fail', 'cut', 'cutAfter'];
    const met = new Map<DynamoFault, number>();
    test.dynamo.fault = () => {
      const fault = random() < 0.5 ? faults[Math.floor(random() * faults.length)] : undefined;
      if (fault !== undefined) {
        met.set(fault, (met.get(fault) ?? 0) + 1);
      }
      return fault;
    };
    const history = test.open();
    await Promise.all(numbers(20).map((number) => history.record(interaction(number))));
    await allSent(history);
    test.dynamo.fault = () => undefined;
    assert.deepEqual(await test.stored(), names(20));
    assert.equal(met.size, faults.length, [...met].join(' '));
    // A write whose answer was cut off is sent again, and refused because it is there.
    const doubles = test.dynamo.requests.filter(
      ({ errorName }) => errorName === 'ConditionalCheckFailedException',
    );
    assert.ok(doubles.length > 0);
    assert.deepEqual(test.files, []);
  });

  it('waits while offline, says why, and goes out when the network is back', async () => {
    await test.dynamo.goOffline();
    const history = test.open();
    for (const number of [1, 2, 3]) {
      await history.record(interaction(number));
    }
    const { waiting, refused, problem } = await history.sendNow();
    assert.deepEqual([waiting, refused, problem?.reason], [3, 0, 'network']);
    await test.dynamo.goOnline();
    await allSent(history);
    assert.deepEqual(await test.stored(), names(3));
    assert.deepEqual(await history.status(), { waiting: 0, refused: 0, problem: undefined });
  });

  it('goes out before the end of a long pause when somebody wants it sent', async () => {
    test.dynamo.fault = () => 'throttle';
    const history = test.open({ pauses: { firstMs: 3_600_000, maxMs: 3_600_000 } });
    await history.record(interaction(1));
    assert.equal((await history.sendNow()).problem?.reason, 'throttled');
    test.dynamo.fault = () => undefined;
    // An attempt that was under way may still end as it began.
    while ((await history.sendNow()).waiting > 0) {
      await sleep(10);
    }
    assert.deepEqual(await test.stored(), names(1));
  });

  it('is tried again by itself after somebody wanted it sent in vain', async () => {
    await test.dynamo.goOffline();
    const closed = test.open();
    await closed.record(interaction(1));
    await closed.sendNow();
    closed.dispose();
    const history = test.open();
    // The window before may hold the queue for a moment longer.
    while ((await history.sendNow()).problem?.reason !== 'network') {
      await sleep(10);
    }
    const sent = new Promise<void>((resolve) => {
      history.onDidTry(() => void history.status().then(({ waiting }) => waiting === 0 && resolve()));
    });
    await test.dynamo.goOnline();
    await sent;
    assert.deepEqual(await test.stored(), names(1));
  });

  it('goes past an item that DynamoDB refuses, and one that is damaged, and keeps both', async () => {
    await test.dynamo.goOffline();
    const history = test.open();
    for (const number of [1, 2]) {
      await history.record(interaction(number));
    }
    writeFileSync(join(folder(), '00000000000000000000000000.json'), '{"version":1,"item":{"inter');
    await test.dynamo.goOnline();
    test.dynamo.fault = putOf('Question 1', 'refuse');
    await allSent(history);
    assert.deepEqual(await test.stored(), ['Question 2']);
    assert.deepEqual(await history.status(), { waiting: 0, refused: 2, problem: undefined });
    assert.equal(test.warnings.filter((warning) => warning.includes('put aside')).length, 2);
  });

  it('goes past an item that alone makes DynamoDB fail, and sends it when that is over', async () => {
    const history = test.open();
    test.dynamo.fault = putOf('Question 1', 'fail');
    for (const number of [1, 2]) {
      await history.record(interaction(number));
    }
    await history.sendNow();
    await history.sendNow();
    assert.deepEqual(await test.stored(), ['Question 2']);
    test.dynamo.fault = () => undefined;
    await allSent(history);
    assert.deepEqual(await test.stored(), names(2));
  });

  it('is cut to what an item may hold, and says so in the item', async () => {
    const history = test.open();
    const agentResponse = '€'.repeat(300_000);
    const huge = { text: 'x'.repeat(500_000) };
    await history.record(interaction(1, { agentResponse }));
    await history.record(interaction(2, { agentResponse, dataContext: huge }));
    await history.record(
      interaction(3, { agentResponse, dataContext: huge, userQuery: 'é'.repeat(400_000) }),
    );
    await history.record(interaction(4, { agentResponse: 'cut in two: \ud83d' }));
    await allSent(history);
    assert.equal((await history.status()).refused, 0);
    const items = await history.read('session-1');
    for (const item of items.slice(0, 3)) {
      assert.ok(itemBytes(item) <= 400 * 1024);
      assert.match(item.agent_response, /^€+\n\n\[Shortened from 900000 bytes: [^\]]+\]$/);
    }
    assert.match(items[0]!.data_context, /bill\.csv/);
    assert.ok(itemBytes(items[0]!) > 395 * 1024, 'no more than needed is left out');
    assert.deepEqual(JSON.parse(items[1]!.data_context), {
      omitted: 'Too long for an item of DynamoDB',
      bytes: 500_011,
    });
    assert.equal(items[1]!.user_query, 'Question 2');
    assert.match(items[2]!.user_query, /^é+\n\n\[Shortened from 800000 bytes/);
    assert.equal(items[3]!.agent_response, 'cut in two: \ufffd');
  });

  it('waits for a table that is not there, and goes out once it is made', async () => {
    const history = test.open({ table: 'another-table' });
    await history.record(interaction(1));
    assert.equal((await history.sendNow()).problem?.reason, 'tableMissing');
    await history.createTable();
    await allSent(history);
    assert.deepEqual(questions(await history.read('session-1')), ['Question 1']);
    assert.deepEqual(await test.stored(), [], 'the first table has none of it');
  });

  it('does not go to a table that has another key', async () => {
    await test.dynamo.createTable({ name: 'orders', key: 'order_id' });
    const history = test.open({ table: 'orders' });
    await history.record(interaction(1));
    const { problem, waiting, refused } = await history.sendNow();
    assert.ok(problem instanceof HistoryError);
    assert.deepEqual([problem.reason, waiting, refused], ['tableMisfit', 1, 0]);
    assert.equal(test.writes, 0);
  });

  it('does not go to a table of the same name in another account', async () => {
    const history = test.open();
    await history.record(interaction(1), '999999999999');
    await history.record(interaction(2), '000000000000');
    const { problem, waiting } = await history.sendNow();
    assert.deepEqual([problem?.reason, waiting], ['otherAccount', 1]);
    assert.deepEqual(await test.stored(), ['Question 2']);
  });

  it('is sent once by two histories of one table, and what is left is taken up by a later one', async () => {
    const [one, other] = [test.open(), test.open()];
    await Promise.all(numbers(20).map((number) => (number % 2 ? one : other).record(interaction(number))));
    await Promise.all([allSent(one), allSent(other)]);
    assert.deepEqual(await test.stored(), names(20));
    assert.equal(test.writes, 20);
    await test.dynamo.goOffline();
    const closed = test.open();
    await closed.record(interaction(21));
    closed.dispose();
    await test.dynamo.goOnline();
    const later = test.open();
    await later.resume();
    await allSent(later);
    assert.deepEqual(await test.stored(), names(21));
    assert.equal(test.dynamo.requests.filter(({ body }) => body['TableName'] !== TABLE).length, 0);
  });
});
