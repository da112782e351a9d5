import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as vscode from 'vscode';
import { toConverseInput } from '../../src/core/bedrock/wire/converseInput';
import { configuredModel } from '../../src/core/bedrock/models/modelChoice';
import { toRequest, toTools } from '../../src/vscode/languageModelProvider/messages';
import { brokenRule } from '../support/emulators/bedrock/converseRules';
import { foundationModels } from '../support/emulators/bedrock/models';
import type { ConverseBody } from '../support/emulators/bedrock/wire';
import { anyParameters, anyText, anyTools, anyToolUseId } from '../support/histories';
import { holds } from '../support/properties';

const { LanguageModelTextPart, LanguageModelToolCallPart, LanguageModelToolResultPart } = vscode;

/** Parts that the host sends and the stable types do not know; a host without them sends plain objects. */
interface NewerParts {
  readonly LanguageModelDataPart?: new (data: Uint8Array, mimeType: string) => object;
  readonly LanguageModelThinkingPart?: new (value: string, id?: string, metadata?: object) => object;
}
const newer = vscode as NewerParts;

const text = anyText.map((value) => new LanguageModelTextPart(value));
const data = fc
  .tuple(
    fc.constantFrom('image/png', 'cache_control', 'usage', 'stateful_marker', 'application/pdf'),
    fc.constantFrom('ephemeral', '{}', '', '\u0089PNG\r\n'),
  )
  .map(([mimeType, content]) => {
    const bytes = Buffer.from(content, 'latin1');
    const { LanguageModelDataPart: Part } = newer;
    return Part === undefined ? { mimeType, data: bytes } : new Part(bytes, mimeType);
  });
const thinking = fc.tuple(anyText, fc.constantFrom({}, { signature: '' })).map(([value, metadata]) => {
  const { LanguageModelThinkingPart: Part } = newer;
  return Part === undefined ? { value, metadata } : new Part(value, 'thought', metadata);
});
const toolCall = fc
  .tuple(anyToolUseId, fc.constantFrom('search', 'mcp.read/file'), fc.dictionary(fc.string(), fc.jsonValue()))
  .map(([id, name, input]) => new LanguageModelToolCallPart(id, name, input));
const toolResult = fc
  .tuple(anyToolUseId, fc.array(fc.oneof(text, data, fc.jsonValue()), { maxLength: 3 }))
  .map(([id, content]) => new LanguageModelToolResultPart(id, content));
const message = fc
  .tuple(
    // The host sends system messages in a role outside the enum.
    fc.integer({ min: 1, max: 3 }),
    fc.array(fc.oneof(text, data, toolCall, toolResult, thinking), { maxLength: 5 }),
  )
  .map(([role, content]) => ({
    role,
    content,
    name: undefined,
  }));

const chatModels = foundationModels.filter(
  ({ streaming, outputModalities }) => streaming && outputModalities.includes('TEXT'),
);

describe('What VS Code asks a model, whatever its history', () => {
  it('is sent in a form that the model never refuses', () => {
    const anyRequest = fc.record({
      model: fc.constantFrom(...chatModels),
      messages: fc.array(message, { maxLength: 10 }),
      tools: anyTools,
      toolRequired: fc.boolean(),
      parameters: anyParameters,
    });
    const property = fc.property(anyRequest, ({ model, messages, tools, toolRequired, parameters }) => {
      const offered = tools.map(({ inputSchema, ...tool }) => ({
        ...tool,
        inputSchema: objectOf(inputSchema),
      }));
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the host really sends a role outside the enum
      const host = toRequest(messages);
      const input = toConverseInput({
        surface: 'provider',
        conversationId: null,
        model: configuredModel(model.modelId),
        messages: host.messages,
        systemPrompt: host.instructions,
        tools: toTools(offered),
        toolRequired,
        parameters,
      });
      const traits = { ...model.traits, contextTokens: Infinity };
      assert.equal(brokenRule(input as ConverseBody, { traits }), undefined);
    });
    holds(property, 1_000);
  });
});

function objectOf(schema: unknown): object {
  return typeof schema === 'object' && schema !== null ? schema : {};
}
