import assert from 'node:assert/strict';
import type { ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';
import { describe, it } from 'mocha';
import { StreamedAnswer } from '../../../../../src/core/bedrock/wire/streamedAnswer';
import { WireTools } from '../../../../../src/core/bedrock/wire/tools';

type Delta = NonNullable<NonNullable<ConverseStreamOutput['contentBlockDelta']>['delta']>;

const delta = (contentBlockIndex: number, piece: Delta): ConverseStreamOutput => ({
  contentBlockDelta: { contentBlockIndex, delta: piece },
});
const call = (contentBlockIndex: number, toolUseId: string, name: string): ConverseStreamOutput => ({
  contentBlockStart: { contentBlockIndex, start: { toolUse: { toolUseId, name } } },
});
const input = (index: number, json: string) => delta(index, { toolUse: { input: json } });
const end = (contentBlockIndex: number): ConverseStreamOutput => ({
  contentBlockStop: { contentBlockIndex },
});
const stop = (stopReason: string): ConverseStreamOutput =>
  ({ messageStop: { stopReason } }) as ConverseStreamOutput;

function read(events: readonly ConverseStreamOutput[], tools: readonly string[] = []) {
  const offered = tools.map((name) => ({ name, description: '', inputSchema: {} }));
  const answer = new StreamedAnswer(WireTools.of(offered, 'model-1'), 'model-1');
  const told = events.flatMap((event) => answer.read(event));
  return { answer, told };
}

describe('An answer that streams', () => {
  it('keeps reasoning with a signature that comes by itself, and what is redacted, in their places', () => {
    const { answer, told } = read([
      delta(0, { reasoningContent: { text: 'Let me ' } }),
      delta(0, { reasoningContent: { text: 'think.' } }),
      delta(0, { reasoningContent: { signature: 'si' } }),
      delta(0, { reasoningContent: { signature: 'g' } }),
      end(0),
      delta(1, { reasoningContent: { redactedContent: Buffer.from('se') } }),
      delta(1, { reasoningContent: { redactedContent: Buffer.from('aled') } }),
      end(1),
      delta(2, { text: 'Yes.' }),
      end(2),
      stop('end_turn'),
    ]);
    assert.deepEqual(answer.content, [
      { type: 'reasoning', text: 'Let me think.', signature: 'sig', model: 'model-1' },
      { type: 'redactedReasoning', data: Buffer.from('sealed'), model: 'model-1' },
      { type: 'text', text: 'Yes.' },
    ]);
    assert.deepEqual(
      told.map(({ type }) => type),
      ['reasoning', 'reasoning', 'text'],
    );
    assert.equal(answer.problem(), undefined);
  });

  it('keeps reasoning that shows no text, since its signature has to go back', () => {
    const { answer, told } = read([delta(0, { reasoningContent: { signature: 'sig' } }), end(0)]);
    assert.deepEqual(answer.content, [{ type: 'reasoning', text: '', signature: 'sig', model: 'model-1' }]);
    assert.deepEqual(told, []);
  });

  it('tells calls apart whose pieces come mixed, and gives them the names under which they were offered', () => {
    const { told, answer } = read(
      [
        call(0, 'a', 'mcp_read'),
        call(1, 'b', 'mcp_read_2'),
        input(0, '{"path":'),
        input(1, '{"path":"b"}'),
        input(0, '"a"}'),
        end(1),
        end(0),
        stop('tool_use'),
      ],
      ['mcp.read', 'mcp/read'],
    );
    const calls = told.flatMap((event) => (event.type === 'toolCall' ? [event.call] : []));
    assert.deepEqual(calls, [
      { toolUseId: 'a', name: 'mcp.read', input: { path: 'a' } },
      { toolUseId: 'b', name: 'mcp/read', input: { path: 'b' } },
    ]);
    assert.deepEqual(
      answer.content.map((block) => block.type === 'toolUse' && block.toolUseId),
      ['a', 'b'],
    );
  });

  it('says that a call is malformed, but not when the answer was cut by its limit', () => {
    const events = [delta(0, { text: 'Look' }), call(1, 'a', 'read'), input(1, '{"path":"very lo'), end(1)];
    const broken = read([...events, stop('tool_use')]).answer;
    assert.equal(broken.problem()?.detail.code, 'MalformedToolUse');
    assert.ok(!broken.problem()?.detail.message?.includes('very lo'));
    const cut = read([...events, stop('max_tokens')]).answer;
    assert.equal(cut.problem(), undefined);
    assert.deepEqual(cut.content, [{ type: 'text', text: 'Look' }]);
  });

  it('takes no input that is nested deeper than anybody nests, which whatever reads it would break on', () => {
    const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
    const called = (json: string) =>
      read([call(0, 'a', 'read'), input(0, json), end(0), stop('tool_use')]).answer;
    for (const depth of [101, 5_000, 100_000]) {
      const answer = called(nested(depth));
      assert.deepEqual(answer.content, [], `${depth}`);
      assert.equal(answer.problem()?.detail.code, 'MalformedToolUse');
    }
    assert.equal(called(nested(100)).content.length, 1);
  });

  it('leaves out a call that broke off, and takes a call without input', () => {
    assert.deepEqual(read([call(0, 'a', 'read'), input(0, '{}')]).answer.content, []);
    const whole = read([call(0, 'a', 'read'), end(0), stop('tool_use')]).answer;
    assert.deepEqual(whole.content, [{ type: 'toolUse', toolUseId: 'a', name: 'read', input: {} }]);
  });

  it('takes a reason to stop that nobody knows yet, and misses one that never came', () => {
    const known = read([delta(0, { text: 'Hi' }), stop('something_new')]).answer;
    assert.equal(known.problem(), undefined);
    assert.equal(known.stopReason, 'something_new');
    assert.equal(read([delta(0, { text: 'Hi' })]).answer.problem()?.reason, 'streamBroken');
  });

  it('reads usage with cached tokens apart, by how long they last', () => {
    const { answer } = read([
      {
        metadata: {
          usage: {
            inputTokens: 10,
            outputTokens: 5,
            totalTokens: 315,
            cacheReadInputTokens: 100,
            cacheWriteInputTokens: 200,
            cacheDetails: [
              { ttl: '1h', inputTokens: 150 },
              { ttl: '5m', inputTokens: 50 },
            ],
          },
          metrics: { latencyMs: 1 },
        },
      },
    ]);
    assert.deepEqual(answer.usage, {
      inputTokens: 10,
      outputTokens: 5,
      cacheReadInputTokens: 100,
      cacheWriteInputTokens: 200,
      cacheWrites: { '5m': 50, '1h': 150 },
      source: 'reported',
    });
  });

  it('ends where it becomes longer than any model writes', () => {
    const answer = new StreamedAnswer(WireTools.of([], 'model'), 'model');
    // A block counts as some characters beside its text.
    const text = 'x'.repeat(1024 * 1024 - 1024);
    for (let piece = 0; piece < 17; piece++) {
      assert.equal(answer.isEndless, false);
      const delta = piece % 2 === 0 ? { text } : { reasoningContent: { text } };
      answer.read({ contentBlockDelta: { contentBlockIndex: piece % 2, delta } });
    }
    assert.equal(answer.isEndless, true);
    assert.equal(answer.problem()?.detail.code, 'AnswerTooLong');
  });

  it('takes what is no text for none, keeps what was used, and ends by a reason that can be stored', () => {
    const answer = new StreamedAnswer(WireTools.of([], 'model'), 'model');
    const events: unknown[] = [
      { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 5 } } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'Hello' } } },
      { contentBlockStart: { contentBlockIndex: 1, start: { toolUse: { toolUseId: 7, name: {} } } } },
      { contentBlockDelta: { contentBlockIndex: 1, delta: { toolUse: { input: 5 } } } },
      {
        contentBlockDelta: { contentBlockIndex: 2, delta: { reasoningContent: { text: [], signature: 1 } } },
      },
      { messageStop: { stopReason: 5 } },
      {
        metadata: {
          usage: { inputTokens: 3, outputTokens: 1 },
          trace: { guardrail: { inputAssessment: 5 } },
        },
      },
    ];
    for (const event of events) {
      answer.read(event as never);
    }
    assert.deepEqual([answer.text, answer.stopReason, answer.usage?.inputTokens], ['Hello', 'unknown', 3]);
    for (let piece = 0; piece < 17; piece++) {
      answer.read({ contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'x'.repeat(1024 * 1024) } } });
    }
    assert.equal(answer.isEndless, true, 'it is bounded all the same');
    answer.read({ messageStop: { stopReason: 'x'.repeat(5_000) as never } });
    assert.equal(answer.stopReason, 'unknown');
  });

  it('ends where more calls begin than any answer has, which it looks through once', () => {
    const answer = new StreamedAnswer(WireTools.of([], 'model'), 'model');
    let blocks = 0;
    for (; !answer.isEndless && blocks < 100_000; blocks++) {
      const start = { toolUse: { toolUseId: String(blocks), name: 'read' } };
      answer.read({ contentBlockStart: { contentBlockIndex: blocks, start } });
    }
    assert.ok(answer.isEndless && blocks < 20_000, `${blocks} blocks`);
    assert.deepEqual(answer.content, []);
  });

  it('ends where more blocks begin than any answer has, of text and of reasoning by turns', () => {
    const answer = new StreamedAnswer(WireTools.of([], 'model'), 'model');
    let blocks = 0;
    for (; !answer.isEndless && blocks < 100_000; blocks++) {
      answer.read(delta(0, blocks % 2 === 0 ? { text: 'x' } : { reasoningContent: { text: 'x' } }));
    }
    assert.ok(answer.isEndless && blocks < 20_000, `${blocks} blocks`);
  });

  it('makes no block of reasoning that says nothing', () => {
    const { answer } = read([delta(0, { reasoningContent: { text: '' } }), end(0)]);
    assert.deepEqual(answer.content, []);
  });
});
