import { firstOf, isObject, modelSays, type ModelRequest } from '../rule';

type Json = Readonly<Record<string, unknown>>;

/*
 * Answers by a JSON schema. Which models hold to one is said by the user guide and models.dev (July and November 2026), by
 * their ids; what a schema may not hold, and in which words it is refused, by reports about Bedrock's clients.
 */
const held: readonly RegExp[] = [
  /^anthropic\.claude-(haiku|sonnet|opus)-4-5-/,
  /^anthropic\.claude-(opus-4-6-v1|sonnet-4-6)$/,
  /^deepseek\.v3/,
  /^google\.gemma-3-(12|27)b-it$/,
  /^mistral\.(devstral|magistral|ministral|mistral-large-3|voxtral)/,
  /^moonshot(ai)?\.kimi-/,
  /^nvidia\.nemotron-/,
  /^openai\.gpt-(oss-|6-luna$)/,
  /^qwen\.qwen3-/,
  /^xai\.grok-4\.7$/,
  /^zai\.glm-/,
];

const maxOptional = 24;
const maxUnions = 16;
const formats = ['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid'];
const refused: readonly (readonly [type: string, keywords: readonly string[]])[] = [
  ['integer', ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']],
  ['number', ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']],
  ['string', ['minLength', 'maxLength', 'pattern']],
  ['array', ['maxItems', 'uniqueItems', 'prefixItems', 'contains']],
  [
    'object',
    [
      'patternProperties',
      'propertyNames',
      'minProperties',
      'maxProperties',
      'dependentRequired',
      'not',
      'if',
    ],
  ],
];

function formatOf({ body }: ModelRequest): Json | undefined {
  const format = body.outputConfig?.['textFormat'];
  return isObject(format) ? format : undefined;
}

function schemaOf(asked: ModelRequest): unknown {
  const structure = formatOf(asked)?.['structure'];
  const definition = isObject(structure) ? structure['jsonSchema'] : undefined;
  const text = isObject(definition) ? definition['schema'] : undefined;
  try {
    return typeof text === 'string' ? (JSON.parse(text) as unknown) : undefined;
  } catch {
    return undefined;
  }
}

/** Only some models hold their answers to a schema. */
export function structureSupported(asked: ModelRequest): string | undefined {
  const { model } = asked;
  return formatOf(asked) && model.known && !held.some((each) => each.test(model.id))
    ? "This model doesn't support the outputConfig.textFormat field. Remove outputConfig.textFormat and try again."
    : undefined;
}

/** The schema is text of JSON, in its place, under a plain name. */
export function structureShape(asked: ModelRequest): string | undefined {
  const format = formatOf(asked);
  if (format === undefined) {
    return undefined;
  }
  if (format['type'] !== 'json_schema') {
    return "1 validation error detected: Value at 'outputConfig.textFormat.type' failed to satisfy constraint: Member must satisfy enum value set: [json_schema]";
  }
  const structure = format['structure'];
  const definition = isObject(structure) ? structure['jsonSchema'] : undefined;
  const name = isObject(definition) ? definition['name'] : undefined;
  if (name !== undefined && !(typeof name === 'string' && /^[a-zA-Z0-9_-]{1,64}$/.test(name))) {
    return "1 validation error detected: Value at 'outputConfig.textFormat.structure.jsonSchema.name' failed to satisfy constraint";
  }
  return isObject(schemaOf(asked))
    ? undefined
    : 'The value at outputConfig.textFormat.structure.jsonSchema.schema is not a valid JSON schema.';
}

/** Objects are closed, and nothing is asked for that a grammar cannot hold. */
export function structureKeywords(asked: ModelRequest): string | undefined {
  const fault = faultOf(schemaOf(asked));
  return fault === undefined ? undefined : `${modelSays}output_config.format.schema: ${fault}`;
}

/** A grammar has its size. */
export function structureSize(asked: ModelRequest): string | undefined {
  const all = [...schemasIn(schemaOf(asked))];
  const optional = all.reduce((sum, each) => {
    const { properties, required } = each;
    const names = isObject(properties) ? Object.keys(properties) : [];
    return sum + names.filter((name) => !(Array.isArray(required) && required.includes(name))).length;
  }, 0);
  const unions = all.filter(({ anyOf, type }) => anyOf !== undefined || Array.isArray(type)).length;
  if (optional > maxOptional) {
    return `${modelSays}Schemas contains too many optional parameters (${optional}). limit: ${maxOptional}`;
  }
  return unions > maxUnions
    ? `${modelSays}Schemas contains too many parameters with union types (${unions} parameters with type arrays or anyOf). limit: ${maxUnions}`
    : undefined;
}

/** What a schema for answers has that is refused. */
export function faultOf(schema: unknown): string | undefined {
  return firstOf(schemasIn(schema), (each) => {
    const types = [each['type']].flat();
    if (types.includes('object') && each['additionalProperties'] !== false) {
      return "For 'object' type, 'additionalProperties' must be explicitly set to false";
    }
    for (const [type, keywords] of refused) {
      const found = types.includes(type) ? keywords.filter((keyword) => keyword in each) : [];
      if (found.length > 0) {
        return `For '${type}' type, properties ${found.join(', ')} are not supported`;
      }
    }
    const { minItems, format, oneOf } = each;
    if (minItems !== undefined && minItems !== 0 && minItems !== 1) {
      return "For 'array' type, 'minItems' values other than 0 or 1 are not supported";
    }
    if (typeof format === 'string' && !formats.includes(format)) {
      return `For 'string' type, 'format' value '${format}' is not supported`;
    }
    if (oneOf !== undefined) {
      return "Schema type 'oneOf' is not supported";
    }
    return '$ref' in each && !/^#\/\$defs\//.test(String(each['$ref']))
      ? 'External or recursive references are not supported'
      : undefined;
  });
}

/** A schema and all that are within it. */
function* schemasIn(schema: unknown): Generator<Json> {
  if (!isObject(schema)) {
    return;
  }
  yield schema;
  const { properties, $defs, items, anyOf, allOf, oneOf } = schema;
  for (const record of [properties, $defs]) {
    for (const each of isObject(record) ? Object.values(record) : []) {
      yield* schemasIn(each);
    }
  }
  for (const each of [items, anyOf, allOf, oneOf].flat()) {
    yield* schemasIn(each);
  }
}
