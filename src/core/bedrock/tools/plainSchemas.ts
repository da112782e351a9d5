import { countOf, formatOf, isJson, isOfTypes, numberOf, patternOf } from './keywords';
import { isRecord, type Schema } from './schema';
import { isJsonType } from './typeNames';
import { WIRE_KEY } from './wireKeys';

/** Levels of schemas within each other; a tool that a model can use has a dozen. */
export const MAX_DEPTH = 50;
/** Schemas that are looked at; of what has more, none is plain. */
const MAX_LOOKS = 20_000;

/**
 * Finds schemas that go out as they are, but for `$schema` at the root, since all in them is of draft 2020-12: with the
 * usual keywords alone, no reference, no choice at the root, and names that every family takes. Most schemas of most
 * tools are so, and this is faster than to write them anew.
 */
export class PlainSchemas {
  /** Schemas that were looked at so far. */
  count = 0;
  /** What is not plain, or holds something that is not: these are asked about again one by one. */
  private readonly others = new Set<Schema>();

  /** Whether it is plain as far as it shows at once; `depth` is 0 at the root. */
  isPlain(schema: unknown, depth: number): boolean {
    if (!isRecord(schema) || depth > MAX_DEPTH || this.count >= MAX_LOOKS || this.others.has(schema)) {
      return false;
    }
    this.count++;
    for (const key of Object.keys(schema)) {
      if (!this.isPlainKeyword(key, schema[key], depth)) {
        this.others.add(schema);
        return false;
      }
    }
    const { default: preset, type } = schema;
    if (preset === undefined || isOfTypes(preset, type)) {
      return true;
    }
    this.others.add(schema);
    return false;
  }

  private isPlainKeyword(key: string, value: unknown, depth: number): boolean {
    switch (key) {
      case 'type':
        return isType(value);
      case 'title':
      case 'description':
        return typeof value === 'string';
      case 'properties':
        return isRecord(value) && Object.keys(value).every(isPlainName) && this.arePlain(value, depth);
      case 'required':
        return isNameList(value);
      case 'additionalProperties':
      case 'items':
        return typeof value === 'boolean' || this.isPlain(value, depth + 1);
      case 'propertyNames':
        return this.isPlain(value, depth + 1);
      case 'anyOf':
      case 'oneOf':
        return depth > 0 && Array.isArray(value) && value.length > 1 && this.arePlain(value, depth);
      case 'enum':
        return Array.isArray(value) && value.length > 0 && areOnce(value) && isJson(value);
      case 'const':
        return isJson(value);
      case 'default':
        return value !== null && isJson(value);
      case 'minimum':
      case 'maximum':
      case 'exclusiveMinimum':
      case 'exclusiveMaximum':
        return typeof value === 'number' && numberOf(value) === value;
      case 'minLength':
      case 'maxLength':
      case 'minItems':
      case 'maxItems':
        return typeof value === 'number' && countOf(value) === value;
      case 'uniqueItems':
        return typeof value === 'boolean';
      case 'format':
        return formatOf(value) === value && value !== undefined;
      case 'pattern':
        return patternOf(value) === value && value !== undefined;
      case '$schema':
        return depth === 0;
      default:
        return false;
    }
  }

  private arePlain(schemas: object, depth: number): boolean {
    for (const each of Object.values(schemas)) {
      if (!this.isPlain(each, depth + 1)) {
        return false;
      }
    }
    return true;
  }
}

function isType(value: unknown): boolean {
  return typeof value === 'string'
    ? isJsonType(value)
    : Array.isArray(value) && value.length > 1 && value.every(isJsonType) && areOnce(value);
}

function isNameList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isPlainName) && areOnce(value);
}

function isPlainName(name: unknown): boolean {
  return typeof name === 'string' && WIRE_KEY.test(name);
}

function areOnce(values: readonly unknown[]): boolean {
  return values.length < 2 || new Set(values).size === values.length;
}
