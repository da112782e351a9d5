/** What a service said, of which nothing has been checked. */
export type Said = Readonly<Record<string, unknown>>;

/** A member that is an object; an empty one where it is not. */
export function objectIn(said: Said, name: string): Said {
  const value = said[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** A member that is a text; undefined where it is not. */
export function textIn(said: Said, name: string): string | undefined {
  const value = said[name];
  return typeof value === 'string' ? value : undefined;
}

/** A member that is a number; 0 where it is not. */
export function numberIn(said: Said, name: string): number {
  const value = said[name];
  return typeof value === 'number' ? value : 0;
}

/** The objects of a member that is a list. */
export function objectsIn(said: Said, name: string): readonly Said[] {
  const value: unknown = said[name];
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.filter((item): item is Said => typeof item === 'object' && item !== null);
}
