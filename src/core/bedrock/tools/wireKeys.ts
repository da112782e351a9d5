import type { DocumentType as DocumentValue } from '@smithy/types';
import { freeName } from './freeName';
import { isRecord, put, type Schema } from './schema';

/** A property's name as Claude takes it, at any depth; its ValidationException says this pattern. Others get the same. */
export const WIRE_KEY = /^(?!__proto__$)[a-zA-Z0-9_.-]{1,64}$/;

/** How keywords hold schemas: by name, in a list, or one alone. */
const HOLDERS: ReadonlyMap<string, 'byName' | 'list' | 'single'> = new Map([
  ...['properties', 'patternProperties', '$defs', 'dependentSchemas'].map((key) => [key, 'byName'] as const),
  ...['allOf', 'anyOf', 'oneOf', 'prefixItems'].map((key) => [key, 'list'] as const),
  ...[
    'items',
    'additionalProperties',
    'unevaluatedItems',
    'unevaluatedProperties',
    'contains',
    'not',
    'if',
    'then',
    'else',
    'propertyNames',
  ].map((key) => [key, 'single'] as const),
]);

/** Calls `look` with a schema and with every one in it. */
export function eachSchema(schema: Schema, look: (schema: Schema) => void): void {
  look(schema);
  for (const [key, value] of Object.entries(schema)) {
    const holder = HOLDERS.get(key);
    if (holder === 'single' && isRecord(value)) {
      eachSchema(value, look);
    } else if ((holder === 'byName' && isRecord(value)) || (holder === 'list' && Array.isArray(value))) {
      Object.values(value)
        .filter(isRecord)
        .forEach((each) => eachSchema(each, look));
    }
  }
}

/** The same schema with every one in it changed, those within first. */
export function changeSchemas(schema: Schema, change: (schema: Schema) => Schema): Schema {
  const changed: Schema = {};
  for (const [key, value] of Object.entries(schema)) {
    const holder = HOLDERS.get(key);
    if (holder === 'single' && isRecord(value)) {
      changed[key] = changeSchemas(value, change);
    } else if (holder === 'list' && Array.isArray(value)) {
      changed[key] = value.map((each) => (isRecord(each) ? changeSchemas(each, change) : each));
    } else if (holder === 'byName' && isRecord(value)) {
      const record: Schema = {};
      for (const [name, each] of Object.entries(value)) {
        put(record, name, isRecord(each) ? changeSchemas(each, change) : each);
      }
      changed[key] = record;
    } else {
      changed[key] = value;
    }
  }
  return change(changed);
}

/** The properties that a schema itself names, whether it describes them or only asks for them. */
export function namesIn({ properties, required, dependentRequired, dependentSchemas }: Schema): string[] {
  const dependent = [dependentRequired, dependentSchemas].flatMap((each) =>
    isRecord(each) ? Object.entries(each) : [],
  );
  return [
    ...(isRecord(properties) ? Object.keys(properties) : []),
    ...[required, ...dependent.flatMap(([name, needs]) => [name, needs])]
      .flat()
      .filter((name) => typeof name === 'string'),
  ];
}

/** The values that a schema names whole. */
export function namedValues(schema: Schema): DocumentValue[] {
  const { enum: choices, const: only } = schema;
  return [...(Array.isArray(choices) ? choices : []), ...(only === undefined ? [] : [only])];
}

/** The keys of a value at any depth. */
function keysWithin(value: DocumentValue): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(keysWithin);
  }
  return isRecord(value) ? Object.entries(value).flatMap(([key, inner]) => [key, ...keysWithin(inner)]) : [];
}

/** Names under which properties go out that are called as no property may be, and which come back. */
export class WireKeys {
  private readonly wire = new Map<string, string>();
  private readonly given = new Map<string, string>();

  /** For the properties that a schema names at any depth. */
  constructor(schema: Schema) {
    const names = new Set<string>();
    const others = new Set<string>();
    eachSchema(schema, (each) => {
      namesIn(each).forEach((name) => names.add(name));
      namedValues(each)
        .flatMap(keysWithin)
        .forEach((key) => others.add(key));
    });
    const taken = new Set([...names, ...others].filter((name) => WIRE_KEY.test(name)));
    for (const name of names) {
      if (!taken.has(name)) {
        const free = freeName(plain(name), taken);
        taken.add(free);
        this.wire.set(name, free);
        this.given.set(free, name);
      }
    }
  }

  /** The name of a property as it goes out. */
  wireOf(name: string): string {
    return this.wire.get(name) ?? name;
  }

  /** A value with all names in it as they go out. */
  valueOf(value: DocumentValue): DocumentValue {
    if (Array.isArray(value)) {
      return value.map((each) => this.valueOf(each));
    }
    if (!isRecord(value)) {
      return value;
    }
    const wire: Schema = {};
    for (const [name, inner] of Object.entries(value)) {
      put(wire, this.wireOf(name), this.valueOf(inner));
    }
    return wire;
  }

  /** The name of a property as the tool knows it. */
  givenOf(wire: string): string {
    return this.given.get(wire) ?? wire;
  }
}

/** Characters that a name is made from. */
const MAX_READ = 200;

/** As much of a name as may go out: `größe` is `grosse`, `filter[name]` is `filter_name`. */
function plain(name: string): string {
  const letters = name.slice(0, MAX_READ).normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss');
  return letters.replace(/[^a-zA-Z0-9_.-]+/g, '_').replace(/^_+|_+$/g, '') || 'property';
}
