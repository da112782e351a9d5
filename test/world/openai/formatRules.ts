import type { Json } from './body';
import type { OpenAiModel } from './modelRows';

/**
 * What breaks the format of an answer (OpenAI, "Structured outputs"): a name, a schema of an object, and where it is
 * strict all objects closed and all properties needed. `place` is where the API has it.
 */
export function brokenFormat(format: unknown, place: string, model: OpenAiModel): string | undefined {
  if (format === undefined) {
    return undefined;
  }
  const { type, name, schema, strict } = format as Json;
  if (type === 'text') {
    return undefined;
  }
  if (model.structured !== true) {
    return `Invalid parameter: '${place}' of type 'json_schema' is not supported with this model.`;
  }
  if (type !== 'json_schema' || typeof name !== 'string' || !/^[a-zA-Z0-9_-]{1,64}$/.test(name)) {
    return `Missing required parameter: '${place}.name'.`;
  }
  if (!isObject(schema) || schema['type'] !== 'object' || 'anyOf' in schema) {
    return `Invalid schema for response_format '${name}': schema must be of type 'object'.`;
  }
  return strict === true ? unstrict(schema, name) : undefined;
}

function unstrict(schema: unknown, name: string): string | undefined {
  if (!isObject(schema)) {
    return undefined;
  }
  const { type, properties, required, additionalProperties, items, anyOf } = schema;
  const described = isObject(properties) ? properties : {};
  if ([type].flat().includes('object')) {
    if (additionalProperties !== false) {
      return `Invalid schema for response_format '${name}': 'additionalProperties' is required to be supplied and to be false.`;
    }
    const missing = Object.keys(described).find(
      (key) => !(Array.isArray(required) && required.includes(key)),
    );
    if (missing !== undefined) {
      return `Invalid schema for response_format '${name}': 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
    }
  }
  const odd = ['oneOf', 'allOf', 'not', 'if', 'patternProperties'].find((keyword) => keyword in schema);
  if (odd !== undefined) {
    return `Invalid schema for response_format '${name}': '${odd}' is not permitted.`;
  }
  return [...Object.values(described), items, anyOf]
    .flat()
    .map((each) => unstrict(each, name))
    .find((fault) => fault !== undefined);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
