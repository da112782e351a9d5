import type { DocumentType as DocumentValue } from '@smithy/types';

type Schema = Record<string, DocumentValue>;

/** Keywords that hold a schema by name, a list of schemas, or one schema. */
const BY_NAME = ['properties', 'patternProperties', '$defs', 'definitions'];
const LISTS = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];
const SINGLE = ['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains', 'propertyNames'];

/**
 * Any JSON schema as the schema of a tool's input: an object at its root with an object as its properties,
 * without keywords that are null, and without alternatives at the root, whose properties it takes over.
 */
export function objectSchema(schema: unknown): DocumentValue {
  const { anyOf, oneOf, allOf, ...root } = cleaned(schema);
  const branches = [anyOf, oneOf, allOf].flatMap((list) => (Array.isArray(list) ? list : []));
  const properties = Object.assign(
    {},
    ...[...branches.map((branch) => asSchema(branch)['properties']), root['properties']].map(asSchema),
  ) as Schema;
  const required = stringsOf([root, ...(Array.isArray(allOf) ? allOf : [])]);
  return {
    ...root,
    type: 'object',
    properties,
    ...(required.length > 0 ? { required: required.filter((name) => name in properties) } : {}),
  };
}

/** Properties that must be given whatever alternative is chosen. */
function stringsOf(schemas: readonly DocumentValue[]): string[] {
  const names = schemas.flatMap((schema) => {
    const { required } = asSchema(schema);
    return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
  });
  return [...new Set(names)];
}

/** Without nulls where a schema or a list is meant, all the way down. */
function cleaned(schema: unknown): Schema {
  const kept = Object.entries(asSchema(schema)).filter(([key, value]) => value !== null || key === 'const');
  return Object.fromEntries(
    kept.map(([key, value]) => {
      if (BY_NAME.includes(key)) {
        return [key, mapValues(asSchema(value), cleanedValue)];
      }
      if (LISTS.includes(key) && Array.isArray(value)) {
        return [key, value.map(cleanedValue)];
      }
      return [key, SINGLE.includes(key) ? cleanedValue(value) : value];
    }),
  );
}

/** A schema may also be `true` or `false`. */
function cleanedValue(value: DocumentValue): DocumentValue {
  return typeof value === 'boolean' ? value : cleaned(value);
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : {};
}

function mapValues(schema: Schema, change: (value: DocumentValue) => DocumentValue): Schema {
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, change(value)]));
}
