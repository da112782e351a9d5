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
import type { Said } from './said';

/** What the request does not say of itself. */
export interface ChatTarget {
  /** The model's id at the endpoint. */
  readonly model: string;
  readonly toolRequired: boolean;
}

/** A request for a chat completion. Source: the `openai` package, resources/chat/completions. */
export function chatBody(input: ConverseStreamCommandInput, { model, toolRequired }: ChatTarget): Said {
  const instructions = systemText(input);
  const tools = (input.toolConfig?.tools ?? []).flatMap(givenTool);
  const effort = askedEffort(input);
  const format = answerFormat(input);
  const { maxTokens, stopSequences = [] } = input.inferenceConfig ?? {};
  return {
    model,
    stream: true,
    stream_options: { include_usage: true },
    messages: [
      ...(instructions === undefined ? [] : [{ role: 'system', content: instructions }]),
      ...(input.messages ?? []).flatMap(messagesOf),
    ],
    ...(tools.length === 0 ? {} : { tools: tools.map((tool) => ({ type: 'function', function: tool })) }),
    ...(tools.length > 0 && toolRequired ? { tool_choice: 'required' } : {}),
    ...(effort === undefined ? {} : { reasoning_effort: effort }),
    ...(format === undefined ? {} : { response_format: { type: 'json_schema', json_schema: format } }),
    ...(maxTokens === undefined ? {} : { max_completion_tokens: maxTokens }),
    ...(stopSequences.length === 0 ? {} : { stop: stopSequences }),
    ...commonFields(input),
  };
}

/** The messages of one: results stand alone, each behind the call that it belongs to. */
function messagesOf({ role, content = [] }: WireMessage): Said[] {
  if (role === 'assistant') {
    const text = content.flatMap((block) => (block.text === undefined ? [] : [block.text])).join('\n\n');
    const calls = content.flatMap(callOf);
    return [
      { role, content: text === '' ? null : text, ...(calls.length === 0 ? {} : { tool_calls: calls }) },
    ];
  }
  const results = content.flatMap(({ toolResult }) =>
    toolResult === undefined
      ? []
      : [{ role: 'tool', tool_call_id: toolResult.toolUseId, content: resultText(toolResult) }],
  );
  const said = content.flatMap(partOf);
  return [...results, ...(said.length === 0 ? [] : [{ role: 'user', content: said }])];
}

function callOf({ toolUse }: WireBlock): Said[] {
  return toolUse === undefined
    ? []
    : [
        {
          id: toolUse.toolUseId,
          type: 'function',
          function: { name: toolUse.name, arguments: JSON.stringify(toolUse.input) },
        },
      ];
}

function partOf({ text, image, document }: WireBlock): Said[] {
  if (text !== undefined) {
    return [{ type: 'text', text }];
  }
  if (image !== undefined) {
    return [{ type: 'image_url', image_url: { url: pictureUrl(image) } }];
  }
  if (document === undefined) {
    return [];
  }
  const given = givenDocument(document);
  return ['text' in given ? { type: 'text', ...given } : { type: 'file', file: given }];
}
