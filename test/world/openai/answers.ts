import { randomUUID } from 'node:crypto';
import type { Answer, AnswerBlock } from '../bedrock/replies';
import type { Json } from './body';

/** An event of a stream; `type` is its name. */
export type StreamEvent = Json;

/** Who gives an answer, and what of it is kept. */
export interface Giving {
  readonly model: string;
  /** Notes a sealed thought, which may come back. */
  readonly seal: (encrypted: string) => void;
  /** Whether thoughts were asked for as what can be sent back. */
  readonly encrypts: boolean;
}

/** The response that an answer is, when it has ended. */
export function responseOf(answer: Answer, giving: Giving): Json {
  const cut = answer.stopReason === 'max_tokens' || answer.stopReason === 'content_filtered';
  return {
    id: `resp_${randomUUID()}`,
    object: 'response',
    model: giving.model,
    status: cut ? 'incomplete' : 'completed',
    error: null,
    incomplete_details: cut
      ? { reason: answer.stopReason === 'max_tokens' ? 'max_output_tokens' : 'content_filter' }
      : null,
    output: answer.blocks.map((block, index) => itemOf(block, { index, giving, answer })),
    service_tier: answer.serviceTier ?? 'default',
    usage: usageOf(answer),
  };
}

function usageOf({ usage = {} }: Answer): Json {
  const { inputTokens = 10, outputTokens = 5, cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } = usage;
  const all = inputTokens + cacheReadInputTokens + cacheWriteInputTokens;
  return {
    input_tokens: all,
    input_tokens_details: { cached_tokens: cacheReadInputTokens, cache_write_tokens: cacheWriteInputTokens },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: all + outputTokens,
  };
}

function itemOf(
  block: AnswerBlock,
  { index, giving, answer }: { index: number; giving: Giving; answer: Answer },
): Json {
  switch (block.type) {
    case 'text':
      return {
        type: 'message',
        id: `msg_${index}`,
        role: 'assistant',
        status: 'completed',
        content: [
          answer.stopReason === 'refusal'
            ? { type: 'refusal', refusal: block.text }
            : { type: 'output_text', text: block.text, annotations: [] },
        ],
      };
    case 'reasoning':
    case 'redacted': {
      const encrypted = `sealed-${randomUUID()}`;
      giving.seal(encrypted);
      return {
        type: 'reasoning',
        id: `rs_${index}`,
        summary: block.type === 'reasoning' ? [{ type: 'summary_text', text: block.text }] : [],
        ...(giving.encrypts ? { encrypted_content: encrypted } : {}),
      };
    }
    case 'toolUse':
      return {
        type: 'function_call',
        id: `fc_${index}`,
        call_id: block.toolUseId ?? `call_${randomUUID()}`,
        name: block.name,
        arguments: typeof block.input === 'string' ? block.input : JSON.stringify(block.input),
        status: answer.stopReason === 'max_tokens' ? 'incomplete' : 'completed',
      };
  }
}

/** The events of a response, in the order of the `openai` package's accumulator (src/lib/responses). */
export function responseEvents(response: Json): readonly StreamEvent[] {
  const items = response['output'] as Json[];
  const begun = { ...response, status: 'in_progress', output: [], usage: null };
  const events: StreamEvent[] = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...items.flatMap((item, output_index) => itemEvents(item, output_index)),
    { type: `response.${String(response['status'])}`, response },
  ];
  return events.map((event, sequence_number) => ({ ...event, sequence_number }));
}

function itemEvents(item: Json, output_index: number): StreamEvent[] {
  const place = { output_index, item_id: item['id'] };
  const frame = (empty: Json, inner: StreamEvent[]) => [
    { type: 'response.output_item.added', output_index, item: { ...item, ...empty, status: 'in_progress' } },
    ...inner,
    { type: 'response.output_item.done', output_index, item },
  ];
  switch (item['type']) {
    case 'message': {
      const [part = {}] = item['content'] as Json[];
      const kind = part['type'] === 'refusal' ? 'refusal' : 'output_text';
      const text = String(part['text'] ?? part['refusal']);
      const at = { ...place, content_index: 0 };
      return frame({ content: [] }, [
        { type: 'response.content_part.added', ...at, part: { ...part, text: '' } },
        ...cut(text).map((delta) => ({ type: `response.${kind}.delta`, ...at, delta })),
        { type: `response.${kind}.done`, ...at, text },
        { type: 'response.content_part.done', ...at, part },
      ]);
    }
    case 'reasoning':
      return frame(
        { summary: [], encrypted_content: 'not whole yet' },
        (item['summary'] as Json[]).flatMap((part, summary_index) => [
          { type: 'response.reasoning_summary_part.added', ...place, summary_index, part },
          ...cut(String(part['text'])).map((delta) => ({
            type: 'response.reasoning_summary_text.delta',
            ...place,
            summary_index,
            delta,
          })),
          { type: 'response.reasoning_summary_text.done', ...place, summary_index, text: part['text'] },
          { type: 'response.reasoning_summary_part.done', ...place, summary_index, part },
        ]),
      );
    default:
      return frame({ arguments: '' }, [
        ...cut(String(item['arguments'])).map((delta) => ({
          type: 'response.function_call_arguments.delta',
          ...place,
          delta,
        })),
        ...(item['status'] === 'completed'
          ? [{ type: 'response.function_call_arguments.done', ...place, arguments: item['arguments'] }]
          : []),
      ]);
  }
}

/** The chunks of the same answer as a chat completion. */
export function chatChunks(answer: Answer, model: string): readonly StreamEvent[] {
  const chunk = (delta: Json, finish_reason: string | null = null) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model,
    choices: [{ index: 0, delta, finish_reason }],
  });
  let calls = -1;
  const deltas = answer.blocks.flatMap((block): Json[] => {
    switch (block.type) {
      case 'text':
        return cut(block.text).map((content) => ({ content }));
      case 'reasoning':
        return cut(block.text).map((reasoning_content) => ({ reasoning_content }));
      case 'redacted':
        return [];
      case 'toolUse': {
        calls += 1;
        const json = typeof block.input === 'string' ? block.input : JSON.stringify(block.input);
        return [
          {
            tool_calls: [
              {
                index: calls,
                id: block.toolUseId ?? `call_${randomUUID()}`,
                type: 'function',
                function: { name: block.name, arguments: '' },
              },
            ],
          },
          ...cut(json).map((piece) => ({ tool_calls: [{ index: calls, function: { arguments: piece } }] })),
        ];
      }
    }
  });
  const { stopReason } = answer;
  const reason =
    stopReason === 'max_tokens'
      ? 'length'
      : stopReason === 'content_filtered'
        ? 'content_filter'
        : calls >= 0
          ? 'tool_calls'
          : 'stop';
  const { inputTokens = 10, outputTokens = 5, cacheReadInputTokens = 0 } = answer.usage ?? {};
  const prompt_tokens = inputTokens + cacheReadInputTokens;
  return [
    chunk({ role: 'assistant', content: '' }),
    ...deltas.map((delta) => chunk(delta)),
    chunk({}, reason),
    {
      ...chunk({}),
      choices: [],
      usage: {
        prompt_tokens,
        completion_tokens: outputTokens,
        total_tokens: prompt_tokens + outputTokens,
        prompt_tokens_details: { cached_tokens: cacheReadInputTokens },
      },
    },
  ];
}

function cut(text: string): readonly string[] {
  return text.match(/[^]{1,7}/gu) ?? [];
}
