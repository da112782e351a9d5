import type { DocumentType as DocumentValue } from '@smithy/types';
import { fitSchema } from '../tools/fittedSchema';
import { isRecord, put, type Schema } from '../tools/schema';

/*
 * What Bedrock holds answers to is a part of draft 2020-12 (user guide, "Get validated JSON results from models";
 * Anthropic, "Structured outputs"): objects are closed, nothing refers to itself, and rules about sizes, lengths and
 * patterns are refused. At most 24 properties may be left out and 16 have a choice of types. What is taken away here is
 * told in the description, and the answer is held against the author's own schema when it is there.
 */
const MAX_OPTIONAL = 24;
const MAX_UNIONS = 16;

const FORMATS: ReadonlySet<unknown> = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'uri',
  'ipv4',
  'ipv6',
  'uuid',
]);

/** Rules that are told in words. */
const TOLD: ReadonlySet<string> = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
]);

/** Notes about a schema that ask nothing of a value. */
const NOTES: ReadonlySet<string> = new Set(['default', 'examples', 'deprecated', 'readOnly', 'writeOnly']);

/** The fitting is given up: the format has no such schema. */
class NoFormat extends Error {}

/**
 * A schema as the format of an answer, which takes no value that the author's shape does not; undefined where the format
 * cannot say it, such as objects with any keys.
 */
export function formatSchema(given: Schema): Schema | undefined {
  if (given['type'] !== 'object') {
    return undefined;
  }
  try {
    const fitted = fitSchema(given, { hyphens: true, references: 'inlined', plainRoot: false });
    if (fitted.renamed !== undefined || fitted.widened.size > 0) {
      return undefined;
    }
    const closing = new Closing();
    const schema = closing.close({ ...fitted.schema });
    return closing.optional > MAX_OPTIONAL || closing.unions > MAX_UNIONS ? undefined : schema;
  } catch {
    // Whatever it is that cannot be fitted is asked for in another way.
    return undefined;
  }
}

/** Whether every property of every object has to be given, as OpenAI's strict formats want it. */
export function isStrict(schema: Schema): boolean {
  const { properties, required, items, anyOf } = schema;
  const described = isRecord(properties) ? properties : {};
  const names = Array.isArray(required) ? required : [];
  const within = [...Object.values(described), items, ...(Array.isArray(anyOf) ? anyOf : [])];
  return (
    Object.keys(described).every((name) => names.includes(name)) && within.filter(isRecord).every(isStrict)
  );
}

class Closing {
  optional = 0;
  unions = 0;

  /** @throws NoFormat */
  close(schema: Schema): Schema {
    const out: Schema = {};
    const told: string[] = [];
    for (const [key, value] of Object.entries(schema)) {
      if (TOLD.has(key) && !isTakenRule(key, value)) {
        told.push(`${key}: ${JSON.stringify(value)}`);
      } else if (!NOTES.has(key)) {
        this.keyword(out, key, value);
      }
    }
    if (!['type', 'anyOf', 'enum'].some((key) => key in out)) {
      throw new NoFormat('Anything is valid');
    }
    const types = [out['type']].flat();
    this.unions += Number(types.length > 1 || 'anyOf' in out);
    if (types.includes('object')) {
      this.closeObject(out);
    }
    if (types.includes('array') && !isRecord(out['items'])) {
      throw new NoFormat('A list of anything');
    }
    return told.length === 0 ? out : { ...out, description: withRules(out['description'], told) };
  }

  private keyword(out: Schema, key: string, value: DocumentValue): void {
    switch (key) {
      case 'type':
      case 'title':
      case 'description':
      case 'required':
      case 'minItems':
      case 'additionalProperties':
        out[key] = value;
        return;
      case 'format':
        if (FORMATS.has(value)) {
          out[key] = value;
        }
        return;
      case 'const':
        out['enum'] = scalars([value]);
        return;
      case 'enum':
        out['enum'] = scalars(value);
        return;
      case 'items':
        out[key] = this.inner(value);
        return;
      case 'anyOf':
      case 'oneOf':
        if ('anyOf' in out || !Array.isArray(value)) {
          throw new NoFormat('Two choices at once');
        }
        out['anyOf'] = value.map((each) => this.inner(each));
        return;
      case 'properties': {
        const properties: Schema = {};
        for (const [name, each] of Object.entries(isRecord(value) ? value : {})) {
          put(properties, name, this.inner(each));
        }
        out[key] = properties;
        return;
      }
      default:
        throw new NoFormat(key);
    }
  }

  private inner(value: DocumentValue | undefined): Schema {
    if (!isRecord(value)) {
      throw new NoFormat('No schema');
    }
    return this.close(value);
  }

  private closeObject(out: Schema): void {
    const { properties = {}, required, additionalProperties } = out;
    const names = Object.keys(isRecord(properties) ? properties : {});
    const isOpen = additionalProperties === undefined || additionalProperties === true;
    if (!(isOpen ? names.length > 0 : additionalProperties === false)) {
      throw new NoFormat('Keys that nobody names');
    }
    const needed = Array.isArray(required) ? required : [];
    this.optional += names.filter((name) => !needed.includes(name)).length;
    out['properties'] = properties;
    out['additionalProperties'] = false;
  }
}

/** Of a list's length, only whether it is empty can be asked for. */
function isTakenRule(key: string, value: DocumentValue): boolean {
  return key === 'minItems' && (value === 0 || value === 1);
}

function scalars(values: DocumentValue): DocumentValue {
  if (!Array.isArray(values) || values.some((value) => typeof value === 'object' && value !== null)) {
    throw new NoFormat('Whole values');
  }
  return values;
}

function withRules(description: DocumentValue | undefined, rules: readonly string[]): string {
  const said = typeof description === 'string' && description.trim() !== '' ? `${description} ` : '';
  return `${said}(${rules.join('; ')})`;
}
