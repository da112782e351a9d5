import type { DocumentType as DocumentValue } from '@smithy/types';
import { isRecord, own, put, type Schema } from './schema';
import { WIDER } from './wider';
import { changeSchemas, namedValues, namesIn, type WireKeys } from './wireKeys';

/** Translates what tools are given between names of properties as they go out and as the tool knows them. */
export class RenamedInput {
  /** `schema` has the names that go out. */
  constructor(
    private readonly schema: Schema,
    private readonly keys: WireKeys,
  ) {}

  /**
   * As the tool takes it. Only names that the schema describes where they stand are changed, and no value is. A model
   * may also write a name as the tool knows it, which nothing else is called; of a property that it writes under both
   * of its names, each stays as it is, and the tool says what it makes of them.
   */
  toTool(input: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return this.translated(input, [this.schema], (name, describes) =>
      describes(name) ? this.keys.givenOf(name) : name,
    ) as Record<string, unknown>;
  }

  /** As the model was told to give it. */
  toWire(input: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return this.valueToWire(input, this.schema) as Record<string, unknown>;
  }

  /** A value of a schema within this one, likewise. */
  valueToWire(value: unknown, schema: Schema): unknown {
    return this.translated(value, [schema], (name, describes) => {
      const wire = this.keys.wireOf(name);
      return describes(wire) ? wire : name;
    });
  }

  private translated(value: unknown, schemas: readonly Schema[], rename: Rename): unknown {
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    const here = this.allThatApply(schemas);
    if (here.length === 0) {
      return value;
    }
    if (Array.isArray(value)) {
      return value.map((item: unknown, index) =>
        this.translated(
          item,
          here.flatMap((each) => itemsOf(each, index)),
          rename,
        ),
      );
    }
    const names = new Set(here.flatMap((each) => [...namesIn(each), ...namedValues(each).flatMap(keysOf)]));
    const given = value as Record<string, unknown>;
    const translated: Record<string, unknown> = {};
    for (const [name, inner] of Object.entries(given)) {
      const renamed = rename(name, (wire) => names.has(wire));
      const wire = names.has(name) ? name : this.keys.wireOf(name);
      const free = renamed === name || !Object.hasOwn(given, renamed) ? renamed : name;
      put(
        translated,
        free,
        this.translated(
          inner,
          here.flatMap((each) => entriesOf(each, wire)),
          rename,
        ),
      );
    }
    return translated;
  }

  /** The schemas of a value, with all that say something of the same value. */
  private allThatApply(schemas: readonly Schema[]): Schema[] {
    const all = new Set<Schema>();
    const add = (schema: DocumentValue | undefined): void => {
      if (!isRecord(schema) || all.has(schema)) {
        return;
      }
      all.add(schema);
      const { $ref, dependentSchemas } = schema;
      if (typeof $ref === 'string') {
        add(this.named($ref));
      }
      ['allOf', 'anyOf', 'oneOf'].forEach((key) => [schema[key]].flat().forEach(add));
      ['if', 'then', 'else', 'not'].forEach((key) => add(schema[key]));
      Object.values(isRecord(dependentSchemas) ? dependentSchemas : {}).forEach(add);
    };
    schemas.forEach(add);
    return [...all];
  }

  private named(reference: string): DocumentValue | undefined {
    const { $defs } = this.schema;
    return isRecord($defs) ? own($defs, reference.replace('#/$defs/', '')) : undefined;
  }
}

type Rename = (name: string, describes: (wire: string) => boolean) => string;

function keysOf(value: DocumentValue): string[] {
  return isRecord(value) ? Object.keys(value) : [];
}

function itemsOf(schema: Schema, index: number): Schema[] {
  const { prefixItems, items, contains, unevaluatedItems } = schema;
  const first = Array.isArray(prefixItems) ? prefixItems[index] : undefined;
  const values = namedValues(schema).map((value) => (Array.isArray(value) ? value[index] : undefined));
  return [first ?? items, contains, unevaluatedItems, ...values.map(asConst)].filter(isRecord);
}

/** What a value that a schema names says of a value within it. */
function asConst(value: DocumentValue | undefined): Schema | undefined {
  return typeof value === 'object' && value !== null ? { const: value } : undefined;
}

function entriesOf(schema: Schema, wire: string): Schema[] {
  const { properties, patternProperties, additionalProperties, unevaluatedProperties } = schema;
  const named = isRecord(properties) ? own(properties, wire) : undefined;
  // A stranger's expression is not run for it: what may apply is looked at as if it did.
  const patterns = Object.values(isRecord(patternProperties) ? patternProperties : {});
  const values = namedValues(schema).map((value) => (isRecord(value) ? own(value, wire) : undefined));
  return [
    ...(named === undefined ? [additionalProperties, unevaluatedProperties] : [named]),
    ...patterns,
    ...values.map(asConst),
  ].filter(isRecord);
}

/** A schema with the names that go out, and whether it lost rules about names on the way. */
export function withWireKeys(
  schema: Schema,
  keys: WireKeys,
): { readonly schema: Schema; readonly lostRules: boolean } {
  let lostRules = false;
  const renamed = changeSchemas(schema, (given) => {
    const each = { ...given, ...renamedValues(given, keys) };
    if (namesIn(each).every((name) => keys.wireOf(name) === name)) {
      return each;
    }
    const { propertyNames, patternProperties, additionalProperties, ...rest } = each;
    // A rule about names would look at one that is not the property's own.
    const isRuled = propertyNames !== undefined || patternProperties !== undefined;
    lostRules ||= isRuled;
    return {
      ...rest,
      ...(isRuled ? WIDER : {}),
      ...(isRuled || additionalProperties === undefined ? {} : { additionalProperties }),
      ...renamedKeywords(each, keys),
    };
  });
  const input = new RenamedInput(renamed, keys);
  const withValues = changeSchemas(renamed, (each) => {
    const change = (value: DocumentValue) => input.valueToWire(value, each) as DocumentValue;
    const { default: preset, examples } = each;
    return {
      ...each,
      ...(preset === undefined ? {} : { default: change(preset) }),
      ...(Array.isArray(examples) ? { examples: examples.map(change) } : {}),
    };
  });
  return { schema: withValues, lostRules };
}

/**
 * The values that a schema names, with all names as they go out. Another schema of the same value may describe a
 * property that is called so; therefore the names in these values count as described, wherever they are.
 */
function renamedValues({ const: only, enum: choices }: Schema, keys: WireKeys): Schema {
  return {
    ...(only === undefined ? {} : { const: keys.valueOf(only) }),
    ...(choices === undefined ? {} : { enum: keys.valueOf(choices) }),
  };
}

function renamedKeywords(
  { properties, required, dependentRequired, dependentSchemas }: Schema,
  keys: WireKeys,
): Schema {
  const names = (value: DocumentValue) =>
    [value].flat().map((name) => (typeof name === 'string' ? keys.wireOf(name) : name));
  const byName = (record: Schema, change: (value: DocumentValue, name: string) => DocumentValue): Schema => {
    const changed: Schema = {};
    for (const [name, value] of Object.entries(record)) {
      put(changed, keys.wireOf(name), change(value, name));
    }
    return changed;
  };
  return {
    ...(isRecord(properties)
      ? { properties: byName(properties, (value, name) => titled(value, name, keys)) }
      : {}),
    ...(required === undefined ? {} : { required: names(required) }),
    ...(isRecord(dependentRequired) ? { dependentRequired: byName(dependentRequired, names) } : {}),
    ...(isRecord(dependentSchemas) ? { dependentSchemas: byName(dependentSchemas, (value) => value) } : {}),
  };
}

/** Characters of a name that a title says. */
const MAX_TITLE = 200;

/** What a property is really called may be all that says what it is for. */
function titled(schema: DocumentValue, name: string, keys: WireKeys): DocumentValue {
  const isRenamed = keys.wireOf(name) !== name;
  return isRenamed && isRecord(schema) && schema['title'] === undefined
    ? { title: name.slice(0, MAX_TITLE), ...schema }
    : schema;
}
