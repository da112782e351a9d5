import * as v from 'valibot';
import { efforts, type ModelParameters } from './parameters';

const tokens = v.pipe(v.number(), v.integer(), v.minValue(1));
const temperature = v.pipe(v.number(), v.minValue(0), v.maxValue(2));
const oneOrMore = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => (typeof value === 'string' ? [value] : value)),
);

type Read = (value: unknown) => ModelParameters | undefined;

const maxTokens = reader(tokens, (value) => ({ maxTokens: value }));
const topP = reader(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), (value) => ({ topP: value }));
const effort = reader(v.picklist(efforts), (level) => ({ reasoning: { type: 'effort', level } }));
const stop = reader(oneOrMore, (value) => ({ stopSequences: value }));

/* Under the names that callers know from other models. */
const readers: ReadonlyMap<string, Read> = new Map([
  ['temperature', reader(temperature, (value) => ({ temperature: value }))],
  ['topP', topP],
  ['top_p', topP],
  ['reasoningEffort', effort],
  ['reasoning_effort', effort],
  ['maxTokens', maxTokens],
  ['max_tokens', maxTokens],
  ['max_completion_tokens', maxTokens],
  ['stop', stop],
  ['stopSequences', stop],
  ['stop_sequences', stop],
]);

/** A caller's options as parameters of the model, and the names of those that were left out. */
export interface ReadOptions {
  readonly parameters: ModelParameters;
  readonly ignored: readonly string[];
}

/**
 * Reads the options that a caller gives with a request. The host puts private keys of its own beside them, so that
 * nothing is passed on but what is known and of its kind.
 */
export function readModelOptions(options: Readonly<Record<string, unknown>> | undefined): ReadOptions {
  let parameters: ModelParameters = {};
  const ignored: string[] = [];
  for (const [name, value] of Object.entries(options ?? {})) {
    const read = readers.get(name)?.(value);
    if (read === undefined) {
      ignored.push(name);
    } else {
      parameters = { ...parameters, ...read };
    }
  }
  return { parameters, ignored };
}

function reader<T>(schema: v.GenericSchema<unknown, T>, toParameters: (value: T) => ModelParameters): Read {
  return (value) => {
    const result = v.safeParse(schema, value);
    return result.success ? toParameters(result.output) : undefined;
  };
}
