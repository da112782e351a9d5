import { randomUUID } from 'node:crypto';
import type { PlannedEvent, StreamForm } from './answerStream';

type Json = Readonly<Record<string, unknown>>;

/** A stream of a chat completion. */
export function chatForm(model: string): StreamForm {
  let calls = -1;
  const head = { id: 'chatcmpl-emulated', object: 'chat.completion.chunk', created: 1, model };
  const chunk = (delta: Json, finish_reason: string | null = null) =>
    event({ ...head, choices: [{ index: 0, delta, finish_reason }] });
  return {
    frame: ({ type, payload }) => {
      switch (type) {
        case 'messageStart':
          return chunk({ role: 'assistant', content: '' });
        case 'contentBlockStart': {
          const { toolUseId: id, name } = toolOf(payload);
          calls += 1;
          const call = { index: calls, id, type: 'function', function: { name, arguments: '' } };
          return chunk({ tool_calls: [call] });
        }
        case 'contentBlockDelta': {
          const { text, thought, input } = deltaOf(payload);
          return input !== undefined
            ? chunk({ tool_calls: [{ index: calls, function: { arguments: input } }] })
            : chunk(thought !== undefined ? { reasoning_content: thought } : { content: text ?? '' });
        }
        case 'messageStop':
          return chunk(
            {},
            { tool_use: 'tool_calls', max_tokens: 'length' }[String(payload['stopReason'])] ?? 'stop',
          );
        case 'metadata': {
          const { inputTokens, outputTokens } = usageOf(payload);
          const usage = {
            prompt_tokens: inputTokens,
            completion_tokens: outputTokens,
            total_tokens: inputTokens + outputTokens,
          };
          return Buffer.concat([event({ ...head, choices: [], usage }), Buffer.from('data: [DONE]\n\n')]);
        }
        default:
          return Buffer.alloc(0);
      }
    },
    failure: (code, message) => event({ error: { code, message, type: 'server_error' } }),
    broken: () => Buffer.from('data: {"choices": [{"delta": \n\n'),
  };
}

/** The parts of an item that are told apart from it. */
const parts: Readonly<Record<string, { readonly event: string; readonly of: (text: string) => Json }>> = {
  message: { event: 'content_part', of: (text) => ({ type: 'output_text', text, annotations: [] }) },
  reasoning: { event: 'reasoning_summary_part', of: (text) => ({ type: 'summary_text', text }) },
};

/** What an item has while nothing of it has come. */
const emptyItem: Readonly<Record<string, Json>> = {
  message: { role: 'assistant', content: [] },
  reasoning: { summary: [] },
  function_call: { arguments: '' },
};

/** A stream of a response. */
export function responsesForm(model: string): StreamForm {
  const items: Json[] = [];
  let open: { type: string; id: string; text: string; head: Json } | undefined;
  let stop = 'end_turn';
  let serial = 0;
  const told = (type: string, more: Json) => event({ type, sequence_number: serial++, ...more }, type);
  const place = () => ({ output_index: items.length, item_id: open?.id, content_index: 0, summary_index: 0 });
  const begin = (type: string, head: Json = {}): Buffer => {
    open = { type, id: `${type}_${items.length}`, text: '', head };
    const item = { type, id: open.id, status: 'in_progress', ...head, ...emptyItem[type] };
    const added = told('response.output_item.added', { output_index: items.length, item });
    const part = parts[type];
    return part === undefined
      ? added
      : Buffer.concat([added, told(`response.${part.event}.added`, { ...place(), part: part.of('') })]);
  };
  const whole = (): Json => {
    const { type = '', id, text = '', head } = open ?? {};
    return {
      type,
      id,
      status: 'completed',
      ...head,
      ...(type === 'message'
        ? { role: 'assistant', content: [{ type: 'output_text', text, annotations: [] }] }
        : type === 'reasoning'
          ? { summary: [{ type: 'summary_text', text }], encrypted_content: `emulated-${randomUUID()}` }
          : { arguments: text }),
    };
  };
  const response = (more: Json) => ({
    response: { id: 'resp_emulated', object: 'response', model, ...more },
  });
  return {
    frame: ({ type, payload }) => {
      switch (type) {
        case 'messageStart':
          return told('response.created', response({ status: 'in_progress', output: [] }));
        case 'contentBlockStart': {
          const { toolUseId, name } = toolOf(payload);
          return begin('function_call', { call_id: toolUseId, name });
        }
        case 'contentBlockDelta': {
          const { text, thought, input } = deltaOf(payload);
          const begun =
            open === undefined ? begin(thought === undefined ? 'message' : 'reasoning') : Buffer.alloc(0);
          const delta = text ?? thought ?? input ?? '';
          if (open !== undefined) {
            open.text += delta;
          }
          const kind =
            input !== undefined
              ? 'function_call_arguments'
              : thought !== undefined
                ? 'reasoning_summary_text'
                : 'output_text';
          return Buffer.concat([begun, told(`response.${kind}.delta`, { ...place(), delta })]);
        }
        case 'contentBlockStop': {
          const item = whole();
          const part = parts[open?.type ?? ''];
          const partDone =
            part === undefined
              ? Buffer.alloc(0)
              : told(`response.${part.event}.done`, { ...place(), part: part.of(open?.text ?? '') });
          const frame = told('response.output_item.done', { output_index: items.length, item });
          items.push(item);
          open = undefined;
          return Buffer.concat([partDone, frame]);
        }
        case 'messageStop':
          stop = String(payload['stopReason']);
          return Buffer.alloc(0);
        case 'metadata': {
          const status = stop === 'max_tokens' ? 'incomplete' : 'completed';
          const { inputTokens, outputTokens } = usageOf(payload);
          return told(`response.${status}`, {
            ...response({
              status,
              output: items,
              incomplete_details: status === 'incomplete' ? { reason: 'max_output_tokens' } : null,
              service_tier: 'default',
              usage: {
                input_tokens: inputTokens,
                output_tokens: outputTokens,
                total_tokens: inputTokens + outputTokens,
                input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
                output_tokens_details: { reasoning_tokens: 0 },
              },
            }),
          });
        }
        default:
          return Buffer.alloc(0);
      }
    },
    failure: (code, message) => told('error', { code, message, param: null }),
    broken: () => Buffer.from('event: response.output_text.delta\ndata: {"type": \n\n'),
  };
}

function event(data: Json, name?: string): Buffer {
  return Buffer.from(`${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`);
}

type Payload = PlannedEvent['payload'];

function toolOf(payload: Payload): { toolUseId: string; name: string } {
  return (payload['start'] as { toolUse: { toolUseId: string; name: string } }).toolUse;
}

function deltaOf(payload: Payload): { text?: string; thought?: string; input?: string } {
  const { text, toolUse, reasoningContent } = payload['delta'] as {
    text?: string;
    toolUse?: { input: string };
    reasoningContent?: { text?: string };
  };
  return {
    ...(text === undefined ? {} : { text }),
    ...(toolUse === undefined ? {} : { input: toolUse.input }),
    ...(reasoningContent === undefined ? {} : { thought: reasoningContent.text ?? '' }),
  };
}

function usageOf(payload: Payload): { inputTokens: number; outputTokens: number } {
  return payload['usage'] as { inputTokens: number; outputTokens: number };
}
