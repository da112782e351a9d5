import { models, tool, type Example, type ExampleRequest } from './request';

type Fields = NonNullable<ExampleRequest['additionalModelRequestFields']>;

const fields = (modelId: string, additionalModelRequestFields: Fields): ExampleRequest => ({
  modelId,
  additionalModelRequestFields,
});
const thinking = (modelId: string, value: Fields): ExampleRequest => fields(modelId, { thinking: value });
const effort = (modelId: string, level: string): ExampleRequest =>
  fields(modelId, { output_config: { effort: level } });

/** Of the rules about reasoning that is asked for. */
export const thinkingExamples: Readonly<Record<string, Example>> = {
  additionalFields: {
    broken: [
      fields(models.sonnet45, { reasoningConfig: { type: 'enabled' } }),
      fields(models.novaPro, { thinking: { type: 'adaptive' } }),
      fields(models.gptOss, { thinking: { type: 'adaptive' } }),
    ],
    taken: [fields(models.sonnet45, { top_k: 5 }), fields(models.novaPro, { inferenceConfig: { topK: 5 } })],
  },
  thinkingType: {
    broken: [
      thinking(models.haiku3, { type: 'enabled', budget_tokens: 1024 }),
      thinking(models.sonnet45, { type: 'adaptive' }),
      thinking(models.opus48, { type: 'enabled', budget_tokens: 1024 }),
      thinking(models.opus55, { type: 'disabled' }),
      thinking(models.opus55, { type: 'between_tools' }),
    ],
    taken: [
      thinking(models.sonnet45, { type: 'enabled', budget_tokens: 1024 }),
      thinking(models.opus46, { type: 'enabled', budget_tokens: 1024 }),
      thinking(models.opus46, { type: 'adaptive' }),
      thinking(models.opus48, { type: 'disabled' }),
      thinking(models.sonnet55, { type: 'between_tools' }),
    ],
  },
  thinkingFields: {
    broken: [
      thinking(models.opus48, { type: 'adaptive', effort: 'high' }),
      thinking(models.opus48, { type: 'adaptive', display: 'full' }),
      thinking(models.sonnet45, { type: 'enabled', budget_tokens: 1023 }),
      {
        ...thinking(models.sonnet45, { type: 'enabled', budget_tokens: 2000 }),
        inferenceConfig: { maxTokens: 2000 },
      },
    ],
    taken: [
      thinking(models.opus48, { type: 'adaptive', display: 'summarized' }),
      {
        ...thinking(models.sonnet45, { type: 'enabled', budget_tokens: 2000 }),
        inferenceConfig: { maxTokens: 2001 },
      },
    ],
  },
  thinkingAlone: {
    broken: [
      { ...thinking(models.opus46, { type: 'adaptive' }), inferenceConfig: { temperature: 0.5 } },
      { ...thinking(models.opus46, { type: 'adaptive' }), inferenceConfig: { topP: 0.9 } },
      fields(models.opus46, { thinking: { type: 'adaptive' }, top_k: 5 }),
      {
        ...thinking(models.opus46, { type: 'adaptive' }),
        toolConfig: { tools: [tool()], toolChoice: { any: {} } },
      },
    ],
    taken: [
      {
        ...thinking(models.opus46, { type: 'adaptive' }),
        toolConfig: { tools: [tool()], toolChoice: { auto: {} } },
      },
      { ...thinking(models.opus46, { type: 'disabled' }), inferenceConfig: { temperature: 0.5 } },
    ],
  },
  effortLevels: {
    broken: [
      effort(models.opus46, 'xhigh'),
      effort(models.sonnet45, 'low'),
      effort(models.opus48, 'minimal'),
    ],
    taken: [effort(models.opus46, 'max'), effort(models.opus48, 'xhigh')],
  },
  effortWithoutThinking: {
    broken: [
      fields('us.anthropic.claude-haiku-5-5', {
        thinking: { type: 'disabled' },
        output_config: { effort: 'max' },
      }),
      fields(models.sonnet55, { thinking: { type: 'between_tools' }, output_config: { effort: 'xhigh' } }),
    ],
    taken: [
      fields('us.anthropic.claude-haiku-5-5', {
        thinking: { type: 'disabled' },
        output_config: { effort: 'high' },
      }),
      fields('us.anthropic.claude-haiku-5-5', {
        thinking: { type: 'adaptive' },
        output_config: { effort: 'max' },
      }),
    ],
  },
  novaReasoning: {
    broken: [
      fields(models.novaPro, { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'low' } }),
      fields(models.nova2, { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'max' } }),
      {
        ...fields(models.nova2, { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'high' } }),
        inferenceConfig: { maxTokens: 100 },
      },
    ],
    taken: [
      fields(models.nova2, { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'high' } }),
      {
        ...fields(models.nova2, { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'low' } }),
        inferenceConfig: { maxTokens: 100 },
      },
    ],
  },
  openReasoning: {
    broken: [
      fields(models.gptOss, { reasoning_effort: 'max' }),
      fields(models.gptOss, { reasoning: { effort: 'low' } }),
      fields(models.gpt6, { reasoning: { effort: 'minimal' } }),
      fields('us.openai.gpt-6-astra', { reasoning: { effort: 'none' } }),
    ],
    taken: [
      fields(models.gptOss, { reasoning_effort: 'low' }),
      fields(models.gpt6, { reasoning: { effort: 'none' } }),
    ],
  },
  longContextFlag: {
    broken: [fields(models.opus46, { anthropic_beta: ['context-1m-2025-08-07'] })],
    taken: [fields(models.sonnet45, { anthropic_beta: ['context-1m-2025-08-07'] })],
  },
};
