const LINE_FEED = 0x0a;
const FIRST_BYTES = 64 * 1024;

/**
 * Splits UTF-8 at line feeds, and at nothing else: readers of lines for people also split at U+2028, which JSON may
 * hold as it is. Undefined stands for a line of more than `maxBytes`, of which no more than that is held.
 */
export async function* byteLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<string | undefined> {
  // One buffer that grows: of chunks of a byte each, the list alone would fill the memory.
  let held = Buffer.allocUnsafe(Math.min(FIRST_BYTES, maxBytes));
  let length = 0;
  const add = (piece: Uint8Array): void => {
    const end = length + piece.length;
    if (end <= maxBytes) {
      if (end > held.length) {
        const larger = Buffer.allocUnsafe(Math.min(maxBytes, 2 * end));
        larger.set(held.subarray(0, length));
        held = larger;
      }
      held.set(piece, length);
    }
    length = end;
  };
  const drain = (): string | undefined => {
    const line = length > maxBytes ? undefined : held.toString('utf8', 0, length);
    length = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      add(chunk.subarray(start, end));
      yield drain();
      start = end + 1;
    }
    add(chunk.subarray(start));
  }
  if (length > 0) {
    yield drain();
  }
}
