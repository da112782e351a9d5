import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { EngineAnswer } from '../support/engine';
import { answers, breaks, calls, closes, gateway, says, thinks, thinksHidden, type Reply } from './bedrock';
import { withWorld } from './support/withWorld';

const tools = [{ name: 'clock', description: 'Tells the time', inputSchema: { type: 'object' } }];

describe('A stream that breaks', () => {
  const world = withWorld();
  const notices = ({ events }: EngineAnswer) => events.filter(({ type }) => type === 'retry');

  function result({ outcome }: EngineAnswer) {
    return outcome.type === 'called' ? outcome.result : assert.fail(`No call: ${outcome.type}`);
  }

  const beforeTheFirstWord: readonly (readonly [string, Reply])[] = [
    [
      'is throttled',
      breaks({ after: 1, name: 'throttlingException', message: 'Too many tokens, please wait' }),
    ],
    ['has a failure of the service', breaks({ after: 1, name: 'internalServerException', message: 'Oh' })],
    ['finds the service busy', breaks({ after: 0, name: 'serviceUnavailableException', message: 'Busy' })],
    ['finds the model too slow', breaks({ after: 1, name: 'modelTimeoutException', message: 'Slow' })],
    ['is closed after its headers', closes('headers')],
    ['is closed after its first event', closes(1)],
    ['is closed within an event', closes(1, { midFrame: true })],
    [
      'is closed while the model thinks out of sight',
      closes(3, { answer: answers(thinksHidden(), says('Never heard.')) }),
    ],
    [
      'is closed while a tool’s input is written',
      closes(3, { answer: calls('clock', { zone: 'Europe/Berlin', format: 'long' }) }),
    ],
    ['is empty', gateway({ status: 200, contentType: 'application/vnd.amazon.eventstream', body: '' })],
  ];
  for (const [what, failure] of beforeTheFirstWord) {
    it(`is tried again where nothing was shown yet and it ${what}`, async () => {
      const { server, test } = world();
      server.reply(failure, says('At the second attempt.'));
      const asked = await test.ask('Good morning', { tools });
      assert.equal(asked.text, 'At the second attempt.');
      assert.deepEqual([result(asked).outcome, result(asked).attempts], ['success', 2]);
      assert.equal(server.requests.length, 2);
      assert.equal(notices(asked).length, 1);
    });
  }

  it('is tried again in the same attempts as whatever else fails, and no more often', async () => {
    const { server, test } = world();
    const busy = breaks({ after: 1, name: 'serviceUnavailableException', message: 'Busy' });
    server.reply(...Array.from({ length: 9 }, () => busy));
    const asked = await test.ask('Good morning');
    assert.equal(server.requests.length, 5);
    assert.equal(result(asked).attempts, 5);
    assert.equal(notices(asked).length, 4);
    assert.ok(
      asked.outcome.type === 'called' && asked.outcome.problem?.actions.some(({ id }) => id === 'retry'),
    );
  });

  it('counts what the service may have worked on, and asks the budget before it is tried again', async () => {
    const { server, test } = world();
    let asked = 0;
    test.budget = {
      admit: () => {
        asked += 1;
        return Promise.resolve({ dispose: () => undefined });
      },
    };
    test.price = ({ usage }) => ({ usd: usage.inputTokens, priceVersion: 'test' });
    server.reply(closes(1), says('Hello.', { usage: { inputTokens: 10, outputTokens: 5 } }));
    const { cost } = result(await test.ask('Good morning. '.repeat(40)));
    assert.equal(asked, 2);
    assert.ok(cost !== undefined && cost.usd > 100, `${cost?.usd} for both`);
  });

  const afterIt: readonly (readonly [string, Reply])[] = [
    ['word', breaks({ after: 3, name: 'throttlingException', message: 'Too many requests' })],
    ['word', closes(3)],
    ['thought', closes(3, { answer: answers(thinks('Let me see.'), says('No.')) })],
  ];
  for (const [what, failure] of afterIt) {
    it(`is not tried again after its first ${what}: the user may let it go on`, async () => {
      const { server, test } = world();
      server.reply(failure, says('Never asked.'));
      const asked = await test.ask('Good morning');
      assert.equal(server.requests.length, 1);
      const { outcome } = asked;
      assert.ok(outcome.type === 'called' && outcome.problem !== undefined);
      const steps = outcome.problem.actions.map(({ id }) => id);
      assert.ok(steps.includes(what === 'word' ? 'continue' : 'retry'), steps.join());
    });
  }

  it('ends at once when it is cancelled before its first word, and is not tried again', async () => {
    const { server, test } = world();
    const stop = new AbortController();
    server.reply({ kind: 'silence', ms: 5_000, after: 1, answer: says('Late.') });
    setTimeout(() => stop.abort(), 200);
    const asked = await test.ask('Good morning', { signal: stop.signal });
    assert.equal(result(asked).outcome, 'cancelled');
    assert.equal(server.requests.length, 1);
    assert.equal(notices(asked).length, 0);
    assert.ok(result(asked).latencyMs < 3_000);
  });
});
