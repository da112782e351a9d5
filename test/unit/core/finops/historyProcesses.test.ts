import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { seededRandom } from '../metrics/random';
import { HistoryTest, TABLE } from '../../../support/historyTest';
import { bundleProgram } from '../../../support/bundle';

const KILLS = 8;
const live = async (): Promise<void> => undefined;

describe('questions to be stored, of windows that are processes', () => {
  let test: HistoryTest;
  beforeEach(async () => {
    test = await HistoryTest.start();
    await test.open().createTable();
    test.dynamo.requests.length = 0;
  });
  afterEach(() => test.close());

  /** Kills the window that was started last, as a crash would. */
  let killWindow = (): void => undefined;

  /** Runs a window that records questions from `first` on until all is sent or it is killed; resolves with what it said. */
  async function runWindow(first: number, count: number): Promise<string[]> {
    const { url: endpoint, region, credentials: keys } = test.dynamo;
    const options = { table: TABLE, region, endpoint, directory: test.directory, keys };
    const script = await bundleProgram('test/support/historyWindow.ts');
    const args = [script, JSON.stringify(options), String(first), String(count), 'session-1'];
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    killWindow = () => void child.kill('SIGKILL');
    const exit = once(child, 'exit');
    const lines = (await text(child.stdout)).split('\n');
    await exit;
    return lines;
  }

  /** The items in the table, each once, sorted by number. */
  async function storedNumbers(): Promise<number[]> {
    const stored = await test.stored();
    return stored.map((question) => Number(question.replace('Question ', ''))).sort((a, b) => a - b);
  }

  it('are sent by the next one when a window is killed before it sends', async function () {
    this.timeout(60_000);
    test.dynamo.hold = async () => killWindow();
    test.dynamo.fault = () => 'cut';
    await runWindow(1, 1);
    test.dynamo.fault = () => undefined;
    assert.equal(test.writes, 0);
    test.dynamo.hold = live;
    await runWindow(2, 0);
    assert.deepEqual(await storedNumbers(), [1]);
    assert.equal(test.writes, 1);
  });

  it('are there once when a window is killed between sending and forgetting', async function () {
    this.timeout(60_000);
    test.dynamo.afterwards = async ({ operation }) => {
      if (operation === 'PutItem') {
        killWindow();
      }
    };
    await runWindow(1, 1);
    test.dynamo.afterwards = live;
    assert.deepEqual(await storedNumbers(), [1]);
    assert.equal(test.files.length, 1, 'the window did not get to forgetting it');
    test.dynamo.requests.length = 0;
    await runWindow(2, 0);
    assert.deepEqual(await storedNumbers(), [1]);
    const [put] = test.dynamo.requests.filter(({ operation }) => operation === 'PutItem');
    assert.equal(put?.errorName, 'ConditionalCheckFailedException');
    assert.deepEqual(test.files, []);
  });

  it(`are there once each after ${KILLS} kills at any moment`, async function () {
    this.timeout(120_000);
    const random = seededRandom('kills');
    const recorded = new Set<number>();
    let next = 1;
    let kills = 0;
    while (kills < KILLS) {
      const dieAt = Math.floor(random() * 12);
      let calls = 0;
      // Killed at a call to DynamoDB, before it is answered or after.
      const die = async () => {
        if (calls++ === dieAt) {
          killWindow();
        }
      };
      const early = random() < 0.5;
      test.dynamo.hold = early ? die : live;
      test.dynamo.afterwards = early ? live : die;
      const lines = await runWindow(next, 5);
      for (const line of lines) {
        const number = /^recorded (\d+)$/.exec(line)?.[1];
        if (number !== undefined) {
          recorded.add(Number(number));
        }
      }
      if (!lines.includes('sent')) {
        kills++;
      }
      next += 5;
    }
    test.dynamo.hold = test.dynamo.afterwards = live;
    // What a window was writing when it was killed is taken for abandoned after a while, and removed.
    for (const file of test.files) {
      utimesSync(join(test.directory, file), 0, 0);
    }
    const lines = await runWindow(next, 1);
    assert.ok(lines.includes('sent'));
    recorded.add(next);
    const stored = await storedNumbers();
    assert.equal(new Set(stored).size, stored.length, 'none is there twice');
    for (const number of recorded) {
      assert.ok(stored.includes(number), `question ${number} is there`);
    }
    assert.equal(test.writes, stored.length, 'each was taken once');
    assert.deepEqual(test.files, []);
  });

  it('are sent once each by two windows with one queue', async function () {
    this.timeout(60_000);
    await Promise.all([runWindow(1, 30), runWindow(31, 30)]);
    assert.deepEqual(
      await storedNumbers(),
      Array.from({ length: 60 }, (_, index) => index + 1),
    );
    const puts = test.dynamo.requests.filter(({ operation }) => operation === 'PutItem');
    assert.equal(puts.length, 60);
    assert.deepEqual(test.files, []);
  });
});
