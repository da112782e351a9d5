import type { DocumentType as DocumentValue } from '@smithy/types';

/** The types that JSON schemas know. */
const JSON_TYPES = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']);

/** Whether it is the name of a type of JSON, as JSON schemas write it. */
export function isJsonType(name: unknown): boolean {
  return typeof name === 'string' && JSON_TYPES.has(name);
}

/** Characters that a name is made from. */
const MAX_READ = 80;

/** Names by which authors call them, in lower case; an empty one is any type. */
const aliases = new Map<string, string>(
  Object.entries({
    string:
      'str text char varchar date datetime date-time time timestamp uuid url uri email file path binary bytes byte regex enum',
    number: 'float float32 float64 double decimal numeric num real',
    integer: 'int int8 int16 int32 int64 long short bigint uint uint32 uint64',
    boolean: 'bool',
    object: 'dict dictionary map mapping hash record struct json',
    array: 'list tuple set sequence',
    null: 'none nonetype nil void undefined',
    '': 'any mixed unknown unknowntype typing.any value',
  }).flatMap(([type, names]) => names.split(' ').map((name): [string, string] => [name, type])),
);

/** Types of JSON that a name means; undefined for any type, and for a name that nobody knows. */
export function typesOf(name: string): readonly string[] | undefined {
  if (JSON_TYPES.has(name)) {
    return [name];
  }
  const plain = name.slice(0, MAX_READ).trim().toLowerCase();
  if (JSON_TYPES.has(plain)) {
    return [plain];
  }
  if (plain.includes('|') && !/[[<(]/.test(plain)) {
    return together(plain.split('|').map(typesOf));
  }
  if (plain.endsWith('[]')) {
    return ['array'];
  }
  if (plain.endsWith('?')) {
    return together([typesOf(plain.slice(0, -1)), ['null']]);
  }
  // As in Python: `Optional[str]`, `Dict[str, Any]`.
  const [, generic = plain, inner] = /^(?:typing\.)?(\w+)[[<(](.*)[\])>]$/.exec(plain) ?? [];
  if (generic === 'optional' && inner !== undefined) {
    return together([typesOf(inner), ['null']]);
  }
  const type = JSON_TYPES.has(generic) ? generic : aliases.get(generic);
  return type === undefined || type === '' ? undefined : [type];
}

function together(all: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  const known = all.filter((types) => types !== undefined);
  return known.length < all.length ? undefined : [...new Set(known.flat())];
}

/** The value of `type` for these types. */
export function typeValue(types: readonly string[]): DocumentValue {
  return types.length === 1 ? (types[0] ?? '') : [...types];
}
