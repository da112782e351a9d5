import type {
  ContentBlock as WireBlock,
  ConverseStreamCommandInput,
  Message as WireMessage,
} from '@aws-sdk/client-bedrock-runtime';
import {
  answerFormat,
  askedEffort,
  commonFields,
  givenDocument,
  givenTool,
  pictureUrl,
  resultText,
  systemText,
} from './givenContent';
import { openedReasoning } from './sealedReasoning';
import type { Said } from './said';

type Item = Said;

/** What the request does not say of itself. */
export interface ResponsesTarget {
  /** The model's id at the endpoint. */
  readonly model: string;
  readonly toolRequired: boolean;
  /** Whether it reasons; then its thoughts are asked for as what can be sent back. */
  readonly reasons: boolean;
  /** Whether it sums up what it thinks, where that is asked for. */
  readonly summarizes: boolean;
}

/**
 * A request of the Responses API. `store` is false, so that nothing is kept at the service; the whole conversation goes
 * along each time. Source: Bedrock user guide, "Inference using Responses API", and the `openai` package.
 */
export function responsesBody(input: ConverseStreamCommandInput, target: ResponsesTarget): Said {
  const instructions = systemText(input);
  const tools = (input.toolConfig?.tools ?? []).flatMap(givenTool);
  const effort = askedEffort(input);
  const reasoning = {
    ...(effort === undefined ? {} : { effort }),
    ...(target.summarizes && effort !== 'none' ? { summary: 'auto' } : {}),
  };
  const format = answerFormat(input);
  const { maxTokens } = input.inferenceConfig ?? {};
  return {
    model: target.model,
    stream: true,
    store: false,
    ...(instructions === undefined ? {} : { instructions }),
    input: (input.messages ?? []).flatMap(itemsOf),
    ...(tools.length === 0 ? {} : { tools: tools.map((tool) => ({ type: 'function', ...tool })) }),
    ...(tools.length > 0 && target.toolRequired ? { tool_choice: 'required' } : {}),
    ...(format === undefined ? {} : { text: { format: { type: 'json_schema', ...format } } }),
    ...(Object.keys(reasoning).length === 0 ? {} : { reasoning }),
    ...(target.reasons ? { include: ['reasoning.encrypted_content'] } : {}),
    ...(maxTokens === undefined ? {} : { max_output_tokens: maxTokens }),
    ...commonFields(input),
  };
}

/** The items of one message: what is said in a row is one of them, each call, result and thought one of its own. */
function itemsOf({ role, content = [] }: WireMessage): Item[] {
  const items: Item[] = [];
  let said: Item[] = [];
  const endMessage = () => {
    if (said.length > 0) {
      items.push({ type: 'message', role, content: said });
      said = [];
    }
  };
  for (const block of content) {
    const part = role === 'assistant' ? answerPart(block) : questionPart(block);
    if (part !== undefined) {
      said.push(part);
      continue;
    }
    const item = itemOf(block);
    if (item !== undefined) {
      endMessage();
      items.push(item);
    }
  }
  endMessage();
  return items;
}

function answerPart({ text }: WireBlock): Item | undefined {
  return text === undefined ? undefined : { type: 'output_text', text };
}

function questionPart({ text, image, document }: WireBlock): Item | undefined {
  if (text !== undefined) {
    return { type: 'input_text', text };
  }
  if (image !== undefined) {
    return { type: 'input_image', image_url: pictureUrl(image), detail: 'auto' };
  }
  if (document === undefined) {
    return undefined;
  }
  const given = givenDocument(document);
  return { type: 'text' in given ? 'input_text' : 'input_file', ...given };
}

function itemOf({ toolUse, toolResult, reasoningContent }: WireBlock): Item | undefined {
  if (toolUse !== undefined) {
    const { toolUseId, name, input } = toolUse;
    return { type: 'function_call', call_id: toolUseId, name, arguments: JSON.stringify(input) };
  }
  if (toolResult !== undefined) {
    return {
      type: 'function_call_output',
      call_id: toolResult.toolUseId,
      output: resultText(toolResult),
    };
  }
  return openedReasoning(reasoningContent?.reasoningText?.signature);
}
