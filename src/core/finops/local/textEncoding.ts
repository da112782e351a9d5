import { isUtf8 } from 'node:buffer';
import type { CostReading } from '../../../protocol/costReading';

/** The encoding of a text. */
export type Encoding = CostReading['encoding'];

/** Bytes that stand for nothing in Windows-1252, or for letters that hardly any text has. */
const UNLIKELY = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d, 0xd0, 0xde, 0xf0, 0xfe, 0xff]);

/** Tells the encoding of a text from its beginning; damaged UTF-8 is UTF-8. */
export function encodingOf(head: Buffer): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) {
    return 'utf-16le';
  }
  if (head[0] === 0xfe && head[1] === 0xff) {
    return 'utf-16be';
  }
  const wide = withoutMark(head);
  if (wide !== undefined) {
    return wide;
  }
  if (isUtf8(head.subarray(0, wholeCharacters(head)))) {
    return 'utf-8';
  }
  const decoded = head.toString('utf8').replaceAll('\uFFFD', '');
  const isPlain = /^[\0-\x7f]*$/.test(decoded);
  const likely = head.every((byte) => byte < 0x80 || !UNLIKELY.has(byte));
  return isPlain && likely ? 'windows-1252' : 'utf-8';
}

/** UTF-16 without a byte order mark: every other byte of plain letters is zero. */
function withoutMark(head: Buffer): Encoding | undefined {
  const looked = head.subarray(0, 2000);
  const zeros = [0, 0];
  for (const [at, byte] of looked.entries()) {
    if (byte === 0) {
      zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
    }
  }
  const [even = 0, odd = 0] = zeros;
  const most = looked.length / 2;
  return odd > most * 0.7 && even < most * 0.1
    ? 'utf-16le'
    : even > most * 0.7 && odd < most * 0.1
      ? 'utf-16be'
      : undefined;
}

/** Where the last whole character of a cut text ends. */
function wholeCharacters(head: Buffer): number {
  for (let back = 1; back <= 4 && back <= head.length; back += 1) {
    const byte = head[head.length - back] ?? 0;
    if (byte < 0x80) {
      return head.length;
    }
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? head.length - back : head.length;
    }
  }
  return head.length;
}
