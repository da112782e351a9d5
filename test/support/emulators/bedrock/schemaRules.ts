import { Ajv2020 } from 'ajv/dist/2020.js';
import { firstBroken, isObject, modelSays, type Rule } from './rule';
import type { ConverseBody } from './wire';

const propertyKey = /^[a-zA-Z0-9_.-]{1,64}$/;
const plainKeys = ['type', 'properties', 'required'];
const draft = 'https://json-schema.org/draft/2020-12/schema';
const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false });

/** The schemas of declared tools: of an object, of draft 2020-12, and such as the model takes. */
export const toolSchemas: Rule = (body, { traits }) =>
  firstBroken([...schemasOf(body).entries()], ([index, schema]) => {
    const place = `${modelSays}tools.${index}.custom.input_schema`;
    if (!isObject(schema) || schema['type'] !== 'object') {
      return `The value at toolConfig.tools.${index}.toolSpec.inputSchema.json.type must be one of the following: object.`;
    }
    if (traits.plainTools && Object.keys(schema).some((key) => !plainKeys.includes(key))) {
      return `${modelSays}Malformed input request: #/toolConfig/tools/${index}/toolSpec/inputSchema/json: extraneous key is not permitted, please reformat your input and try again.`;
    }
    if (traits.signedReasoning && ['oneOf', 'allOf', 'anyOf'].some((keyword) => keyword in schema)) {
      return `${place}: input_schema does not support oneOf, allOf, or anyOf at the top level`;
    }
    if (!isDraft202012(schema)) {
      return `${place}: JSON schema is invalid. It must match JSON Schema draft 2020-12 (https://json-schema.org/draft/2020-12).`;
    }
    return traits.signedReasoning && propertyKeys(schema).some((key) => !propertyKey.test(key))
      ? `${place}.properties: Property keys should match pattern '^[a-zA-Z0-9_.-]{1,64}$'`
      : undefined;
  });

function schemasOf(body: ConverseBody): readonly unknown[] {
  return (body.toolConfig?.tools ?? []).flatMap(({ toolSpec }) =>
    toolSpec ? [toolSpec.inputSchema?.json] : [],
  );
}

function isDraft202012(schema: Readonly<Record<string, unknown>>): boolean {
  const { $schema } = schema;
  if ($schema !== undefined && $schema !== draft && $schema !== `${draft}#`) {
    return false;
  }
  try {
    ajv.compile(schema);
    return true;
  } catch {
    return false;
  } finally {
    ajv.removeSchema();
  }
}

/** The keys of properties at every depth where a schema may stand. */
function propertyKeys(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) {
    return schema.flatMap(propertyKeys);
  }
  if (!isObject(schema)) {
    return [];
  }
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (['const', 'enum', 'default', 'examples'].includes(keyword)) {
      return [];
    }
    const named = ['properties', '$defs', 'definitions', 'patternProperties', 'dependentSchemas'];
    return named.includes(keyword) && isObject(value)
      ? [
          ...(keyword === 'properties' ? Object.keys(value) : []),
          ...Object.values(value).flatMap(propertyKeys),
        ]
      : propertyKeys(value);
  });
}
