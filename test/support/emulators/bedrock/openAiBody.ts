import type { ConverseBody, WireBlock, WireMessage } from './wire';

type Json = Readonly<Record<string, unknown>>;

/** A request of either OpenAI-compatible API as Converse would have it, as far as answers depend on it. */
export function converseBodyOf(body: Json): ConverseBody {
  const { instructions, tools, max_output_tokens: maxOutput, max_completion_tokens: maxCompletion } = body;
  const limit = maxOutput ?? maxCompletion;
  const items = listOf(body['input'] ?? body['messages']);
  const system = [
    ...(typeof instructions === 'string' ? [instructions] : []),
    ...items.flatMap(({ role, content }) => (role === 'system' ? [String(content)] : [])),
  ];
  return {
    messages: merged(items.flatMap(converseMessage)),
    ...(system.length === 0 ? {} : { system: system.map((text) => ({ text })) }),
    ...(typeof limit === 'number' ? { inferenceConfig: { maxTokens: limit } } : {}),
    ...(Array.isArray(tools) ? { toolConfig: toolsOf(listOf(tools), body['tool_choice']) } : {}),
    ...formatOf(body),
  };
}

/** Tools are told only where one has to be called: on nothing else do answers depend. */
function toolsOf(tools: readonly Json[], choice: unknown): NonNullable<ConverseBody['toolConfig']> {
  if (choice !== 'required') {
    return { tools: [] };
  }
  const specs = tools.map((tool) => (tool['function'] ?? tool) as Json);
  return {
    tools: specs.map(({ name, parameters }) => ({
      toolSpec: { name: String(name), inputSchema: { json: parameters } },
    })),
    toolChoice: { any: {} },
  };
}

function formatOf({ text, response_format: chat }: Json): Pick<ConverseBody, 'outputConfig'> {
  const format = (text as Json | undefined)?.['format'] ?? (chat as Json | undefined)?.['json_schema'];
  const { schema } = (format ?? {}) as Json;
  return schema === undefined
    ? {}
    : {
        outputConfig: {
          textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: JSON.stringify(schema) } } },
        },
      };
}

function converseMessage(item: Json): WireMessage[] {
  const { type, role } = item;
  if (type === 'function_call_output' || role === 'tool') {
    const toolUseId = String(item['call_id'] ?? item['tool_call_id']);
    const text = String(item['output'] ?? item['content']);
    return [{ role: 'user', content: [{ toolResult: { toolUseId, content: [{ text }] } }] }];
  }
  if (type === 'function_call') {
    return [{ role: 'assistant', content: [{ toolUse: { name: String(item['name']) } }] }];
  }
  return role === 'user' || role === 'assistant'
    ? [
        {
          role,
          content: [...partsOf(item['content']), ...listOf(item['tool_calls']).map(() => ({ toolUse: {} }))],
        },
      ]
    : [];
}

function partsOf(content: unknown): WireBlock[] {
  if (typeof content === 'string') {
    return [{ text: content }];
  }
  return listOf(content).map(({ type, text }) =>
    typeof text === 'string' ? { text } : String(type).includes('image') ? { image: {} } : { document: {} },
  );
}

function merged(messages: readonly WireMessage[]): WireMessage[] {
  const all: WireMessage[] = [];
  for (const { role, content = [] } of messages) {
    const last = all.at(-1);
    if (last?.role === role) {
      last?.content?.push(...content);
    } else {
      all.push({ role, content: [...content] });
    }
  }
  return all;
}

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}
