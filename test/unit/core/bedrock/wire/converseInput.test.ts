import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { ConverseRequest } from '../../../../../src/core/bedrock/wire/converseCall';
import { toConverseInput } from '../../../../../src/core/bedrock/wire/converseInput';
import { configuredModel } from '../../../../../src/core/bedrock/models/modelChoice';
import { cutHistory } from '../../../../../src/core/chat/history';
import {
  brokenRule,
  foundationModels,
  strictTraits,
  type ConverseBody,
  type FoundationModel,
} from '../../../../support/emulators/bedrock';
import { anyHistory, anyParameters, anyText, anyTools } from '../../../../support/histories';
import { holds } from '../../../../support/properties';

const chatModels = foundationModels.filter(
  ({ streaming, outputModalities }) => streaming && outputModalities.includes('TEXT'),
);

const anyRequest = fc.record({
  model: fc.constantFrom(...chatModels),
  messages: anyHistory,
  systemPrompt: anyText,
  tools: anyTools,
  toolRequired: fc.boolean(),
  parameters: anyParameters,
  surface: fc.constantFrom('panel' as const, 'participant' as const, 'provider' as const),
  maxTurns: fc.integer({ min: 0, max: 4 }),
});

describe('What is sent, whatever the history', () => {
  it('is never refused by the model that it goes to', () => {
    const property = fc.property(anyRequest, ({ model, messages, ...rest }) => {
      const input = sent({ ...rest, messages, modelId: `us.${model.modelId}` });
      assert.equal(brokenRule(input as ConverseBody, { traits: roomy(model) }), undefined);
    });
    holds(property, 1_500);
  });

  it('is never refused after a chat has cut its history', () => {
    const property = fc.property(anyRequest, ({ model, messages, maxTurns, ...rest }) => {
      const cut = cutHistory(messages, { maxTurns, maxTokens: 5_000 });
      const input = sent({ ...rest, messages: cut.messages, modelId: model.modelId });
      assert.equal(brokenRule(input as ConverseBody, { traits: roomy(model) }), undefined);
    });
    holds(property, 500);
  });

  it('leaves out no word that a user wrote', () => {
    const property = fc.property(anyRequest, ({ model, messages, ...rest }) => {
      const input = sent({ ...rest, messages, modelId: model.modelId });
      const texts = new Set(input.messages?.flatMap(({ content }) => content?.map(({ text }) => text)));
      const written = messages.flatMap(({ role, content }) =>
        content.flatMap((block) => (role === 'user' && block.type === 'text' ? [block.text] : [])),
      );
      const lost = written.filter((text) => text.trim() !== '' && !texts.has(text));
      assert.deepEqual(lost, []);
    });
    holds(property, 300);
  });

  it('is taken by a strict model of which nothing is known, as long as nothing is asked for', () => {
    const arn = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/k3v9qd7x2m4a';
    const property = fc.property(anyRequest, ({ messages, systemPrompt, tools, surface }) => {
      const parameters = {};
      const input = sent({ messages, systemPrompt, tools, surface, parameters, modelId: arn });
      assert.equal(
        brokenRule(input as ConverseBody, { traits: { ...strictTraits, contextTokens: Infinity } }),
        undefined,
      );
      assert.ok(!('inferenceConfig' in input) && !('additionalModelRequestFields' in input));
    });
    holds(property, 500);
  });
});

/** How much fits is not a matter of form, but of cutting the history. */
function roomy({ traits }: FoundationModel): FoundationModel['traits'] {
  return { ...traits, contextTokens: Infinity };
}

function sent({
  modelId,
  ...request
}: Omit<ConverseRequest, 'model' | 'conversationId'> & { readonly modelId: string }) {
  return toConverseInput({ ...request, model: configuredModel(modelId), conversationId: null });
}
