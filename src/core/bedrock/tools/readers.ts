import type { DocumentType as DocumentValue } from '@smithy/types';
import * as keyword from './keywords';
import { isEmpty, isRecord, own, put, type Schema, type Widening } from './schema';
import { typesOf, typeValue } from './typeNames';
import { WIDER } from './wider';

/** A schema while it is being repaired. */
export interface Node {
  readonly out: Schema;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly base: Record<string, unknown>;
  readonly depth: number;
  /** Properties that say of themselves that they must be given, as draft 3 does it. */
  readonly required: string[];
  /** What has to be valid besides. */
  readonly besides: Schema[];
}

/** What a keyword's reader may ask of the repair. */
export interface Scope {
  readonly widened: Set<Widening>;
  /** A schema within the node's, repaired. */
  below(node: Node, raw: unknown): Schema;
  /** The schemas of a list. */
  list(node: Node, value: unknown): Schema[];
  /** Schemas by name, those alone that `nameOf` has a name for. */
  record(node: Node, value: unknown, nameOf?: (name: string) => string | undefined): Schema | undefined;
  /** Notes names of properties. */
  sees(names: readonly string[]): void;
  /** The schema that is named, or its name. */
  refer(node: Node, reference: string): Schema;
  /** Whether what stands beside a reference counts. */
  countsBesideReference(node: Node): boolean;
}

/** Reads a keyword's value, which is neither null nor undefined, into the node. */
type Reader = (scope: Scope, node: Node, value: unknown) => void;

/** Sets a keyword whose value is read by `read`, where that finds one. */
function takes(key: string, read: (value: unknown) => DocumentValue | undefined, as = key): [string, Reader] {
  return [
    key,
    (_scope, { out }, value) => {
      const taken = read(value);
      if (taken !== undefined) {
        out[as] = taken;
      }
    },
  ];
}

function text(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    return value.filter((line) => typeof line === 'string').join('\n');
  }
  return typeof value === 'string' ? value : undefined;
}

const flag = (value: unknown) => (typeof value === 'boolean' ? value : undefined);
const positive = (value: unknown) => {
  const number = keyword.numberOf(value);
  return number !== undefined && number > 0 ? number : undefined;
};
const json = (value: unknown) => (keyword.isJson(value) ? value : undefined);
const jsonList = (value: unknown) =>
  Array.isArray(value) ? value.filter((each) => keyword.isJson(each)) : undefined;

/** One schema, or whether there may be anything at all. */
function schemaOrFlag(key: string): [string, Reader] {
  return [
    key,
    (scope, node, value) => {
      node.out[key] = typeof value === 'boolean' ? value : scope.below(node, value);
    },
  ];
}

/** A limit of a number; with a flag that it is not reached itself, as draft 4 writes it. */
function limit(inclusive: string, exclusive: string): [string, Reader][] {
  return [
    [
      inclusive,
      (_scope, { out, raw }, value) => {
        const number = keyword.numberOf(value);
        if (number !== undefined) {
          out[raw[exclusive] === true ? exclusive : inclusive] = number;
        }
      },
    ],
    [
      exclusive,
      (_scope, { out }, value) => {
        const number = typeof value === 'boolean' ? undefined : keyword.numberOf(value);
        if (number !== undefined) {
          out[exclusive] = number;
        }
      },
    ],
  ];
}

function refer(scope: Scope, node: Node, value: unknown): void {
  if (typeof value === 'string') {
    const target = scope.refer(node, value);
    if (!isEmpty(target)) {
      node.besides.unshift(target);
    }
  }
}

function readType(scope: Scope, { out, besides, ...node }: Node, value: unknown): void {
  const entries: unknown[] = Array.isArray(value) ? value : [value];
  const types = new Set<string>();
  const schemas: Schema[] = [];
  for (const entry of entries) {
    if (isRecord(entry)) {
      schemas.push(scope.below({ out, besides, ...node }, entry));
      continue;
    }
    const named = typeof entry === 'string' ? typesOf(entry) : entry === null ? ['null'] : undefined;
    // A list may name a type that nobody knows; alone, or as any type, it says nothing.
    if (named === undefined && (entries.length === 1 || isAny(entry))) {
      return;
    }
    named?.forEach((type) => types.add(type));
  }
  const type = types.size > 0 ? typeValue([...types]) : undefined;
  if (schemas.length > 0) {
    besides.push({ anyOf: [...(type === undefined ? [] : [{ type }]), ...schemas] });
  } else if (type !== undefined) {
    out['type'] = type;
  }
}

function isAny(entry: unknown): boolean {
  return typeof entry === 'string' && /^(any|mixed|unknown)$/i.test(entry.trim());
}

function readProperties(scope: Scope, node: Node, value: unknown): void {
  const properties = scope.record(node, value);
  if (properties === undefined || !isRecord(value)) {
    return;
  }
  const names = Object.keys(properties);
  scope.sees(names);
  node.out['properties'] = properties;
  for (const name of names) {
    const raw = own(value, name);
    const required = isRecord(raw) ? raw['required'] : undefined;
    if (required === true || required === 'true') {
      node.required.push(name);
    }
  }
}

function readRequired(scope: Scope, { out }: Node, value: unknown): void {
  const names = value === 'true' || value === 'false' ? [] : keyword.namesOf(value);
  if (names.length > 0) {
    scope.sees(names);
    out['required'] = names;
  }
}

function readItems(scope: Scope, node: Node, value: unknown): void {
  if (!Array.isArray(value)) {
    node.out['items'] = typeof value === 'boolean' ? value : scope.below(node, value);
    return;
  }
  const rest = node.raw['additionalItems'];
  if (value.length > 0) {
    node.out['prefixItems'] = scope.list(node, value);
  }
  if (rest !== undefined && rest !== null) {
    node.out['items'] = typeof rest === 'boolean' ? rest : scope.below(node, rest);
  }
}

function readDependencies(scope: Scope, node: Node, value: unknown): void {
  if (!isRecord(value)) {
    return;
  }
  for (const [name, needs] of Object.entries(value)) {
    scope.sees([name]);
    const isSchema = isRecord(needs) || typeof needs === 'boolean';
    const target = isSchema ? 'dependentSchemas' : 'dependentRequired';
    const known = node.out[target];
    const record: Schema = isRecord(known) ? known : {};
    const names = keyword.namesOf(needs);
    scope.sees(names);
    put(record, name, isSchema ? scope.below(node, needs) : names);
    node.out[target] = record;
  }
}

function readPattern(scope: Scope, { out }: Node, value: unknown): void {
  const pattern = keyword.patternOf(value);
  if (pattern === undefined) {
    scope.widened.add('pattern');
    Object.assign(out, WIDER);
  } else {
    out['pattern'] = pattern;
  }
}

function readPatternProperties(scope: Scope, node: Node, value: unknown): void {
  const patterns = scope.record(node, value, keyword.patternOf);
  if (patterns !== undefined) {
    node.out['patternProperties'] = patterns;
  }
  if (hasLostPatterns(node)) {
    Object.assign(node.out, WIDER);
  }
}

/** Whether nobody can say which properties are the further ones. */
function hasLostPatterns({ raw: { patternProperties: patterns } }: Node): boolean {
  return (
    isRecord(patterns) && Object.keys(patterns).some((pattern) => keyword.patternOf(pattern) === undefined)
  );
}

function choice(key: string): [string, Reader] {
  return [
    key,
    (scope, node, value) => {
      const schemas = scope.list(node, value);
      if (schemas.length === 1) {
        node.besides.push(...schemas);
      } else if (schemas.length > 1) {
        node.out[key] = schemas;
      }
    },
  ];
}

const annotations: [string, Reader][] = [
  takes('title', text),
  takes('description', text),
  takes('default', json),
  takes('examples', jsonList),
  takes('deprecated', flag),
  takes('readOnly', flag),
  takes('writeOnly', flag),
  [
    'example',
    (_scope, { out, raw }, value) => {
      if (raw['examples'] === undefined && keyword.isJson(value)) {
        out['examples'] = [value];
      }
    },
  ],
  [
    'markdownDescription',
    (_scope, { out, raw }, value) => {
      if (typeof raw['description'] !== 'string' && typeof value === 'string') {
        out['description'] = value;
      }
    },
  ],
];

const assertions: [string, Reader][] = [
  ['type', readType],
  takes('enum', keyword.choicesOf),
  takes('const', json),
  takes('multipleOf', positive),
  takes('divisibleBy', positive, 'multipleOf'),
  ...limit('minimum', 'exclusiveMinimum'),
  ...limit('maximum', 'exclusiveMaximum'),
  ...[
    'minLength',
    'maxLength',
    'minItems',
    'maxItems',
    'minContains',
    'maxContains',
    'minProperties',
    'maxProperties',
  ].map((key) => takes(key, keyword.countOf)),
  takes('uniqueItems', flag),
  takes('format', keyword.formatOf),
  takes('contentEncoding', text),
  takes('contentMediaType', text),
  ['pattern', readPattern],
  ['properties', readProperties],
  ['required', readRequired],
  ['patternProperties', readPatternProperties],
  [
    'additionalProperties',
    (scope, node, value) => {
      if (!hasLostPatterns(node)) {
        node.out['additionalProperties'] = typeof value === 'boolean' ? value : scope.below(node, value);
      }
    },
  ],
  ...['unevaluatedProperties', 'unevaluatedItems'].map(schemaOrFlag),
  ['items', readItems],
  [
    'prefixItems',
    (scope, node, value) => {
      const schemas = scope.list(node, value);
      if (schemas.length > 0) {
        node.out['prefixItems'] = schemas;
      }
    },
  ],
  ...['dependencies', 'dependentRequired', 'dependentSchemas'].map((key): [string, Reader] => [
    key,
    readDependencies,
  ]),
  ...['not', 'if', 'then', 'else', 'contains', 'propertyNames'].map((key): [string, Reader] => [
    key,
    (scope, node, value) => {
      node.out[key] = scope.below(node, value);
    },
  ]),
  choice('anyOf'),
  choice('oneOf'),
  ...['allOf', 'extends'].map((key): [string, Reader] => [
    key,
    (scope, node, value) => {
      node.besides.push(...(isRecord(value) ? [scope.below(node, value)] : scope.list(node, value)));
    },
  ]),
  [
    'disallow',
    (scope, node, value) => {
      node.besides.push({ not: scope.below(node, { type: value }) });
    },
  ],
];

/** The readers of all keywords that are known, of draft 2020-12 and of those before it. */
export const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...annotations,
  ...assertions.map(([key, read]): [string, Reader] => [
    key,
    (scope, node, value) => {
      if (scope.countsBesideReference(node)) {
        read(scope, node, value);
      }
    },
  ]),
  ...['$ref', '$dynamicRef', '$recursiveRef'].map((key): [string, Reader] => [key, refer]),
]);
