import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ChatSession } from '../../src/core/chat/chatSession';
import { figuresText } from '../../src/core/chat/figuresText';
import { callFigures } from '../../src/core/chat/turnFigures';
import { Budget } from '../../src/core/spending/budget';
import { SpendingLog } from '../../src/core/spending/spendingLog';
import type { EngineAnswer } from '../support/engine';
import { TestTools } from '../support/fakes/testTools';
import { noTools } from '../support/fakes/noTools';
import { calls, gateway, refuses, type Reply } from './bedrock';
import { withWorld } from './support/withWorld';

/** About 100,000 tokens. */
const long = 'The quick brown fox jumps over the lazy dog. '.repeat(10_000);

describe('A call that no model has worked on', () => {
  const world = withWorld();
  let folder: string;
  let spendingLog: SpendingLog;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'unpaid-'));
    spendingLog = new SpendingLog(folder, 'a');
    const { test } = world();
    test.connection = { ...test.connection, retryMaxAttempts: 2, retryBaseDelayMs: 1 };
    test.budget = new Budget({
      spendingLog,
      limits: () => ({ dailyUsd: 1e9, monthlyUsd: null }),
      onWarning: () => undefined,
      onRefusal: () => undefined,
      onUnpriced: () => undefined,
      onUnreadable: () => undefined,
      onTrouble: (error) => assert.fail(String(error)),
    });
  });
  afterEach(() => {
    spendingLog.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  function result({ outcome }: EngineAnswer) {
    return outcome.type === 'called' ? outcome : assert.fail(`No call: ${outcome.type}`);
  }

  /** Judges the record, the figures and the budget of a call that cost nothing. */
  async function assertUnpaid(asked: EngineAnswer): Promise<void> {
    const record = world().test.invocations.at(-1) ?? assert.fail('There is no record');
    assert.equal(record.success, 0);
    assert.deepEqual([record.input_tokens, record.output_tokens, record.cost_usd], [0, 0, 0]);
    const { result: ended, model } = result(asked);
    const text = figuresText(callFigures(ended, model));
    assert.doesNotMatch(text, /token|unknown|\$|~/);
    assert.equal((await spendingLog.totals()).reservedTodayUsd, 0);
  }

  const refusal = (status: number, name: string) => refuses({ status, name, message: 'No.' });
  for (const isPriced of [true, false]) {
    const price = isPriced ? 'has a price' : 'has no known price';
    for (const [status, name] of [
      [400, 'ValidationException'],
      [400, 'ServiceQuotaExceededException'],
      [403, 'AccessDeniedException'],
      [403, 'UnrecognizedClientException'],
      [404, 'ResourceNotFoundException'],
      [408, 'ModelTimeoutException'],
      [424, 'ModelErrorException'],
      [429, 'ThrottlingException'],
      [429, 'ModelNotReadyException'],
      [500, 'InternalServerException'],
      [503, 'ServiceUnavailableException'],
    ] as const) {
      it(`costs nothing: Bedrock answers ${status} ${name}, and the model ${price}`, async () => {
        const { server, test } = world();
        test.price = ({ usage }) =>
          isPriced ? { usd: usage.inputTokens + usage.outputTokens, priceVersion: 'test' } : undefined;
        server.reply(refusal(status, name), refusal(status, name));
        await assertUnpaid(await test.ask(long));
      });
    }

    it(`costs nothing: nobody listens, and the model ${price}`, async () => {
      const { test } = world();
      test.price = ({ usage }) => (isPriced ? { usd: usage.inputTokens, priceVersion: 'test' } : undefined);
      test.connection = { ...test.connection, endpoint: 'http://127.0.0.1:1' };
      await assertUnpaid(await test.ask(long));
    });
  }

  it('is none where a gateway failed, which may have passed it on: that is an estimate, and says so', async () => {
    const { server, test } = world();
    test.price = ({ usage }) => ({ usd: usage.inputTokens + usage.outputTokens, priceVersion: 'test' });
    const failed: Reply = gateway({ status: 502, body: '<html><title>Bad Gateway</title></html>' });
    server.reply(failed, failed);
    const asked = result(await test.ask(long));
    assert.ok(asked.result.usage.inputTokens > 100_000);
    assert.equal(asked.result.usage.source, 'estimated');
    assert.match(figuresText(callFigures(asked.result, asked.model)), /~[\d,]+ → ~\d+ tokens/);
  });

  /** The figures under the last answer of a panel. */
  async function figures(tools = false, ...replies: readonly Reply[]) {
    const { server, test } = world();
    test.price = ({ usage }) => ({ usd: usage.inputTokens > 0 ? 0.5 : 0, priceVersion: 'test' });
    server.reply(...replies);
    const session = new ChatSession({
      engine: test.engine,
      post: () => undefined,
      feedback: { record: () => undefined },
      tools: () => ({ runner: tools ? new TestTools(['look']) : noTools, maxRounds: 3 }),
    });
    await session.send('Good morning');
    return session.snapshot().at(-1)?.figures ?? assert.fail('There are no figures');
  }

  it('shows no tokens in the panel', async () => {
    const { totalInputTokens, outputTokens, costUsd } = await figures(
      false,
      refusal(403, 'AccessDeniedException'),
    );
    assert.deepEqual([totalInputTokens, outputTokens, costUsd], [0, 0, 0]);
  });

  it('leaves the figures of the calls before it as exact as they are', async () => {
    const { totalInputTokens, costUsd, estimated } = await figures(
      true,
      calls('look', {}),
      refusal(400, 'ValidationException'),
    );
    assert.deepEqual([totalInputTokens, costUsd, estimated], [10, 0.5, false]);
  });
});
