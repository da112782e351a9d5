/**
 * A value with each text and each key as well-formed Unicode: half of a surrogate pair, as a cut text leaves it,
 * becomes U+FFFD, since Bedrock refuses a body with one. What is in order is handed back itself; bytes are left alone.
 */
export function wellFormed<T>(value: T): T;
export function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.isWellFormed() ? value : value.toWellFormed();
  }
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) {
    return value;
  }
  return Array.isArray(value) ? wellFormedList(value) : wellFormedObject(value);
}

function wellFormedList(list: readonly unknown[]): readonly unknown[] {
  const made = list.map((each) => wellFormed(each));
  return made.some((each, index) => each !== list[index]) ? made : list;
}

function wellFormedObject(object: object): object {
  const entries: [string, unknown][] = Object.entries(object);
  const made = entries.map(([key, value]) => [wellFormed(key), wellFormed(value)] as const);
  const isSame = made.every(
    ([key, value], index) => key === entries[index]?.[0] && value === entries[index][1],
  );
  return isSame ? object : Object.fromEntries(made);
}
