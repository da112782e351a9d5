import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { OverBudgetError } from '../../../../src/core/spending/budgetErrors';
import { answer, throttle } from '../../../support/emulators/bedrock';
import { withEmulator, withEngine } from '../../../support/withEngine';

const AT_ONCE = 10;

describe('a question’s way through the engine', () => {
  const emulator = withEmulator();
  const test = withEngine(emulator);
  /** The ids of calls that a budget was asked for, and of those whose reservation ended. */
  let admitted: (string | undefined)[];
  let released: (string | undefined)[];

  beforeEach(() => {
    [admitted, released] = [[], []];
    test().budget = {
      admit: (callUsd, _surface, call) => {
        const { id, conversationId } = call ?? {};
        if (conversationId === 'refused') {
          const state = { period: 'day', limitUsd: 0, spentUsd: 0 } as const;
          return Promise.reject(new OverBudgetError(state, callUsd ?? 0));
        }
        admitted.push(id);
        return Promise.resolve({ dispose: () => void released.push(id) });
      },
    };
  });

  const recorded = () => test().invocations.map(({ id }) => id);

  /** As many calls as a model is sent at once, under way until `end` is called. */
  async function fillQueue(): Promise<{ readonly end: () => Promise<unknown> }> {
    const user = new AbortController();
    emulator().script(...Array.from({ length: AT_ONCE }, () => answer({ words: 5_000, paceMs: 20 })));
    const calls: Promise<unknown>[] = [];
    const begun = Array.from({ length: AT_ONCE }, (_, index) => {
      return new Promise<void>((resolve) => {
        const onEvent = ({ type }: { type: string }) => type === 'text' && resolve();
        calls.push(test().ask(`Call ${String(index)}`, { signal: user.signal, onEvent }));
      });
    });
    await Promise.all(begun);
    return {
      end: () => {
        user.abort();
        return Promise.all(calls);
      },
    };
  }

  it('takes an answer from the cache before it asks a budget or Bedrock', async () => {
    test().settings = { ...test().settings, answerCacheMs: 60_000 };
    await test().ask('The same');
    assert.equal(admitted.length, 1);
    const { outcome, events } = await test().ask('The same', { conversationId: 'refused' });
    assert.equal(outcome.type, 'called');
    assert.deepEqual(
      events.map(({ type }) => type),
      ['model', 'text'],
    );
    assert.equal(admitted.length, 1);
    assert.equal(emulator().requests.length, 1);
  });

  it('is refused by a budget before it waits in the queue, and leaves no record', async () => {
    const queue = await fillQueue();
    const { outcome, events } = await test().ask('Too dear', { conversationId: 'refused' });
    assert.equal(outcome.type === 'notCalled' && outcome.problem.reason, 'overBudget');
    assert.ok(!events.some(({ type }) => type === 'queued'));
    await queue.end();
    assert.equal(recorded().length, AT_ONCE);
  });

  it('keeps its reservation in the queue, gives it back when it is cancelled there, and was no call', async () => {
    const queue = await fillQueue();
    const user = new AbortController();
    const { outcome } = await test().ask('Never mind', {
      signal: user.signal,
      onEvent: ({ type }) => {
        if (type === 'queued') {
          assert.equal(admitted.length, AT_ONCE + 1);
          assert.deepEqual(released, []);
          user.abort();
        }
      },
    });
    assert.equal(outcome.type, 'cancelled');
    assert.deepEqual(released, [admitted.at(-1)]);
    await queue.end();
    assert.equal(emulator().requests.length, AT_ONCE);
    assert.deepEqual(recorded().toSorted(), admitted.slice(0, AT_ONCE).toSorted());
  });

  it('asks the fallback as a call of its own, with its own reservation and record', async () => {
    test().settings = { ...test().settings, fallbackModel: 'amazon.nova-pro-v1:0' };
    emulator().script(throttle(5));
    const { outcome, events } = await test().ask('Anyone?');
    assert.ok(outcome.type === 'called');
    assert.equal(recorded().length, 2);
    assert.deepEqual(recorded(), admitted);
    assert.deepEqual(released, admitted);
    assert.equal(outcome.result.invocationId, admitted[1]);
    assert.deepEqual(
      events.flatMap(({ type }) => (type === 'text' || type === 'retry' ? [] : [type])),
      ['model', 'fallback', 'model'],
    );
  });
});
