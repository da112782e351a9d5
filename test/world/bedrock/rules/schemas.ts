import { Ajv2020 } from 'ajv/dist/2020.js';
import { firstOf, isObject, modelSays, type ModelRequest } from '../rule';
import { declaredTools } from './tools';

const claudeKey = /^[a-zA-Z0-9_.-]{1,64}$/;
const draft = 'https://json-schema.org/draft/2020-12/schema';
const novaRootKeys = ['type', 'properties', 'required'];
/* Its programs are made to find faults, and never run: to make them short would take as long as to make them. */
const ajv = new Ajv2020({
  strict: false,
  validateFormats: false,
  logger: false,
  inlineRefs: false,
  code: { optimize: false },
});

/** A tool takes an object. */
export function objectAtRoot({ body }: ModelRequest): string | undefined {
  return firstOf(schemasOf(body), ({ schema, place }) =>
    isObject(schema) && schema['type'] === 'object'
      ? undefined
      : `The value at ${place}.type must be one of the following: object.`,
  );
}

/** Claude's tools have schemas of draft 2020-12; the others' at least schemas. */
export function draft202012({ body }: ModelRequest): string | undefined {
  return firstOf(schemasOf(body), ({ schema, index }) =>
    isDraft202012(schema)
      ? undefined
      : `${modelSays}tools.${index}.custom.input_schema: JSON schema is invalid. It must match JSON Schema draft 2020-12 (https://json-schema.org/draft/2020-12).`,
  );
}

/** Whether a schema is one of draft 2020-12, by another's validator. */
export function isDraft202012(schema: unknown): boolean {
  if (!isObject(schema)) {
    return false;
  }
  const { $schema } = schema;
  if ($schema !== undefined && $schema !== draft && $schema !== `${draft}#`) {
    return false;
  }
  try {
    if (ajv.validateSchema(schema) !== true) {
      return false;
    }
    // References that lead nowhere and patterns that are none show when it is compiled, which takes its time.
    if (!isSound(schema, schema['$defs'])) {
      ajv.compile(schema);
    }
    return true;
  } catch {
    return false;
  } finally {
    ajv.removeSchema();
  }
}

/**
 * Whether it shows at once that each pattern is one, and that each reference leads to one of the schema's own `$defs`.
 * Of what it does not see, such as a property that is called `$ref`, it says no.
 */
function isSound(value: unknown, definitions: unknown): boolean {
  if (Array.isArray(value)) {
    return value.every((each) => isSound(each, definitions));
  }
  if (!isObject(value)) {
    return true;
  }
  return Object.entries(value).every(([key, inner]) => {
    switch (key) {
      case '$ref':
        return leadsToOne(inner, definitions);
      case '$id':
      case '$anchor':
      case '$dynamicRef':
      case '$dynamicAnchor':
        return false;
      case 'pattern':
        return isPattern(inner);
      case 'patternProperties':
        return isObject(inner) && Object.keys(inner).every(isPattern) && isSound(inner, definitions);
      default:
        return isSound(inner, definitions);
    }
  });
}

function leadsToOne(reference: unknown, definitions: unknown): boolean {
  const [, name] = typeof reference === 'string' ? (/^#\/\$defs\/([\w.-]+)$/.exec(reference) ?? []) : [];
  return name !== undefined && isObject(definitions) && Object.hasOwn(definitions, name);
}

function isPattern(pattern: unknown): boolean {
  try {
    return typeof pattern === 'string' && new RegExp(pattern, 'u').source !== '';
  } catch {
    return false;
  }
}

/** Claude takes no choice between schemas at the root. */
export function noRootUnions({ body, model }: ModelRequest): string | undefined {
  return firstOf(model.vendor === 'anthropic' ? schemasOf(body) : [], ({ schema, index }) =>
    isObject(schema) && ['oneOf', 'allOf', 'anyOf'].some((keyword) => keyword in schema)
      ? `${modelSays}tools.${index}.custom.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level`
      : undefined,
  );
}

/** Claude's keys of properties are plain and short, at every depth. */
export function propertyKeys({ body, model }: ModelRequest): string | undefined {
  return firstOf(model.vendor === 'anthropic' ? schemasOf(body) : [], ({ schema, index }) =>
    firstOf(propertyKeysOf(schema), (key) =>
      claudeKey.test(key)
        ? undefined
        : `${modelSays}tools.${index}.custom.input_schema.properties: Property keys should match pattern '^[a-zA-Z0-9_.-]{1,64}$'`,
    ),
  );
}

/** Nova takes type, properties and required at the root, and nothing else. */
export function novaRoot({ body, model }: ModelRequest): string | undefined {
  return firstOf(model.vendor === 'amazon' ? schemasOf(body) : [], ({ schema, index }) =>
    isObject(schema) && Object.keys(schema).some((key) => !novaRootKeys.includes(key))
      ? `The model returned the following errors: Malformed input request: #/toolConfig/tools/${index}/toolSpec/inputSchema/json: extraneous key is not permitted, please reformat your input and try again.`
      : undefined,
  );
}

function schemasOf(
  body: ModelRequest['body'],
): readonly { readonly schema: unknown; readonly place: string; readonly index: number }[] {
  return declaredTools(body).map(({ inputSchema }, index) => ({
    schema: inputSchema?.json,
    place: `toolConfig.tools.${index}.toolSpec.inputSchema.json`,
    index,
  }));
}

/** The keys of `properties` wherever a schema may stand, and not of what only looks so, such as a default. */
export function propertyKeysOf(schema: unknown): readonly string[] {
  if (!isObject(schema)) {
    return [];
  }
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (keyword === 'properties' && isObject(value)) {
      return [...Object.keys(value), ...Object.values(value).flatMap(propertyKeysOf)];
    }
    if (
      ['$defs', 'definitions', 'patternProperties', 'dependentSchemas'].includes(keyword) &&
      isObject(value)
    ) {
      return Object.values(value).flatMap(propertyKeysOf);
    }
    if (['const', 'enum', 'default', 'examples', 'required'].includes(keyword)) {
      return [];
    }
    return Array.isArray(value) ? value.flatMap(propertyKeysOf) : propertyKeysOf(value);
  });
}
