import * as v from 'valibot';

/** The most that a message of one page may hold. */
export interface MessageLimits {
  /** Characters of all texts and names in it, and bytes of what is binary. */
  readonly characters: number;
  /** Objects, lists and plain values. */
  readonly values: number;
}

/** A message that fits its schema, or in a few words why it does not. */
export type ReceivedMessage<T> = { readonly message: T } | { readonly problem: string };

const MAX_PROBLEM_LENGTH = 200;

/**
 * Parses what the other side sent. Its size is looked at first, at a cost that ends with the limits, since to check a
 * huge list against a schema may take minutes.
 */
export function parseMessage<S extends v.GenericSchema>(
  schema: S,
  limits: MessageLimits,
  raw: unknown,
): ReceivedMessage<v.InferOutput<S>> {
  if (!isWithin(raw, limits)) {
    return { problem: `larger than ${limits.characters} characters or ${limits.values} values` };
  }
  const parsed = v.safeParse(schema, raw, { abortEarly: true });
  if (parsed.success) {
    return { message: parsed.output };
  }
  const [issue] = parsed.issues;
  return { problem: (v.getDotPath(issue) ?? issue.kind).slice(0, MAX_PROBLEM_LENGTH) };
}

function isWithin(raw: unknown, limits: MessageLimits): boolean {
  let { characters, values } = limits;
  // A stack of its own: what is nested deep must not end in an overflow.
  const open: unknown[] = [raw];
  while (open.length > 0) {
    const value = open.pop();
    values -= 1;
    if (typeof value === 'string') {
      characters -= value.length;
    } else if (Array.isArray(value)) {
      if (value.length + open.length > values) {
        return false;
      }
      open.push(...(value as readonly unknown[]));
    } else if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      characters -= value.byteLength;
    } else if (typeof value === 'object' && value !== null) {
      for (const name in value) {
        characters -= name.length;
        open.push(value[name as keyof typeof value]);
        if (open.length > values) {
          return false;
        }
      }
    }
    if (characters < 0 || values < 0) {
      return false;
    }
  }
  return true;
}
