import { isObject, type ModelRequest } from '../rule';

const loneSurrogate = /\p{Surrogate}/u;

/** Every text and every key is well-formed Unicode: half of a surrogate pair is no character. */
export function wellFormedText({ body }: ModelRequest): string | undefined {
  const place = malformed(body, 'request');
  return place === undefined
    ? undefined
    : `The request body is not valid JSON: no low surrogate in string at ${place}`;
}

function malformed(value: unknown, place: string): string | undefined {
  if (typeof value === 'string') {
    return loneSurrogate.test(value) ? place : undefined;
  }
  if (Array.isArray(value)) {
    return firstPlace([...value.entries()], place);
  }
  if (!isObject(value)) {
    return undefined;
  }
  return firstPlace(Object.entries(value), place);
}

function firstPlace(
  entries: readonly (readonly [string | number, unknown])[],
  place: string,
): string | undefined {
  for (const [key, value] of entries) {
    if (typeof key === 'string' && loneSurrogate.test(key)) {
      return place;
    }
    const found = malformed(value, `${place}.${key}`);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
