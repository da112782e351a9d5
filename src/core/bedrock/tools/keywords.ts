import type { DocumentType as DocumentValue } from '@smithy/types';
import { isRecord, put, type Schema } from './schema';

/** Formats that JSON Schema names; others are their authors' own, and some services refuse what they do not know. */
const FORMATS = new Set([
  'date-time',
  'date',
  'time',
  'duration',
  'email',
  'idn-email',
  'hostname',
  'idn-hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uri-reference',
  'iri',
  'iri-reference',
  'uri-template',
  'uuid',
  'regex',
  'json-pointer',
  'relative-json-pointer',
]);

/** Formats by the names of older drafts and by what authors call them. */
const FORMAT_NAMES = new Map([
  ['ip-address', 'ipv4'],
  ['host-name', 'hostname'],
  ['url', 'uri'],
  ['datetime', 'date-time'],
]);

/** A format of draft 2020-12; undefined for any other. */
export function formatOf(value: unknown): string | undefined {
  if (typeof value !== 'string') {
    return undefined;
  }
  return FORMATS.has(value) ? value : FORMAT_NAMES.get(value.toLowerCase());
}

/** A number, also one that is written as a text. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** How many of something. */
export function countOf(value: unknown): number | undefined {
  const count = numberOf(value);
  return count !== undefined && Number.isInteger(count) && count >= 0 ? count : undefined;
}

/** The texts of a list, each once; a text alone is a list of one. */
export function namesOf(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const names = list.filter((name) => typeof name === 'string');
  return names.length < 2 ? names : [...new Set(names)];
}

/** The values of an `enum`; undefined where there are none. */
export function choicesOf(value: unknown): DocumentValue[] | undefined {
  const list: unknown[] = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [value];
  const choices = [...new Set(list)].filter(isJson);
  return choices.length > 0 ? choices : undefined;
}

/** Lists and objects within each other that a value of a schema may have. */
const MAX_VALUE_DEPTH = 32;

/** Whether JSON can say it. */
export function isJson(value: unknown, depth: unknown = 0): value is DocumentValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object': {
      const level = typeof depth === 'number' ? depth : 0;
      return (
        value === null ||
        (level < MAX_VALUE_DEPTH && Object.values(value).every((each) => isJson(each, level + 1)))
      );
    }
    default:
      return false;
  }
}

/** A regular expression as ECMAScript reads it with `u`, which is what JSON Schema means; undefined when it is none. */
export function patternOf(value: unknown): string | undefined {
  if (typeof value !== 'string') {
    return undefined;
  }
  if (isPattern(value)) {
    return value;
  }
  // Python's ends of a text, a hyphen behind a class, and backslashes where none is needed.
  const mended = value
    .replace(/^\\A/, '^')
    .replace(/\\[zZ]$/, '$')
    .replace(/(\\[dswDSW])-(?!\])/g, '$1\\-')
    .replace(/\\([^\w\s^$\\.*+?()[\]{}|/-])/g, '$1')
    .replace(/\\_/g, '_');
  return isPattern(mended) ? mended : undefined;
}

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}

/** Whether a value may be of one of these types. */
export function isOfTypes(value: unknown, types: DocumentValue | undefined): boolean {
  const wanted = Array.isArray(types) ? types : types === undefined ? undefined : [types];
  if (wanted === undefined) {
    return true;
  }
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return (
    wanted.includes(type) || (type === 'number' && Number.isInteger(value) && wanted.includes('integer'))
  );
}

/** Lets null be valid as well, as OpenAPI 3.0 says `nullable`. */
export function withNull(schema: Schema): Schema {
  const { type, title, description, default: preset, ...others } = schema;
  const annotations = { title, description, default: preset };
  const types = type === undefined ? undefined : [type].flat();
  const isPlain =
    types !== undefined && !['$ref', 'allOf', 'anyOf', 'oneOf', 'not', 'if'].some((key) => key in others);
  if (!isPlain) {
    const bare = type === undefined ? others : { ...others, type };
    return stated({ ...annotations, anyOf: [bare, { type: 'null' }] });
  }
  const values = 'const' in others ? [others['const'] ?? null] : others['enum'];
  const nullable: Schema = { ...others };
  delete nullable['const'];
  if (Array.isArray(values) && !values.includes(null)) {
    nullable['enum'] = [...values, null];
  }
  return stated({ type: types.includes('null') ? types : [...types, 'null'], ...annotations, ...nullable });
}

function stated(schema: Record<string, DocumentValue | undefined>): Schema {
  const said: Schema = {};
  for (const [key, value] of Object.entries(schema)) {
    if (value !== undefined) {
      put(said, key, value);
    }
  }
  return said;
}
