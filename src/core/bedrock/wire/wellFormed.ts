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
  let changed = false;
  const made = Object.entries(object).map(([key, value]: [string, unknown]) => {
    const entry = [wellFormed(key), wellFormed(value)] as const;
    changed ||= entry[0] !== key || entry[1] !== value;
    return entry;
  });
  return changed ? Object.fromEntries(made) : object;
}
