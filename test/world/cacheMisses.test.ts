import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { CacheFinding } from '../../src/core/bedrock/cache/finding';
import { toldMisses } from '../../src/core/bedrock/cache/missReasons';
import { cachedConversations, longTool } from '../support/cachedConversation';

/*
 * What users of other clients of Bedrock report of caches that are never read, rebuilt with details of our own. Sources,
 * by case: agentcore-public-stack #697 (order of tools from a set), nanobot #226 and pi_agent_rust #103 (a clock in the
 * system prompt), openclaw #115273 (a window that slides over the history), claude-code #32671 (five minutes between
 * questions), aws-sdk-ruby #3396 (Haiku 4.5 keeps nothing below 4,096 tokens), amazon-q-developer-cli #2560 (the time in
 * front of each question), openclaw #111085 (results of tools that are cut otherwise each time).
 */
const MINUTE = 60_000;
const rules = Array.from({ length: 300 }, (_, index) => `Rule ${index}: water it when dry.`).join('\n');
const reasons = (findings: readonly CacheFinding[]) => findings.map(({ cause }) => cause?.reason);

describe('Reported misses of the prompt cache', () => {
  const { open, pass, test } = cachedConversations();
  const system = (text: string) => {
    test().settings = { ...test().settings, systemPrompt: text };
  };

  it('tools out of a set, in another order for each question', async () => {
    const talk = open();
    const tools = ['seeds', 'beds', 'compost', 'rain'].map((name) => longTool(name));
    system(rules);
    for (let turn = 0; turn < 4; turn++) {
      talk.tools = [...tools.slice(turn), ...tools.slice(0, turn)];
      await talk.ask(`Question ${turn}`);
    }
    assert.deepEqual(reasons(talk.findings), [undefined, ...Array<string>(3).fill('toolsReordered')]);
    assert.equal(talk.hitRate, 0);
    const [told, ...others] = toldMisses(talk.findings);
    assert.equal(
      told?.lostTokens,
      talk.findings.reduce((sum, { lostTokens }) => sum + lostTokens, 0),
    );
    assert.deepEqual(others, [], 'said once, with the sum');
  });

  it('the same tools, once they are kept in the order of their names', async () => {
    const talk = open();
    const tools = ['seeds', 'beds', 'compost', 'rain'].map((name) => longTool(name));
    test().settings = { ...test().settings, systemPrompt: rules, sortTools: true };
    for (let turn = 0; turn < 4; turn++) {
      talk.tools = [...tools.slice(turn), ...tools.slice(0, turn)];
      await talk.ask(`Question ${turn}`);
    }
    assert.deepEqual(
      talk.findings.map(({ state }) => state),
      ['first', 'hit', 'hit', 'hit'],
    );
  });

  it('a clock of seconds in the first line of the system prompt', async () => {
    const talk = open();
    for (const second of ['04', '09', '41']) {
      system(`Current date and time: Monday, March 9, 2026 at 06:00:${second} PM\n${rules}`);
      await talk.ask(`At ${second}`);
    }
    assert.deepEqual(reasons(talk.findings), [undefined, 'systemClock', 'systemClock']);
    assert.ok(talk.findings.slice(1).every(({ state, isAbout }) => state === 'miss' && !isAbout));
  });

  it('a history of so many turns that slides with each question', async () => {
    const talk = open();
    test().settings = { ...test().settings, historyMaxTurns: 4 };
    for (let turn = 0; turn < 7; turn++) {
      await talk.ask(`Question ${turn}. ${rules}`);
    }
    assert.deepEqual(reasons(talk.findings).slice(4), Array<string>(3).fill('historyCut'));
    assert.ok(
      talk.findings.slice(4).every(({ readTokens, lostTokens }) => readTokens === 0 && lostTokens > 4_000),
    );
  });

  it('a user who thinks for longer than five minutes', async () => {
    const talk = open();
    system(rules);
    for (const wait of [0, 2, 9, 3]) {
      pass(wait * MINUTE);
      await talk.ask(`After ${wait} minutes`);
    }
    assert.deepEqual(reasons(talk.findings), [undefined, undefined, 'expired', undefined]);
  });

  it('a model that keeps nothing of what another one keeps', async () => {
    const talk = open();
    talk.more = { model: 'global.anthropic.claude-haiku-4-5-20251001-v1:0' };
    system(rules);
    const found = await talk.ask('What grows here?');
    assert.ok(found.inputTokens > 1_024 && found.inputTokens < 4_096, String(found.inputTokens));
    assert.deepEqual(found.cause, { reason: 'belowMinimum', minTokens: 4_096 });
    assert.deepEqual([found.state, found.lostTokens, found.lostUsd], ['none', 0, 0]);
  });

  it('the time in front of what was asked first', async () => {
    const talk = open();
    await talk.ask(`It is 09:04 of 3 May. ${rules}`);
    talk.messages[0] = { role: 'user', content: [{ type: 'text', text: `It is 09:07 of 3 May. ${rules}` }] };
    const found = await talk.ask('And here?');
    assert.deepEqual(found.cause, { reason: 'messageClock', message: 1 });
    assert.ok(found.lostTokens > 2_000);
  });

  it('the result of a tool that is cut otherwise each time', async () => {
    const talk = open();
    talk.tools = [longTool('log')];
    system(rules);
    await talk.ask('What is in the log?');
    const asks = { type: 'toolUse', toolUseId: 'a', name: 'log', input: {} } as const;
    const lines = `Line of the log. `.repeat(600);
    const gives = (text: string) =>
      ({ type: 'toolResult', toolUseId: 'a', content: [{ type: 'text', text }] }) as const;
    talk.messages.push({ role: 'user', content: [{ type: 'text', text: 'Look.' }] });
    talk.messages.push({ role: 'assistant', content: [asks] }, { role: 'user', content: [gives(lines)] });
    const at = talk.messages.length - 1;
    await talk.ask('Go on');
    await talk.ask(`Hold it against these: ${rules}`);
    talk.messages[at] = { role: 'user', content: [gives(lines.slice(0, 9_000))] };
    const found = await talk.ask('And then?');
    assert.equal(found.cause?.reason, 'messageChanged');
    assert.equal(found.state, 'part', 'what stands before it is read');
  });
});
