import type { DocumentType as DocumentValue } from '@smithy/types';
import { isEmpty, isNever, isRecord, jsonEqual, never, own, put, type Schema, type Widening } from './schema';

/** Keywords that say nothing of what is valid. */
const ANNOTATIONS = new Set([
  '$comment',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
]);

/** Keywords that mean something together alone: of two schemas only one may have any of a group, or both the same. */
const GROUPS: readonly (readonly string[])[] = [
  ['if', 'then', 'else'],
  ['contains', 'minContains', 'maxContains'],
  ['prefixItems', 'items', 'unevaluatedItems'],
];

const OBJECT_KEYWORDS = ['properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties'];

type Combine = (a: DocumentValue, b: DocumentValue) => DocumentValue | undefined;

const larger: Combine = (a, b) => Math.max(Number(a), Number(b));
const smaller: Combine = (a, b) => Math.min(Number(a), Number(b));
const each: Combine = (a, b) => (isRecord(a) && isRecord(b) ? mergeRecords(a, b, both) : undefined);

/** How a keyword says at once what two schemas say with it, where it can. */
const combined: ReadonlyMap<string, Combine> = new Map<string, Combine>([
  ...['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'].map(
    (key): [string, Combine] => [key, larger],
  ),
  ...['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'].map(
    (key): [string, Combine] => [key, smaller],
  ),
  ['type', commonTypes],
  ['uniqueItems', (a, b) => a === true || b === true],
  ['required', (a, b) => union(a, b)],
  ['dependentRequired', (a, b) => (isRecord(a) && isRecord(b) ? mergeRecords(a, b, union) : undefined)],
  ['dependentSchemas', each],
  ['propertyNames', (a, b) => (isRecord(a) && isRecord(b) ? both(a, b) : undefined)],
  ['not', (a, b) => ({ anyOf: [a, b] })],
]);

/** What both schemas say, in one; undefined where one cannot say it. Annotations of the first win. */
export function intersect(a: Schema, b: Schema): Schema | undefined {
  return merged(a, b, undefined);
}

/** The same at a root, where it has to be one schema; where that says less, `widened` is told. */
export function intersectRoots(a: Schema, b: Schema, widened: Set<Widening>): Schema {
  return merged(a, b, widened) ?? a;
}

function merged(a: Schema, b: Schema, widened: Set<Widening> | undefined): Schema | undefined {
  if (isEmpty(b) || jsonEqual(a, b)) {
    return a;
  }
  if (isEmpty(a)) {
    return b;
  }
  if (isNever(a) || isNever(b)) {
    return never();
  }
  const result: Schema = { ...a };
  const done = new Set<string>();
  const values = commonValues(a, b);
  if (values !== undefined) {
    ['const', 'enum'].forEach((key) => done.add(key));
    delete result['const'];
    delete result['enum'];
    if (values.length === 0) {
      return never();
    }
    Object.assign(result, values.length === 1 ? { const: values[0] } : { enum: values });
  }
  for (const group of [...GROUPS, OBJECT_KEYWORDS]) {
    if (!group.some((key) => key in a) || !group.some((key) => key in b)) {
      continue;
    }
    const together = mergeGroup(a, b, group) ?? (widened && widerGroup(a, b, group, widened));
    if (together === undefined) {
      return undefined;
    }
    group.forEach((key) => {
      done.add(key);
      Reflect.deleteProperty(result, key);
    });
    Object.assign(result, together);
  }
  // What a part does not look at is not what the whole does not look at.
  if (['unevaluatedProperties', 'unevaluatedItems'].some((key) => key in b && !jsonEqual(a[key], b[key]))) {
    if (widened === undefined) {
      return undefined;
    }
  }
  for (const [key, value] of Object.entries(b)) {
    if (done.has(key)) {
      continue;
    }
    const known = result[key];
    if (known === undefined) {
      result[key] = value;
    } else if (!ANNOTATIONS.has(key) && !jsonEqual(known, value)) {
      const together = combined.get(key)?.(known, value);
      if (together === undefined && widened === undefined) {
        return undefined;
      }
      if (key === 'type' && Array.isArray(together) && together.length === 0) {
        return never();
      }
      if (together === undefined) {
        widened?.add('root');
      } else {
        result[key] = together;
      }
    }
  }
  return result;
}

/** Both schemas, in one or as two. */
export function both(a: DocumentValue, b: DocumentValue): DocumentValue {
  const [first, second] = [asSchema(a), asSchema(b)];
  return merged(first, second, undefined) ?? { allOf: [first, second] };
}

function mergeGroup(a: Schema, b: Schema, group: readonly string[]): Schema | undefined {
  if (group.every((key) => jsonEqual(a[key], b[key]))) {
    return pick(a, group);
  }
  if (group === OBJECT_KEYWORDS) {
    return mergeProperties(a, b);
  }
  const onlyItems = [a, b].every((schema) => !('prefixItems' in schema) && !('unevaluatedItems' in schema));
  return group.includes('items') && onlyItems ? { items: bothOrFlag(a['items'], b['items']) } : undefined;
}

/** Says of properties what both say, where the rest that one allows leaves out nothing of the other. */
function mergeProperties(a: Schema, b: Schema): Schema | undefined {
  const [restA, restB] = [restOf(a), restOf(b)];
  const fits =
    (restA === undefined || knows(a, b)) &&
    (restB === undefined || knows(b, a)) &&
    !('unevaluatedProperties' in b) &&
    (restA === undefined || restB === undefined || !('patternProperties' in a) || jsonEqual(restA, restB));
  return fits ? withRest(unitedProperties(a, b), restA, restB, a['unevaluatedProperties']) : undefined;
}

/** The schema of further properties where it leaves anything out. */
function restOf({ additionalProperties: rest }: Schema): DocumentValue | undefined {
  return rest === true || (isRecord(rest) && isEmpty(rest)) ? undefined : rest;
}

/** Whether all that `b` says of properties is about ones that `a` names as well. */
function knows(a: Schema, b: Schema): boolean {
  const [named, others] = [asSchema(a['properties']), asSchema(b['properties'])];
  return !('patternProperties' in b) && Object.keys(others).every((name) => Object.hasOwn(named, name));
}

/** At a root: all that any part names, and nothing else where a part allows nothing else. */
function widerGroup(a: Schema, b: Schema, group: readonly string[], widened: Set<Widening>): Schema {
  if (group !== OBJECT_KEYWORDS) {
    widened.add('root');
    return pick(a, group);
  }
  widened.add('closed');
  return withRest(unitedProperties(a, b), restOf(a), restOf(b), undefined);
}

function unitedProperties(a: Schema, b: Schema): Schema {
  const united: Schema = {};
  for (const key of ['properties', 'patternProperties']) {
    if (key in a || key in b) {
      united[key] = mergeRecords(asSchema(a[key]), asSchema(b[key]), both);
    }
  }
  return united;
}

function withRest(
  united: Schema,
  a: DocumentValue | undefined,
  b: DocumentValue | undefined,
  unevaluated: DocumentValue | undefined,
): Schema {
  const rest = a === undefined ? b : b === undefined ? a : bothOrFlag(a, b);
  return {
    ...united,
    ...(rest === undefined ? {} : { additionalProperties: rest }),
    ...(unevaluated === undefined ? {} : { unevaluatedProperties: unevaluated }),
  };
}

function bothOrFlag(a: DocumentValue | undefined, b: DocumentValue | undefined): DocumentValue {
  if (a === false || b === false) {
    return false;
  }
  return both(a === true || a === undefined ? {} : a, b === true || b === undefined ? {} : b);
}

/** The values that both allow; undefined unless both name theirs. */
function commonValues(a: Schema, b: Schema): DocumentValue[] | undefined {
  const [mine, theirs] = [valuesOf(a), valuesOf(b)];
  if (mine === undefined || theirs === undefined) {
    return undefined;
  }
  return mine.filter((value) => theirs.some((other) => jsonEqual(value, other)));
}

/** The values that a schema names with `const` or `enum`. */
export function valuesOf(schema: Schema): DocumentValue[] | undefined {
  const list = schema['enum'];
  if ('const' in schema) {
    const value = schema['const'];
    return !Array.isArray(list) || list.some((each) => jsonEqual(each, value)) ? [value] : [];
  }
  return Array.isArray(list) ? list : undefined;
}

function commonTypes(a: DocumentValue, b: DocumentValue): DocumentValue {
  const [mine, theirs] = [[a].flat(), [b].flat()];
  const common = mine.flatMap((type) => {
    if (theirs.includes(type) || (type === 'integer' && theirs.includes('number'))) {
      return [type];
    }
    return type === 'number' && theirs.includes('integer') ? ['integer'] : [];
  });
  const types = [...new Set(common)];
  return types.length === 1 ? (types[0] ?? null) : types;
}

function union(a: DocumentValue, b: DocumentValue): DocumentValue {
  return [...new Set([...[a].flat(), ...[b].flat()])];
}

function mergeRecords(
  a: Schema,
  b: Schema,
  merge: (a: DocumentValue, b: DocumentValue) => DocumentValue,
): Schema {
  const all: Schema = {};
  for (const [key, value] of Object.entries(a)) {
    put(all, key, value);
  }
  for (const [key, value] of Object.entries(b)) {
    const known = own(all, key);
    put(all, key, known === undefined ? value : merge(known, value));
  }
  return all;
}

function pick(schema: Schema, keys: readonly string[]): Schema {
  const picked: Schema = {};
  for (const key of keys) {
    const value = schema[key];
    if (value !== undefined) {
      picked[key] = value;
    }
  }
  return picked;
}

function asSchema(value: DocumentValue | undefined): Schema {
  return isRecord(value) ? value : {};
}
