import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, it } from 'mocha';
import { answer, fail, failMid, throttle } from '../../../support/emulators/bedrock';
import { withEmulator, withEngine } from '../../../support/withEngine';

const second = 'amazon.nova-pro-v1:0';

describe('ChatEngine, throttled or asked twice', () => {
  const emulator = withEmulator();
  const test = withEngine(emulator);

  const outcomes = () => test().invocations.map(({ outcome, model_id }) => [outcome, model_id]);

  it('tries again at once when told not to wait', async () => {
    emulator().script(throttle(1, 3600));
    const { text } = await test().ask('Now, please', {
      onEvent: (event) => {
        if (event.type === 'retry') {
          test().engine.retryNow();
        }
      },
    });
    assert.match(text, /Now, please/);
    assert.equal(test().invocations[0]?.attempts, 2);
  });

  it('stops waiting when it is cancelled', async () => {
    emulator().script(throttle(1, 3600));
    const user = new AbortController();
    const { outcome } = await test().ask('Never mind', {
      signal: user.signal,
      onEvent: (event) => {
        if (event.type === 'retry') {
          user.abort();
        }
      },
    });
    assert.equal(outcome.type === 'called' && outcome.result.outcome, 'cancelled');
  });

  describe('with a second model', () => {
    beforeEach(() => {
      test().settings = { ...test().settings, fallbackModel: second };
    });

    it('asks it when the first is throttled to the end, says so, and records both calls', async () => {
      emulator().script(throttle(5));
      const { outcome, events, text } = await test().ask('Anyone?');
      const [fallback] = events.filter(({ type }) => type === 'fallback');
      assert.ok(fallback?.type === 'fallback');
      assert.deepEqual([fallback.from.id, fallback.to.id], [test().settings.model, second]);
      assert.equal(outcome.type === 'called' && outcome.model.id, second);
      assert.match(text, /Anyone\?/);
      assert.deepEqual(outcomes(), [
        ['throttled', test().settings.model],
        ['success', second],
      ]);
    });

    it('ends when the second fails, too', async () => {
      emulator().script(throttle(10));
      const { outcome } = await test().ask('Anyone at all?');
      assert.equal(outcome.type === 'called' && outcome.problem?.reason, 'throttled');
      assert.equal(test().invocations.length, 2);
    });

    it('keeps what the first one said before it failed', async () => {
      emulator().script(failMid('throttlingException'));
      const { text } = await test().ask('Half an answer');
      assert.notEqual(text, '');
      assert.equal(test().invocations.length, 1);
    });

    it('is no way round a refusal', async () => {
      emulator().script(fail('AccessDeniedException'));
      await test().ask('May I?');
      assert.deepEqual(
        outcomes().map(([outcome]) => outcome),
        ['error'],
      );
    });
  });

  describe('with answers kept', () => {
    beforeEach(() => {
      test().settings = { ...test().settings, answerCacheMs: 60_000 };
    });

    it('gives the same answer to the same question, marked, recorded and for nothing', async () => {
      emulator().script(answer({ text: 'Forty-two.' }));
      await test().ask('What is it?');
      const { outcome, text } = await test().ask('What is it?');
      assert.equal(text, 'Forty-two.');
      assert.ok(outcome.type === 'called' && outcome.result.storedAt !== undefined);
      assert.equal(emulator().requests.length, 1);
      const [, again] = test().invocations;
      assert.deepEqual(
        [again?.outcome, again?.cost_usd, again?.input_tokens, again?.operation],
        ['success', 0, 0, 'StoredAnswer'],
      );
    });

    it('asks again when another model, parameter or conversation is meant, or a fresh answer is wanted', async () => {
      await test().ask('Same words');
      await test().ask('Same words', { model: second });
      test().settings = { ...test().settings, parameters: { temperature: 0 } };
      await test().ask('Same words');
      await test().ask('Same words', { instructions: 'Be brief.' });
      await test().ask('Same words', { bypassCache: true });
      assert.equal(emulator().requests.length, 5);
      await test().ask('Same words');
      assert.equal(emulator().requests.length, 5);
      test().engine.forgetAnswers();
      await test().ask('Same words');
      assert.equal(emulator().requests.length, 6);
    });

    it('keeps no failure, no half answer and nothing that calls tools', async () => {
      emulator().script(failMid('internalServerException'));
      await test().ask('Unlucky');
      await test().ask('Unlucky');
      assert.equal(emulator().requests.length, 2);
      const tools = [{ name: 'look', description: 'Looks', inputSchema: {} }];
      await test().ask('With tools', { tools });
      await test().ask('With tools', { tools });
      assert.equal(emulator().requests.length, 4);
    });

    it('keeps nothing any longer once that is turned off', async () => {
      await test().ask('Twice');
      test().settings = { ...test().settings, answerCacheMs: 0 };
      await test().ask('Twice');
      assert.equal(emulator().requests.length, 2);
    });
  });
});

describe('a call that is over', () => {
  const emulator = withEmulator();
  const test = withEngine(emulator);

  it('is told nothing more once it has ended, whenever it was cancelled', async () => {
    test().connection = { ...test().connection, retryBaseDelayMs: 1 };
    const fates = [throttle(1), fail('InternalServerException'), { fault: { kind: 'cut' } } as const];
    emulator().script(
      ...Array.from({ length: 9_000 }, (_, turn) => fates[turn % fates.length] ?? throttle(1)),
    );
    let late = 0;
    const ask = async (): Promise<void> => {
      let isOver = false;
      const signal = AbortSignal.timeout(Math.ceil(Math.random() * 25));
      await test().ask('Never mind', { signal, onEvent: () => (late += isOver ? 1 : 0) });
      isOver = true;
    };
    for (let round = 0; round < 120; round++) {
      await Promise.all(Array.from({ length: 8 }, ask));
    }
    await sleep(100);
    assert.equal(late, 0);
  });
});
