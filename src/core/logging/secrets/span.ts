/** A part of a text, from its first character up to and without the character at `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The result of a text, and how much of it was read for that. */
export interface Replaced {
  readonly text: string;
  readonly read: number;
}

/**
 * The text with `mark` in place of all that lies in a span, up to `limit` characters of result. Spans that overlap or
 * touch become one, so that no piece of either is left; one that lies across the limit is replaced whole.
 */
export function replaceSpans(text: string, spans: readonly Span[], mark: string, limit = Infinity): Replaced {
  const pieces: string[] = [];
  let length = 0;
  let read = 0;
  for (const { from, to } of merged(spans)) {
    const before = text.slice(read, Math.min(from, read + limit - length));
    pieces.push(before);
    length += before.length;
    read += before.length;
    if (read < from) {
      return { text: pieces.join(''), read };
    }
    pieces.push(mark);
    length += mark.length;
    read = to;
    if (length >= limit) {
      return { text: pieces.join(''), read };
    }
  }
  const rest = text.slice(read, read + limit - length);
  return { text: pieces.join('') + rest, read: read + rest.length };
}

function merged(spans: readonly Span[]): Span[] {
  const sorted = [...spans].sort((a, b) => a.from - b.from);
  const all: Span[] = [];
  for (const span of sorted) {
    const last = all.at(-1);
    if (last !== undefined && span.from <= last.to) {
      all[all.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    } else {
      all.push(span);
    }
  }
  return all;
}
