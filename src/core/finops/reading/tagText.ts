/**
 * The tags in a cell, in any of the shapes that exports have: an object in JSON, also without its braces or with
 * single quotation marks, a list of keys and values, `env=prod;team=x`, `{env=prod, team=x}`. Undefined where it is
 * none of them.
 */
export function readTags(text: string): Record<string, string> | undefined {
  const value = text.trim();
  if (value === '' || value === '{}' || value === '[]') {
    return {};
  }
  return fromJson(value) ?? fromJson(`{${value}}`) ?? fromPairs(value);
}

function fromJson(text: string): Record<string, string> | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (Array.isArray(parsed)) {
    const entries = parsed.map(entryOfItem);
    return entries.every((entry) => entry !== undefined) ? withValues(entries) : undefined;
  }
  return typeof parsed === 'object' && parsed !== null ? withValues(Object.entries(parsed)) : undefined;
}

/** `{"key": "env", "value": "prod"}`, in any case. */
function entryOfItem(item: unknown): readonly [string, unknown] | undefined {
  if (typeof item !== 'object' || item === null) {
    return undefined;
  }
  const members = new Map(
    Object.entries(item).map(([name, value]) => [name.toLowerCase(), value as unknown]),
  );
  const key = members.get('key') ?? members.get('name');
  return typeof key === 'string' ? [key, members.get('value')] : undefined;
}

function withValues(entries: readonly (readonly [string, unknown])[]): Record<string, string> {
  return Object.fromEntries(
    entries.flatMap(([key, value]) => {
      const text =
        typeof value === 'string'
          ? value
          : value === null || value === undefined
            ? ''
            : JSON.stringify(value);
      return key === '' || text === '' ? [] : [[key, text] as const];
    }),
  );
}

function fromPairs(text: string): Record<string, string> | undefined {
  const inner = /^[{[](.*)[}\]]$/s.exec(text)?.[1] ?? text;
  const mark = outside(inner, '=').length > 1 ? '=' : ':';
  const separator = [';', '|', '\n', ','].find((one) => outside(inner, one).length > 1) ?? ',';
  const items = outside(inner, separator).filter((item) => item.trim() !== '');
  const entries = items.map((item) => {
    const [key = '', ...value] = outside(item, mark);
    return value.length === 0 || key.trim() === ''
      ? undefined
      : ([unquoted(key), unquoted(value.join(mark))] as const);
  });
  return entries.length > 0 && entries.every((entry) => entry !== undefined)
    ? withValues(entries)
    : undefined;
}

/** The parts of a text between separators that are in no quotation marks. */
function outside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let quote = '';
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quote !== '') {
      quote = char === quote ? '' : quote;
    } else if ((char === '"' || char === "'") && text.slice(from, at).trim() === '') {
      quote = char;
    } else if (char === separator) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

function unquoted(text: string): string {
  const value = text.trim();
  return /^(["'])(.*)\1$/s.exec(value)?.[2] ?? value;
}
