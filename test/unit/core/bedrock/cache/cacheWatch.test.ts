import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { missAdvice, missText } from '../../../../../src/core/bedrock/cache/missReasons';
import { cachedConversations, longTool, told } from '../../../../support/cachedConversation';

const MINUTE = 60_000;
const long = 'You help with a garden.\n'.repeat(400);

describe('What becomes of the prompt cache', () => {
  const { open, pass, forget, test } = cachedConversations();
  const ask = (system: string) => {
    test().settings = { ...test().settings, systemPrompt: system };
  };

  it('is a hit in nine of ten turns of a conversation that stays as it is', async () => {
    const talk = open();
    talk.tools = [longTool('plants'), longTool('weather'), longTool('soil')];
    ask(long);
    for (let turn = 1; turn <= 10; turn++) {
      await talk.ask(`Question ${turn}`);
      pass(MINUTE);
    }
    assert.deepEqual(
      talk.findings.map(({ state }) => state),
      ['first', ...Array.from({ length: 9 }, () => 'hit')],
    );
    assert.ok(talk.hitRate >= 0.9, `${talk.hitRate} of the calls`);
    assert.deepEqual([...new Set(talk.findings.map(({ lostTokens }) => lostTokens))], [0]);
    const read = talk.findings.reduce((sum, { readTokens }) => sum + readTokens, 0);
    const input = talk.findings.reduce((sum, { inputTokens }) => sum + inputTokens, 0);
    assert.ok(read / input > 0.88, `${read} of ${input} tokens`);
    const saved = talk.findings.map(({ savedUsd }) => savedUsd ?? NaN);
    assert.ok((saved[0] ?? 0) < 0, 'to write costs more at first');
    assert.ok(saved.slice(1).every((usd) => usd > 0));
  });

  it('is a miss where the tools come in another order, with its reason and its price', async () => {
    const talk = open();
    const [plants, weather, soil] = [longTool('plants'), longTool('weather'), longTool('soil')];
    talk.tools = [plants, weather, soil];
    ask(long);
    const first = await talk.ask('What grows here?');
    talk.tools = [weather, plants, soil];
    const found = await talk.ask('And in the shade?');
    assert.deepEqual(told(found), [
      'miss',
      'toolsReordered',
      'The tools came in another order: weather stands where another one stood.',
    ]);
    // All that was written first was written again: $3.75 and not $0.30 a million.
    const kept = first.inputTokens - first.readTokens;
    assert.ok(Math.abs(found.lostTokens - kept) <= 20, `${found.lostTokens} of ${kept}`);
    assert.equal(found.isAbout, false);
    assert.equal(found.lostUsd?.toFixed(9), ((found.lostTokens * 3.45) / 1e6).toFixed(9));
    assert.equal(missAdvice(found), 'sortTools');
    assert.match(
      missText(found),
      /^Prompt cache missed: The tools came in another order.* \d,\d{3} tokens were paid for anew, \$0\.0\d+ more than reading them\.$/,
    );
    assert.equal((await talk.ask('And in winter?')).state, 'hit', 'the new order is kept as well');
  });

  it('names the tools that came, went, or are told otherwise', async () => {
    const talk = open();
    const [plants, weather] = [longTool('plants'), longTool('weather')];
    talk.tools = [plants];
    ask(long);
    await talk.ask('One');
    talk.tools = [plants, weather];
    assert.deepEqual(told(await talk.ask('Two')), ['miss', 'toolsChanged', 'Tools were added: weather.']);
    talk.tools = [weather];
    assert.deepEqual(told(await talk.ask('Three')), [
      'miss',
      'toolsChanged',
      'Tools were taken away: plants.',
    ]);
    talk.tools = [longTool('weather', 'Looks out of the window.')];
    assert.deepEqual(told(await talk.ask('Four')), [
      'miss',
      'toolRedefined',
      'The tool weather is described otherwise than before.',
    ]);
  });

  it('keeps the tools where the system prompt has a clock in it', async () => {
    const talk = open();
    talk.tools = [longTool('plants'), longTool('soil')];
    ask(`It is Tuesday, 9 June 2026, 09:04 AM.\n${long}`);
    await talk.ask('One');
    ask(`It is Tuesday, 9 June 2026, 10:31 PM.\n${long}`);
    const found = await talk.ask('Two');
    assert.deepEqual(told(found).slice(0, 2), ['part', 'systemClock']);
    assert.ok(found.readTokens > 1_000 && found.lostTokens > 2_000, 'tools are read, the rest is not');
    assert.match(missText(found), /^Prompt cache missed in part: The system prompt has a number or a date/);
    ask(`You are a gardener.\n${long}`);
    assert.equal((await talk.ask('Three')).cause?.reason, 'systemChanged');
  });

  it('says when the time was over, and that an hour helps where the model has it', async () => {
    const talk = open();
    ask(long);
    await talk.ask('One');
    pass(4 * MINUTE);
    assert.equal((await talk.ask('Two')).state, 'hit');
    pass(4 * MINUTE);
    assert.equal((await talk.ask('Three')).state, 'hit', 'each use makes it last anew');
    pass(7 * MINUTE);
    const found = await talk.ask('Four');
    assert.deepEqual(told(found), [
      'miss',
      'expired',
      '7 minutes went by since the last request; what is kept lasts 5 minutes.',
    ]);
    assert.equal(missAdvice(found), 'useHourCache');
    talk.more = { parameters: { caching: '1h' } };
    await talk.ask('Five');
    pass(59 * MINUTE);
    assert.equal((await talk.ask('Six')).state, 'hit');
  });

  it('says that the time was over, too, where something else differs', async () => {
    const talk = open();
    ask(long);
    await talk.ask('One');
    pass(6 * MINUTE);
    ask(`Another one.\n${long}`);
    const [, , sentence] = told(await talk.ask('Two'));
    assert.equal(sentence, 'The system prompt changed. The 5 minutes for which it is kept were over, too.');
  });

  it('says when the oldest turns were left out', async () => {
    const talk = open();
    for (let turn = 1; turn <= 4; turn++) {
      await talk.ask(`Question ${turn}. ${long}`);
    }
    test().settings = { ...test().settings, historyMaxTurns: 3 };
    const found = await talk.ask('And now?');
    assert.equal(found.cause?.reason, 'historyCut');
    assert.equal(found.isAbout, true, 'by the length of what was left');
    assert.equal(missAdvice(found), 'openHistoryLimit');
  });

  it('counts nothing as lost of a question that was asked otherwise', async () => {
    const talk = open();
    ask(long);
    await talk.ask('One');
    await talk.ask('Two');
    talk.messages = talk.messages.slice(0, 2);
    const found = await talk.ask('Two, in other words');
    assert.deepEqual([found.state, found.lostTokens], ['hit', 0]);
  });

  it('says that another model has a cache of its own, and finds the first one again', async () => {
    const talk = open();
    ask(long);
    await talk.ask('One');
    talk.more = { model: 'global.anthropic.claude-haiku-4-5-20251001-v1:0' };
    const other = await talk.ask('Two');
    assert.deepEqual(told(other).slice(0, 2), ['miss', 'otherModel']);
    talk.more = {};
    assert.equal((await talk.ask('Three')).state, 'hit');
  });

  it('says that too little is there to be kept', async () => {
    const talk = open();
    const found = await talk.ask('Short');
    assert.deepEqual(told(found), [
      'none',
      'belowMinimum',
      'The request is shorter than the 1,024 tokens from which on the model keeps it.',
    ]);
  });

  it('says so when it was not asked for', async () => {
    const talk = open();
    ask(long);
    await talk.ask('One');
    test().settings = { ...test().settings, parameters: {} };
    const found = await talk.ask('Two');
    assert.deepEqual(told(found), ['miss', 'notAsked', 'The prompt cache was not asked for this time.']);
    assert.equal(
      found.lostUsd?.toFixed(9),
      ((found.lostTokens * 2.7) / 1e6).toFixed(9),
      'at the price of input',
    );
  });

  it('knows a conversation by how it begins where its caller does not name it', async () => {
    const talk = open(null);
    talk.more = { surface: 'provider' };
    ask(long);
    await talk.ask('It is 9:04. What grows here?');
    assert.equal((await talk.ask('And there?')).state, 'hit');
    const other = open(null);
    other.more = { surface: 'provider' };
    assert.equal((await other.ask('Hello')).lostTokens, 0, 'another one has lost nothing');
  });

  it('never guesses where nothing differs', async () => {
    const talk = open();
    ask(long);
    await talk.ask('One');
    forget();
    test().price = () => undefined;
    const found = await talk.ask('Two');
    assert.deepEqual(told(found).slice(0, 2), ['miss', 'unknown']);
    assert.match(missText(found), /No reason is known: the request began as before.*several regions/);
    assert.equal(found.lostUsd, undefined, 'nobody knows the price');
    assert.match(missText(found), /what that cost more is not known\.$/);
  });
});
