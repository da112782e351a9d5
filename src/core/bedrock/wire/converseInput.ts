import type {
  ConverseStreamCommandInput,
  Message as WireMessage,
  ToolConfiguration,
} from '@aws-sdk/client-bedrock-runtime';
import { placeCachePoints } from '../cachePoints';
import type { ConverseRequest } from './converseCall';
import { toConverseMessages } from './messages';
import { modelTraits } from '../models/modelTraits';
import type { ModelTraits } from '../models/modelFacts';
import { allowedReasoning } from './reasoningFields';
import { parameterFields } from './requestParameters';
import { toToolConfig } from './tools';
import { wellFormed } from './wellFormed';

/** A question as Converse takes it, as far as its model is known: nothing that the model refuses, whatever the history. */
export function toConverseInput(request: ConverseRequest): ConverseStreamCommandInput {
  const { model, parameters } = request;
  const traits = modelTraits(model.modelId);
  const toolConfig = toolConfigOf(request, traits);
  const messages = toConverseMessages(request.messages, {
    withTools: toolConfig !== undefined,
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
  return wellFormed({
    modelId: model.id,
    ...placeCachePoints(
      { ...instructed, ...(toolConfig === undefined ? {} : { toolConfig }) },
      traits,
      parameters.caching,
    ),
    ...parameterFields(request, traits, { reasoning, toolForced }),
  });
}

/** Tools that do not work while an answer streams are not declared. */
function toolConfigOf(
  { tools = [], toolRequired = false }: ConverseRequest,
  traits: ModelTraits,
): ToolConfiguration | undefined {
  return traits.tools === 'none' || traits.tools === 'converse'
    ? undefined
    : toToolConfig(tools, toolRequired && traits.requiredTools !== false);
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
