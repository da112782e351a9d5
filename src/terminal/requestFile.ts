import * as v from 'valibot';
import type { Message } from '../core/bedrock/content';
import { readModelOptions } from '../core/bedrock/modelOptions';
import { efforts, type ModelParameters } from '../core/bedrock/parameters';
import type { ToolSpec } from '../core/bedrock/wire/tools';
import { BlockError, issuePath, readMessages } from './converseBlocks';
import { UsageError } from './usageError';

/** `v.record` would take a list as well. */
const objectSchema = v.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'Expected an object',
);

const requestSchema = v.strictObject({
  model: v.exactOptional(v.pipe(v.string(), v.nonEmpty())),
  system: v.exactOptional(v.string()),
  messages: v.pipe(v.array(v.unknown()), v.nonEmpty('Expected at least one message')),
  tools: v.exactOptional(
    v.array(
      v.strictObject({
        name: v.pipe(v.string(), v.nonEmpty()),
        description: v.optional(v.string(), ''),
        inputSchema: objectSchema,
      }),
    ),
  ),
  toolRequired: v.exactOptional(v.boolean()),
  parameters: v.exactOptional(objectSchema),
});

/** Parameters besides those that callers know from other models, which `readModelOptions` reads. */
const parameterSchemas = {
  maxTokens: v.pipe(v.number(), v.integer(), v.minValue(1)),
  temperature: v.pipe(v.number(), v.minValue(0), v.maxValue(2)),
  topP: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  stopSequences: v.array(v.string()),
  reasoning: v.variant('type', [
    v.strictObject({ type: v.literal('budget'), tokens: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
    v.strictObject({ type: v.literal('effort'), level: v.picklist(efforts) }),
  ]),
  guardrail: v.strictObject({
    id: v.pipe(v.string(), v.nonEmpty()),
    version: v.optional(v.string(), 'DRAFT'),
    trace: v.optional(v.boolean(), true),
  }),
  requestMetadata: v.record(v.string(), v.string()),
  serviceTier: v.picklist(['default', 'flex', 'priority', 'reserved']),
  latency: v.picklist(['standard', 'optimized']),
  caching: v.picklist(['5m', '1h']),
} satisfies Record<keyof ModelParameters, v.GenericSchema>;

/** A request of a file, as the engine takes it. */
export interface FileRequest {
  readonly model?: string;
  readonly system?: string;
  readonly messages: readonly Message[];
  readonly tools: readonly ToolSpec[];
  readonly toolRequired: boolean;
  readonly parameters: ModelParameters;
  /** Names of parameters that nobody knows, and that are left out. */
  readonly ignored: readonly string[];
}

/** Reads a request; `from` is the place that it comes from, for people. @throws UsageError */
export function readRequest(text: string, from: string): FileRequest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`The request in ${from} is no JSON: ${String(error)}.`);
  }
  const {
    model,
    system,
    messages,
    tools = [],
    toolRequired = false,
    parameters = {},
  } = parse(requestSchema, value, from);
  if (toolRequired && tools.length === 0) {
    throw new UsageError(`The request in ${from} requires a tool to be called, and has none in "tools".`);
  }
  try {
    return {
      ...(model === undefined ? {} : { model }),
      ...(system === undefined ? {} : { system }),
      messages: readMessages(messages, 'messages'),
      tools,
      toolRequired,
      ...readParameters(parameters, from),
    };
  } catch (error) {
    throw error instanceof BlockError ? wrong(from, error.path, error.problem) : error;
  }
}

function readParameters(
  given: Readonly<Record<string, unknown>>,
  from: string,
): Pick<FileRequest, 'parameters' | 'ignored'> {
  const known = new Map<string, v.GenericSchema>(Object.entries(parameterSchemas));
  const own: Record<string, unknown> = {};
  const others: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const schema = known.get(name);
    if (schema === undefined) {
      others[name] = value;
    } else {
      own[name] = parse(schema, value, from, `parameters.${name}`);
    }
  }
  const { parameters, ignored } = readModelOptions(others);
  return { parameters: { ...parameters, ...own }, ignored };
}

function parse<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  from: string,
  place = '',
): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    const path = [place, issuePath(issue)]
      .filter((part) => part !== '')
      .join('.')
      .replace('.[', '[');
    throw wrong(from, path, issue.message);
  }
  return result.output;
}

function wrong(from: string, path: string, problem: string): UsageError {
  const where = path === '' ? '' : ` at ${path}`;
  return new UsageError(
    `The request in ${from} is not understood${where}: ${problem}. docs/cli.md says what a request holds.`,
  );
}
