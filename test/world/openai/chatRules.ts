import { listed, type Json } from './body';
import { brokenFormat } from './formatRules';
import type { OpenAiRequestParts } from './responsesRules';

const fields = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'max_completion_tokens',
  'reasoning_effort',
  'response_format',
  'temperature',
  'top_p',
  'stop',
  'metadata',
  'service_tier',
]);

/** What breaks a request for a chat completion; undefined where nothing does. */
export function brokenChat({ body, model }: Pick<OpenAiRequestParts, 'body' | 'model'>): string | undefined {
  const unknown = Object.keys(body).find((name) => !fields.has(name));
  if (unknown !== undefined) {
    return `Unsupported parameter: '${unknown}' is not supported with this model.`;
  }
  const effort = body['reasoning_effort'] as string | undefined;
  if (effort !== undefined && !model.efforts.includes(effort)) {
    return `Unsupported value: 'reasoning_effort' does not support '${effort}' with this model.`;
  }
  const format = body['response_format'] as Json | undefined;
  const broken = brokenFormat(
    format && { type: format['type'], ...(format['json_schema'] as Json) },
    'response_format',
    model,
  );
  if (broken !== undefined) {
    return broken;
  }
  for (const tool of listed(body, 'tools')) {
    const { name } = (tool['function'] ?? {}) as Json;
    if (tool['type'] !== 'function' || typeof name !== 'string') {
      return "Missing required parameter: 'tools[0].function'.";
    }
  }
  const messages = listed(body, 'messages');
  let open = new Set<unknown>();
  for (const [index, message] of messages.entries()) {
    const { role, content, tool_calls: calls } = message;
    if (role === 'tool') {
      if (!open.delete(message['tool_call_id'])) {
        return "messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";
      }
    } else if (open.size > 0) {
      return "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'.";
    }
    if (role === 'assistant') {
      open = new Set((Array.isArray(calls) ? (calls as Json[]) : []).map(({ id }) => id));
    }
    const isEmpty = content === null || content === undefined || content === '';
    if (isEmpty && !(role === 'assistant' && open.size > 0)) {
      return `Invalid value for 'content' of messages[${index}]: expected a string, got null.`;
    }
  }
  return messages.length === 0
    ? "Missing required parameter: 'messages'."
    : open.size > 0
      ? 'A call of a tool has no answer.'
      : undefined;
}
