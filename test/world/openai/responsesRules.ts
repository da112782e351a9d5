import { listed, type Json, type OpenAiBody } from './body';
import { brokenFormat } from './formatRules';
import type { OpenAiModel } from './modelRows';

/** What the rules know beside the request. */
export interface OpenAiRequestParts {
  readonly body: OpenAiBody;
  readonly model: OpenAiModel;
  /** Thoughts that this server sealed, and for which model. */
  readonly sealed: ReadonlyMap<string, string>;
}

const fields = new Set([
  'model',
  'input',
  'instructions',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'reasoning',
  'text',
  'max_output_tokens',
  'store',
  'stream',
  'stream_options',
  'include',
  'metadata',
  'service_tier',
  'prompt_cache_key',
  'safety_identifier',
  'temperature',
  'top_p',
  'truncation',
]);

const toolName = /^[a-zA-Z0-9_-]{1,64}$/;

/** What breaks a request of the Responses API, in the words that it is refused with; undefined where nothing does. */
export function brokenResponses(asked: OpenAiRequestParts): string | undefined {
  const { format } = (asked.body['text'] ?? {}) as Json;
  return (
    brokenFields(asked) ??
    brokenFormat(format, 'text.format', asked.model) ??
    brokenTools(asked.body) ??
    brokenInput(asked)
  );
}

function brokenFields({ body, model }: OpenAiRequestParts): string | undefined {
  const unknown = Object.keys(body).find((name) => !fields.has(name));
  if (unknown !== undefined) {
    return `Unknown parameter: '${unknown}'.`;
  }
  if (body['store'] !== false) {
    return 'This account keeps nothing: store has to be false.';
  }
  const sampled = ['temperature', 'top_p'].find((name) => name in body && !model.sampling);
  if (sampled !== undefined) {
    return `Unsupported parameter: '${sampled}' is not supported with this model.`;
  }
  const tokens = body['max_output_tokens'] as number | undefined;
  if (tokens !== undefined && (!Number.isInteger(tokens) || tokens < 16 || tokens > model.maxOutput)) {
    return `Invalid 'max_output_tokens': integer out of range (16 to ${model.maxOutput}), got ${tokens}.`;
  }
  const { effort } = (body['reasoning'] ?? {}) as { effort?: string };
  if (effort !== undefined && !model.efforts.includes(effort)) {
    return `Unsupported value: 'reasoning.effort' does not support '${effort}' with this model.`;
  }
  const tier = body['service_tier'] as string | undefined;
  return tier !== undefined && !['auto', 'default', 'flex', 'priority'].includes(tier)
    ? `Invalid value: '${tier}' for 'service_tier'.`
    : undefined;
}

function brokenTools(body: OpenAiBody): string | undefined {
  const names = new Set<unknown>();
  for (const [index, tool] of listed(body, 'tools').entries()) {
    const at = `tools[${index}]`;
    if (tool['type'] !== 'function') {
      return `Invalid value: '${String(tool['type'])}' for '${at}.type'.`;
    }
    if (typeof tool['name'] !== 'string' || !toolName.test(tool['name'])) {
      return `Missing or invalid parameter: '${at}.name'.`;
    }
    if (names.has(tool['name'])) {
      return `Duplicate tool name '${tool['name']}'.`;
    }
    names.add(tool['name']);
    if (!('strict' in tool)) {
      return `'${at}.strict' is on unless it is turned off, and this schema is not strict.`;
    }
    const parameters = tool['parameters'] as Json | undefined;
    if (parameters?.['type'] !== 'object') {
      return `Invalid schema for function '${tool['name']}': schema must be of type 'object'.`;
    }
  }
  return body['tool_choice'] !== undefined && names.size === 0
    ? "Invalid value: 'tool_choice' is only allowed when 'tools' are specified."
    : undefined;
}

function brokenInput({ body, model, sealed }: OpenAiRequestParts): string | undefined {
  const items = listed(body, 'input');
  if (items.length === 0) {
    return "Missing required parameter: 'input'.";
  }
  const open = new Set<string>();
  for (const [index, item] of items.entries()) {
    const broken = brokenItem(item, { at: `input[${index}]`, model, asked: body.model, sealed, open });
    if (broken !== undefined) {
      return broken;
    }
    // A thought stands before what it led to.
    const next = items[index + 1];
    if (item['type'] === 'reasoning' && (next === undefined || next['role'] === 'user')) {
      return `Item 'input[${index}]' of type 'reasoning' was provided without its required following item.`;
    }
  }
  const [unanswered] = open;
  return unanswered === undefined ? undefined : `No tool output found for function call ${unanswered}.`;
}

interface Place {
  readonly at: string;
  readonly model: OpenAiModel;
  readonly asked: string | undefined;
  readonly sealed: ReadonlyMap<string, string>;
  readonly open: Set<string>;
}

function brokenItem(item: Json, { at, model, asked, sealed, open }: Place): string | undefined {
  switch (item['type']) {
    case 'message':
      return brokenMessage(item, at, model);
    case 'function_call':
      if (typeof item['arguments'] !== 'string' || typeof item['name'] !== 'string') {
        return `Invalid type for '${at}.arguments': expected a string.`;
      }
      open.add(item['call_id'] as string);
      return undefined;
    case 'function_call_output':
      return !open.delete(item['call_id'] as string)
        ? `No tool call found for function call output with call_id ${String(item['call_id'])}.`
        : typeof item['output'] === 'string' || Array.isArray(item['output'])
          ? undefined
          : `Invalid type for '${at}.output'.`;
    case 'reasoning': {
      const encrypted = item['encrypted_content'] as string | undefined;
      return encrypted === undefined || sealed.get(encrypted) === asked
        ? undefined
        : `The encrypted content for item ${String(item['id'])} could not be verified.`;
    }
    default:
      return `Invalid value: '${String(item['type'])}' for '${at}.type'.`;
  }
}

function brokenMessage(item: Json, at: string, model: OpenAiModel): string | undefined {
  const taken =
    item['role'] === 'assistant' ? ['output_text', 'refusal'] : ['input_text', 'input_image', 'input_file'];
  const parts = listed(item, 'content');
  if (parts.length === 0) {
    return `Missing required parameter: '${at}.content'.`;
  }
  for (const [index, part] of parts.entries()) {
    const place = `${at}.content[${index}]`;
    if (!taken.includes(String(part['type']))) {
      return `Invalid value: '${String(part['type'])}' for '${place}'. Supported values are: ${taken.join(', ')}.`;
    }
    if (part['type'] === 'input_image') {
      const url = part['image_url'];
      if (!model.images) {
        return 'This model does not support image inputs.';
      }
      if (typeof url !== 'string' || !/^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+=*$/.test(url)) {
        return `Invalid '${place}.image_url'.`;
      }
    }
    if (part['type'] === 'input_file' && !/^data:application\/pdf;base64,/.test(String(part['file_data']))) {
      return `Invalid '${place}.file_data'.`;
    }
    const text = part['text'];
    if (String(part['type']).endsWith('_text') && (typeof text !== 'string' || text === '')) {
      return `Missing required parameter: '${place}.text'.`;
    }
  }
  return undefined;
}
