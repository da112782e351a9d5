/**
 * The entry of a table under a name that came from outside. Plain indexing would find `constructor` and its
 * like in every table. Undefined when it holds nothing of its own.
 */
export function entryOf<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
