import type { ModelTraits } from './models';
import { isObject, modelSays, type Rule } from './rule';
import type { ConverseBody } from './wire';

/* What a grammar cannot hold, by the types of values (user guide, "Get validated JSON results from models"). */
const unsupported: Readonly<Record<string, readonly string[]>> = {
  integer: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  string: ['minLength', 'maxLength', 'pattern'],
  array: ['maxItems', 'uniqueItems', 'prefixItems', 'contains'],
  object: ['patternProperties', 'propertyNames', 'minProperties', 'maxProperties'],
};

/** The schema that an answer is to be held to. */
export function formatSchemaOf({ outputConfig }: ConverseBody): unknown {
  try {
    return JSON.parse(outputConfig?.textFormat?.structure?.jsonSchema?.schema ?? 'null') as unknown;
  } catch {
    return undefined;
  }
}

/** Answers are held to a JSON schema by some models, and to schemas of closed objects alone. */
export const structuredOutput: Rule = (body, { traits }) => brokenFormat(body, traits);

/** The same by what the model can. */
export function brokenFormat(
  body: ConverseBody,
  traits: Pick<ModelTraits, 'structuredOutput'>,
): string | undefined {
  if (body.outputConfig?.textFormat === undefined) {
    return undefined;
  }
  if (!traits.structuredOutput) {
    return "This model doesn't support the outputConfig.textFormat field. Remove outputConfig.textFormat and try again.";
  }
  const schema = formatSchemaOf(body);
  if (!isObject(schema)) {
    return 'The value at outputConfig.textFormat.structure.jsonSchema.schema is not a valid JSON schema.';
  }
  const fault = schemaFault(schema);
  return fault === undefined ? undefined : `${modelSays}output_config.format.schema: ${fault}`;
}

/** What of a schema no answer can be held to; undefined where one can. */
export function schemaFault(schema: unknown): string | undefined {
  if (!isObject(schema)) {
    return undefined;
  }
  const { type, properties, items, anyOf, minItems } = schema;
  for (const each of [type].flat()) {
    if (each === 'object' && schema['additionalProperties'] !== false) {
      return "For 'object' type, 'additionalProperties' must be explicitly set to false";
    }
    const odd =
      typeof each === 'string' ? (unsupported[each] ?? []).filter((keyword) => keyword in schema) : [];
    if (odd.length > 0) {
      return `For '${String(each)}' type, properties ${odd.join(', ')} are not supported`;
    }
  }
  if ('oneOf' in schema || 'not' in schema || (minItems !== undefined && minItems !== 0 && minItems !== 1)) {
    return 'Schema keyword is not supported';
  }
  const within = [...Object.values(isObject(properties) ? properties : {}), items, anyOf].flat();
  return within.map(schemaFault).find((fault) => fault !== undefined);
}

/** A value that fits a schema, as small as it may be. */
export function sampleOf(schema: unknown): unknown {
  if (!isObject(schema)) {
    return 'sample';
  }
  const { type, properties, required, items, anyOf, enum: choices, minItems, minimum } = schema;
  if (Array.isArray(choices)) {
    return choices[0];
  }
  if (Array.isArray(anyOf)) {
    return sampleOf(anyOf[0]);
  }
  switch ([type].flat()[0]) {
    case 'object': {
      const described = isObject(properties) ? properties : {};
      const names = Array.isArray(required) ? (required as string[]) : [];
      return Object.fromEntries(names.map((name) => [name, sampleOf(described[name])]));
    }
    case 'array':
      return Array.from({ length: typeof minItems === 'number' ? minItems : 1 }, () => sampleOf(items));
    case 'integer':
    case 'number':
      return typeof minimum === 'number' ? minimum : 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return 'sample';
  }
}
