import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Question } from '../../src/core/chat/question';
import { withWorld } from './support/withWorld';

/** Parameters of style, each with what has it. */
const style = { temperature: 0.4, topP: 0.8, stopSequences: ['END'] };

describe('parameters of a question', () => {
  const world = withWorld();

  /** The parameters as they are sent, and the notices. */
  async function sent(model: string, more: Partial<Question> = {}) {
    const { server, test } = world();
    const { events } = await test.ask('Hello', { model, parameters: style, ...more });
    const body = server.requests.at(-1)?.body as {
      inferenceConfig?: Record<string, unknown>;
      additionalModelRequestFields?: Record<string, unknown>;
    };
    const notices = events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));
    const { maxTokens: _maxTokens, ...inference } = body.inferenceConfig ?? {};
    return { inference, fields: body.additionalModelRequestFields, notices };
  }

  const { stopSequences: _stops, ...withoutStops } = style;
  const takes: Readonly<Record<string, { sent: object; said?: RegExp }>> = {
    'openai.gpt-oss-120b-1:0': { sent: withoutStops, said: /was not sent: stopSequences\./ },
    'openai.gpt-oss-20b-1:0': { sent: withoutStops, said: /stopSequences/ },
    'qwen.qwen3-235b-a22b-2507-v1:0': { sent: withoutStops, said: /stopSequences/ },
    'qwen.qwen3-coder-next': { sent: withoutStops, said: /stopSequences/ },
    'deepseek.v3.2': { sent: withoutStops, said: /stopSequences/ },
    'moonshotai.kimi-k2.5': { sent: withoutStops, said: /stopSequences/ },
    'minimax.minimax-m2.1': { sent: withoutStops, said: /stopSequences/ },
    'us.zai.glm-5.3': { sent: withoutStops, said: /stopSequences/ },
    'nvidia.nemotron-super-3-120b': { sent: withoutStops, said: /stopSequences/ },
    'google.gemma-3-27b-it': { sent: withoutStops, said: /stopSequences/ },
    'us.meta.llama4-scout-17b-instruct-v1:0': { sent: withoutStops, said: /stopSequences/ },
    'us.openai.gpt-5.6-sol': { sent: {}, said: /temperature, topP, stopSequences/ },
    'us.openai.gpt-6-luna': { sent: {}, said: /temperature, topP, stopSequences/ },
    'us.xai.grok-4.7': { sent: {}, said: /temperature, topP, stopSequences/ },
    'us.moonshotai.kimi-k3': { sent: {}, said: /temperature, topP, stopSequences/ },
    'us.anthropic.claude-opus-4-8': { sent: { stopSequences: ['END'] }, said: /temperature, topP\./ },
    'us.anthropic.claude-opus-4-1-20250805-v1:0': {
      sent: { temperature: 0.4, stopSequences: ['END'] },
      said: /either temperature or topP/,
    },
    'us.anthropic.claude-sonnet-4-5-20250929-v1:0': {
      sent: { temperature: 0.4, stopSequences: ['END'] },
      said: /either temperature or topP/,
    },
    'us.amazon.nova-pro-v1:0': { sent: style },
    'us.mistral.pixtral-large-2502-v1:0': { sent: style },
    'us.deepseek.r1-v1:0': { sent: withoutStops, said: /stopSequences/ },
    'us.writer.palmyra-x5-v1:0': { sent: withoutStops, said: /stopSequences/ },
  };
  for (const [model, { sent: expected, said }] of Object.entries(takes)) {
    it(`are sent to ${model} as far as it takes them, and the rest is said`, async () => {
      const { inference, notices } = await sent(model);
      assert.deepEqual(inference, expected);
      if (said === undefined) {
        assert.deepEqual(notices, []);
      } else {
        assert.match(notices.join('\n'), said);
      }
      assert.deepEqual(world().server.refusals, []);
    });
  }

  it('are said to be left out once in a conversation, and for each model', async () => {
    const model = 'qwen.qwen3-32b-v1:0';
    const once = { conversationId: 'one' };
    assert.equal((await sent(model, once)).notices.length, 1);
    assert.equal((await sent(model, once)).notices.length, 0);
    assert.equal((await sent('openai.gpt-oss-20b-1:0', once)).notices.length, 1);
    assert.equal((await sent(model, { conversationId: 'two' })).notices.length, 1);
  });

  it('leave out the temperature while Claude reasons, and say so', async () => {
    const { inference, notices } = await sent('us.anthropic.claude-sonnet-4-6', {
      parameters: { temperature: 0.4, reasoning: { type: 'effort', level: 'low' } },
    });
    assert.deepEqual(inference, {});
    assert.match(notices.join(), /While it reasons.*temperature/);
  });

  describe('for reasoning', () => {
    const summarized = { type: 'adaptive', display: 'summarized' };
    const asked: readonly (readonly [model: string, level: string, fields: unknown, said?: RegExp])[] = [
      ...['low', 'medium', 'high', 'xhigh', 'max'].flatMap((level) =>
        ['opus-4-7', 'opus-4-8', 'sonnet-5', 'opus-5-5', 'fable-5-1', 'haiku-5-5', 'zebra-7'].map(
          (name) =>
            [
              `global.anthropic.claude-${name}`,
              level,
              { thinking: summarized, output_config: { effort: level } },
            ] as const,
        ),
      ),
      ...(['low', 'medium', 'high', 'max'] as const).map(
        (level) =>
          [
            'us.anthropic.claude-opus-4-6-v1',
            level,
            { thinking: { type: 'adaptive' }, output_config: { effort: level } },
          ] as const,
      ),
      [
        'us.anthropic.claude-sonnet-4-6',
        'xhigh',
        { thinking: { type: 'adaptive' }, output_config: { effort: 'high' } },
        /does not take the effort xhigh; it was asked for high/,
      ],
      ['us.anthropic.claude-opus-4-7', 'none', undefined],
      ['us.anthropic.claude-sonnet-5', 'none', { thinking: { type: 'disabled' } }],
      [
        'us.anthropic.claude-opus-5-5',
        'none',
        { thinking: summarized, output_config: { effort: 'low' } },
        /does not take the effort none; it was asked for low/,
      ],
      ['us.anthropic.claude-haiku-4-5-20251001-v1:0', 'none', undefined],
      [
        'us.anthropic.claude-haiku-4-5-20251001-v1:0',
        'max',
        { thinking: { type: 'enabled', budget_tokens: 48_000 } },
      ],
      ['openai.gpt-oss-120b-1:0', 'max', { reasoning_effort: 'high' }, /effort max/],
      [
        'us.amazon.nova-2-lite-v1:0',
        'xhigh',
        { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'high' } },
        /xhigh/,
      ],
      ['us.openai.gpt-6-luna', 'max', { reasoning: { effort: 'max' } }],
      ['us.openai.gpt-6-luna', 'minimal', { reasoning: { effort: 'none' } }, /minimal/],
      ['us.xai.grok-4.7', 'max', { reasoning: { effort: 'xhigh' } }, /max/],
      ['us.amazon.nova-pro-v1:0', 'high', undefined, /cannot be told how much to reason/],
    ];
    for (const [model, level, fields, said] of asked) {
      it(`ask ${model} for the effort ${level} in its form`, async () => {
        const result = await sent(model, {
          parameters: { reasoning: { type: 'effort', level: level as 'low' } },
        });
        assert.deepEqual(result.fields, fields);
        if (said === undefined) {
          assert.deepEqual(result.notices, []);
        } else {
          assert.match(result.notices.join('\n'), said);
        }
        assert.deepEqual(world().server.refusals, []);
      });
    }

    it('show what a Claude thinks that thinks unasked, but not beside a tool that it has to call', async () => {
      const model = 'us.anthropic.claude-sonnet-5';
      assert.deepEqual((await sent(model, { parameters: {} })).fields, { thinking: summarized });
      const tools = [{ name: 'look', description: 'Looks', inputSchema: { type: 'object' } }];
      const forced = await sent(model, { parameters: {}, tools, toolRequired: true });
      assert.equal(forced.fields, undefined);
    });
  });
});
