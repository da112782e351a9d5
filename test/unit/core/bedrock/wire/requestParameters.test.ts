import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { textMessage, type Message } from '../../../../../src/core/bedrock/content';
import type { ConverseRequest } from '../../../../../src/core/bedrock/wire/converseCall';
import { toConverseInput } from '../../../../../src/core/bedrock/wire/converseInput';
import { configuredModel } from '../../../../../src/core/bedrock/models/modelChoice';
import type { ModelParameters } from '../../../../../src/core/bedrock/parameters';

const sonnet45 = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
const sonnet46 = 'us.anthropic.claude-sonnet-4-6';
const sonnet5 = 'us.anthropic.claude-sonnet-5';
const haiku3 = 'anthropic.claude-3-haiku-20240307-v1:0';
const nova2 = 'us.amazon.nova-2-lite-v1:0';
const unknown = 'someone.new-model-v1:0';
const newClaude = 'anthropic.claude-sonnet-9';
const search = { name: 'search', description: 'Searches', inputSchema: {} };

function input(modelId: string, parameters: ModelParameters, more: Partial<ConverseRequest> = {}) {
  return toConverseInput({
    surface: 'panel',
    conversationId: null,
    model: configuredModel(modelId),
    messages: [textMessage('user', 'Hello')],
    systemPrompt: '',
    parameters,
    ...more,
  });
}

describe('The parameters of a request', () => {
  it('are none for an unknown model when nothing is set', () => {
    assert.deepEqual(Object.keys(input(unknown, {})), ['modelId', 'messages']);
  });

  it('go to an unknown model as they were set, where they have one form for all models', () => {
    const {
      modelId: _id,
      messages: _messages,
      ...sent
    } = input(unknown, {
      maxTokens: 300,
      temperature: 0.2,
      stopSequences: ['END'],
      reasoning: { type: 'effort', level: 'high' },
      guardrail: { id: 'gr1', version: '2', trace: false },
      requestMetadata: { team: 'blue' },
      serviceTier: 'priority',
      latency: 'optimized',
      caching: '1h',
    });
    assert.deepEqual(sent, {
      inferenceConfig: { maxTokens: 300, temperature: 0.2, stopSequences: ['END'] },
      guardrailConfig: { guardrailIdentifier: 'gr1', guardrailVersion: '2', trace: 'disabled' },
      requestMetadata: { team: 'blue' },
      serviceTier: { type: 'priority' },
      performanceConfig: { latency: 'optimized' },
    });
  });

  describe('limit the answer', () => {
    const limit = (modelId: string, parameters: ModelParameters, more: Partial<ConverseRequest> = {}) =>
      input(modelId, parameters, more).inferenceConfig?.maxTokens;

    it('to a size that fits, since Bedrock reserves quota by it', () => {
      assert.equal(limit(sonnet45, {}), 8_192);
      assert.equal(limit(sonnet45, {}, { surface: 'provider' }), 8_192);
      assert.equal(limit(sonnet45, {}, { surface: 'provider', tools: [search] }), 32_000);
      assert.equal(limit(haiku3, {}, { surface: 'provider', tools: [search] }), 4_096);
      assert.equal(limit(unknown, {}, { surface: 'provider', tools: [search] }), undefined);
    });

    it('to what the user set, and never beyond what the model writes', () => {
      assert.equal(limit(sonnet45, { maxTokens: 20_000 }), 20_000);
      assert.equal(limit(haiku3, { maxTokens: 20_000 }), 4_096);
      assert.equal(limit(unknown, { maxTokens: 20_000 }), 20_000);
    });

    it('with room for reasoning, but not beyond the user’s own limit', () => {
      const reasoning = { type: 'budget', tokens: 16_000 } as const;
      assert.equal(limit(sonnet45, { reasoning }), 24_192);
      assert.equal(limit(sonnet5, { reasoning: { type: 'effort', level: 'high' } }), 32_768);
      assert.equal(limit(sonnet5, {}), 16_384);
      const own = input(sonnet45, { reasoning, maxTokens: 4_000 });
      assert.equal(own.inferenceConfig?.maxTokens, 4_000);
      assert.deepEqual(own.additionalModelRequestFields, {
        thinking: { type: 'enabled', budget_tokens: 3_000 },
      });
      assert.ok(!('additionalModelRequestFields' in input(sonnet45, { reasoning, maxTokens: 1_000 })));
    });
  });

  describe('ask for reasoning', () => {
    const fields = (modelId: string, reasoning: ModelParameters['reasoning']) =>
      input(modelId, { reasoning }).additionalModelRequestFields;
    const adaptive = (effort: string) => ({ thinking: { type: 'adaptive' }, output_config: { effort } });
    const summarized = (effort: string) => ({
      thinking: { type: 'adaptive', display: 'summarized' },
      output_config: { effort },
    });
    const low = { type: 'effort', level: 'low' } as const;
    const tokens = { type: 'budget', tokens: 10_000 } as const;

    it('in the form of each family', () => {
      assert.deepEqual(fields(sonnet45, low), { thinking: { type: 'enabled', budget_tokens: 2_048 } });
      assert.deepEqual(fields(sonnet45, tokens), { thinking: { type: 'enabled', budget_tokens: 10_000 } });
      assert.deepEqual(fields(sonnet46, low), adaptive('low'));
      assert.deepEqual(fields(sonnet5, tokens), summarized('medium'));
      assert.deepEqual(fields(nova2, tokens), {
        reasoningConfig: { type: 'enabled', maxReasoningEffort: 'medium' },
      });
      assert.deepEqual(fields('openai.gpt-oss-120b-1:0', low), { reasoning_effort: 'low' });
    });

    it('of a Claude that is newer than what is known in the newest form, and of nothing else unknown', () => {
      assert.deepEqual(fields(newClaude, low), summarized('low'));
      assert.equal(fields(unknown, low), undefined);
      assert.equal(fields(haiku3, low), undefined);
    });

    it('without limits where Nova thinks hard', () => {
      const high = { type: 'effort', level: 'high' } as const;
      const sent = input(nova2, { reasoning: high, maxTokens: 500, temperature: 0.5 });
      assert.ok(!('inferenceConfig' in sent));
    });

    it('not while a tool is forced', () => {
      const forced = { tools: [search], toolRequired: true };
      const sent = input(sonnet45, { reasoning: low }, forced);
      assert.deepEqual(sent.toolConfig?.toolChoice, { any: {} });
      assert.ok(!('additionalModelRequestFields' in sent));
      const free = input('anthropic.claude-sonnet-5-5', { reasoning: low }, forced);
      assert.equal(free.toolConfig?.toolChoice, undefined);
      assert.deepEqual(free.additionalModelRequestFields, summarized('low'));
    });

    it('not amid the use of tools that began without, and again with the next question', () => {
      const amid: Message[] = [
        textMessage('user', 'Find it'),
        { role: 'assistant', content: [{ type: 'toolUse', toolUseId: 't1', name: 'search', input: {} }] },
        { role: 'user', content: [{ type: 'toolResult', toolUseId: 't1', content: [] }] },
      ];
      const sent = (modelId: string, messages: Message[]) =>
        input(modelId, { reasoning: low }, { messages, tools: [search] }).additionalModelRequestFields;
      assert.equal(sent(sonnet45, amid), undefined);
      assert.deepEqual(sent(sonnet5, amid), summarized('low'));
      assert.ok(sent(sonnet45, [...amid, textMessage('assistant', 'Here'), textMessage('user', 'Thanks')]));
    });
  });

  it('hold a temperature only where the model takes one, and not while Claude thinks', () => {
    const temperature = (modelId: string, more: ModelParameters = {}) =>
      input(modelId, { temperature: 0.3, ...more }).inferenceConfig?.temperature;
    assert.equal(temperature(sonnet45), 0.3);
    assert.equal(temperature(sonnet45, { reasoning: { type: 'effort', level: 'low' } }), undefined);
    assert.equal(temperature(sonnet5), undefined);
    assert.equal(temperature(nova2, { reasoning: { type: 'effort', level: 'low' } }), 0.3);
    assert.equal(temperature(newClaude), undefined);
  });

  it('ask for lower latency only of a model that has it, or of which that is not known', () => {
    const latency = (modelId: string) => input(modelId, { latency: 'optimized' }).performanceConfig?.latency;
    assert.equal(latency('us.amazon.nova-pro-v1:0'), 'optimized');
    assert.equal(latency(unknown), 'optimized');
    assert.equal(latency(sonnet45), undefined);
  });

  it('leave out what is empty', () => {
    const sent = input(unknown, { stopSequences: [' '], requestMetadata: {} });
    assert.deepEqual(Object.keys(sent), ['modelId', 'messages']);
  });

  it('put the system prompt where the model reads it', () => {
    const mistral = 'mistral.mistral-7b-instruct-v0:2';
    assert.deepEqual(input(sonnet45, {}, { systemPrompt: 'Be brief.' }).system, [{ text: 'Be brief.' }]);
    const sent = input(mistral, {}, { systemPrompt: 'Be brief.' });
    assert.equal(sent.system, undefined);
    assert.deepEqual(sent.messages?.[0]?.content, [{ text: 'Be brief.' }, { text: 'Hello' }]);
  });
});
