import type { DocumentType as DocumentValue } from '@smithy/types';

/** A JSON schema as an object; `true` is `{}` here, and `false` is `never`. */
export type Schema = Record<string, DocumentValue>;

/**
 * What a tool may now be given beyond what its own schema takes; the tool itself looks at what it is given.
 * - `union`: a choice at the root became one object.
 * - `root`: the family takes no such keyword at the root, or no two of them.
 * - `closed`: one part of an `allOf` at the root allows no property beyond its own, and another has more.
 * - `recursion`: a schema that holds itself ends where it comes again.
 * - `size`: it is deeper or larger than any tool needs.
 * - `reference`: it names a schema that is not there.
 * - `pattern`: a regular expression is none.
 * - `names`: rules about names of properties, some of which go out under other ones.
 */
export type Widening = 'union' | 'root' | 'closed' | 'recursion' | 'size' | 'reference' | 'pattern' | 'names';

/** Schema of nothing at all. */
export const never = (): Schema => ({ not: {} });

/** Whether no value is valid for it, as far as that shows at once. */
export function isNever(schema: Schema): boolean {
  const { not } = schema;
  return isRecord(not) && isEmpty(not);
}

/** Whether it says nothing. */
export function isEmpty(schema: Readonly<Record<string, unknown>>): boolean {
  for (const key in schema) {
    if (Object.hasOwn(schema, key)) {
      return false;
    }
  }
  return true;
}

/** Whether a value is an object of JSON. */
export function isRecord(value: unknown): value is Record<string, DocumentValue> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An entry that is the object's own; names come from strangers, and `constructor` is in every object. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Sets an entry of its own, also under the one name whose assignment would do something else. */
export function put<T>(record: Record<string, T>, key: string, value: NoInfer<T>): void {
  if (key === '__proto__') {
    Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    record[key] = value;
  }
}

/** The same record with other values. */
export function mapRecord<T, R>(
  record: Readonly<Record<string, T>>,
  change: (value: T) => R,
): Record<string, R> {
  const changed: Record<string, R> = {};
  for (const key of Object.keys(record)) {
    put(changed, key, change(record[key] as T));
  }
  return changed;
}

/** Whether two values of JSON are the same; the order of keys says nothing. */
export function jsonEqual(a: unknown, b: unknown): boolean {
  if (a === b) {
    return true;
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return false;
  }
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && listsEqual(a, b);
  }
  return recordsEqual(a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>);
}

function listsEqual(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => jsonEqual(item, b[index]));
}

/** Of a copy the keys come in the same order, which is looked at first. */
function recordsEqual(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(a);
  const others = Object.keys(b);
  if (keys.length !== others.length) {
    return false;
  }
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] ?? '';
    if ((key !== others[index] && !Object.hasOwn(b, key)) || !jsonEqual(a[key], b[key])) {
      return false;
    }
  }
  return true;
}
