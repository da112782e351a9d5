import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Budget } from '../../src/core/spending/budget';
import { SpendingLog } from '../../src/core/spending/spendingLog';
import { eventFrame } from '../support/emulators/bedrock/frames';
import { testEngine, type TestEngine } from '../support/engine';

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'not-a-secret' };
const ATTEMPTS = 4;
/** The most that one attempt may cost, in dollars: its longest answer counts, its question hardly. */
const ATTEMPT_USD = 1;

describe('an attempt whose answer never came', () => {
  let server: Server;
  let folder: string;
  let spendingLog: SpendingLog;
  let test: TestEngine;
  let requests: number;
  let respond: (socket: Socket) => void;

  beforeEach(async () => {
    requests = 0;
    // What was asked is read, and may be worked on; the connection is gone before the answer.
    respond = (socket) => socket.destroy();
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        requests++;
        respond(socket);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    folder = mkdtempSync(join(tmpdir(), 'lost-'));
    spendingLog = new SpendingLog(folder, 'a');
    test = testEngine(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, keys);
    test.connection = { ...test.connection, retryMaxAttempts: ATTEMPTS, retryBaseDelayMs: 1 };
    test.price = ({ usage }) => ({ usd: usage.outputTokens > 0 ? ATTEMPT_USD : 0, priceVersion: 'test' });
  });
  afterEach(() => {
    test.dispose();
    spendingLog.dispose();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function ask(dailyUsd: number | null): ReturnType<TestEngine['ask']> {
    test.budget = new Budget({
      spendingLog,
      limits: () => ({ dailyUsd, monthlyUsd: null }),
      onWarning: () => undefined,
      onRefusal: () => undefined,
      onUnpriced: () => undefined,
      onUnreadable: () => undefined,
      onTrouble: (error) => assert.fail(String(error)),
    });
    return test.ask('How much is the fish?');
  }

  it('is made again as often as is set where no budget stands', async () => {
    await ask(null);
    assert.equal(requests, ATTEMPTS);
  });

  for (const attempts of [1, 2, 3]) {
    it(`is made ${attempts} times where the budget holds no more, and the answer says why`, async () => {
      const { outcome } = await ask(attempts * ATTEMPT_USD + ATTEMPT_USD / 2);
      assert.equal(requests, attempts);
      assert.ok(outcome.type === 'called' && outcome.problem !== undefined);
      assert.deepEqual([outcome.result.attempts, outcome.problem.reason], [attempts, 'overBudget']);
      assert.match(outcome.problem.message, /^Today’s budget of \$/);
    });
  }

  it('leaves nothing reserved when the call has ended', async () => {
    await ask(100);
    const { reservedTodayUsd } = await spendingLog.totals();
    assert.equal(reservedTodayUsd, 0);
  });

  const head = 'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/vnd.amazon.eventstream\r\n';
  const frame = Buffer.from(eventFrame('messageStart', { role: 'assistant' }));
  const spoiled = Buffer.from(frame);
  spoiled[frame.length - 1] = (spoiled[frame.length - 1] ?? 0) ^ 255;
  const whole = (body: Buffer | string) => (socket: Socket) => {
    socket.write(`${head}content-length: ${body.length}\r\n\r\n`);
    socket.end(body);
  };
  for (const [what, answer] of [
    ['is cut', (socket: Socket) => void socket.write(`${head}\r\n`, () => socket.destroy())],
    ['is cut in its first frame', whole(frame.subarray(0, 20))],
    ['begins with a spoiled frame', whole(spoiled)],
    ['is a page of a gateway', whole('<html>Please wait</html>')],
    ['is JSON', whole('{"message":"later"}')],
  ] as const) {
    it(`counts, and is made no more often than the budget holds, where an accepted answer ${what}`, async () => {
      respond = answer;
      await ask(1.5 * ATTEMPT_USD);
      await ask(1.5 * ATTEMPT_USD);
      assert.ok(requests <= 2, `${requests} requests`);
      const ends = test.invocations.filter(({ input_tokens }) => Number(input_tokens) > 0);
      assert.equal(ends.length, requests, 'each is on record with what it may have used');
    });
  }

  for (const message of [{ a: 1 }, 5, ['upstream'], true, null]) {
    it(`ends on record where a gateway says ${JSON.stringify(message)} for a message`, async () => {
      const body = JSON.stringify({ message });
      respond = (socket) =>
        socket.end(
          `HTTP/1.1 502 Bad Gateway\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
        );
      const { outcome } = await ask(1.5 * ATTEMPT_USD);
      assert.equal(outcome.type, 'called');
      const [record] = test.invocations;
      assert.ok(record !== undefined && record.success === 0 && Number(record.input_tokens) > 0);
    });
  }
});
