import type { ConverseStreamCommandInput, Message as WireMessage } from '@aws-sdk/client-bedrock-runtime';
import { placeCachePoints } from '../cachePoints';
import type { ConverseRequest } from './converseCall';
import { toConverseMessages } from './messages';
import { traitsOf } from '../models/modelTraits';
import type { ModelTraits } from '../models/traits';
import { allowedReasoning } from './reasoningFields';
import { parameterFields } from './requestParameters';
import { WireTools } from './tools';
import { wellFormed } from './wellFormed';

/** A question as Converse takes it, as far as its model is known: nothing that the model refuses, whatever the history. */
export function toConverseInput(
  request: ConverseRequest,
  tools = WireTools.of(request.tools, request.model.modelId),
): ConverseStreamCommandInput {
  const { model, parameters, toolRequired = false } = request;
  const traits = traitsOf(model);
  // Tools that do not work while an answer streams are not declared.
  const toolConfig =
    traits.tools === 'none' || traits.tools === 'converse'
      ? undefined
      : tools.config(toolRequired && traits.requiredTools !== false);
  const messages = toConverseMessages(request.messages, {
    tools: toolConfig === undefined ? undefined : tools,
    modelId: model.modelId,
    traits,
    instructions: {
      ...(request.systemPrompt.trim() === '' ? {} : { system: [{ text: request.systemPrompt }] }),
      ...(toolConfig === undefined ? {} : { toolConfig }),
    },
  });
  const instructed = withSystem(messages, request.systemPrompt, traits);
  const toolForced = toolConfig?.toolChoice !== undefined;
  const reasoning = allowedReasoning(parameters, traits, { messages, toolForced });
  const { toolConfig: declared, ...conversation } = placeCachePoints(
    { ...instructed, ...(toolConfig === undefined ? {} : { toolConfig }) },
    request.uncached === true ? { caching: null } : traits,
    { caching: parameters.caching, tools: toolConfig === undefined ? undefined : tools },
  );
  return {
    ...wellFormed({
      modelId: model.id,
      ...conversation,
      ...parameterFields(request, traits, { reasoning, toolForced }),
      ...outputFields(request),
    }),
    // Declared tools are well-formed already.
    ...(declared === undefined ? {} : { toolConfig: declared }),
  };
}

/** The schema that Bedrock holds the answer to, as text. */
function outputFields({ answerForm }: ConverseRequest): Pick<ConverseStreamCommandInput, 'outputConfig'> {
  if (answerForm?.type !== 'format') {
    return {};
  }
  const { name, schema } = answerForm;
  const jsonSchema = { name, schema: JSON.stringify(schema) };
  return { outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema } } } };
}

/** A model without system prompts is told at the beginning of the conversation. */
function withSystem(
  messages: WireMessage[],
  text: string,
  traits: ModelTraits,
): Pick<ConverseStreamCommandInput, 'system'> & { readonly messages: WireMessage[] } {
  if (text.trim() === '') {
    return { messages };
  }
  if (traits.system !== false) {
    return { system: [{ text }], messages };
  }
  const [first, ...rest] = messages;
  return { messages: [{ role: 'user', content: [{ text }, ...(first?.content ?? [])] }, ...rest] };
}
