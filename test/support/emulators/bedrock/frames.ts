import { EventStreamCodec } from '@smithy/eventstream-codec';
import { fromUtf8, toUtf8 } from '@smithy/util-utf8';

const codec = new EventStreamCodec(toUtf8, fromUtf8);
const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

function frame(headers: Record<string, string>, payload: unknown): Uint8Array {
  const marshalled = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, { type: 'string' as const, value }]),
  );
  return codec.encode({ headers: marshalled, body: fromUtf8(JSON.stringify(payload)) });
}

/**
 * One event of a stream, such as `contentBlockDelta`. Like Bedrock, it pads the payload with a member `p` of varying
 * length, which clients must ignore.
 */
export function eventFrame(
  type: string,
  payload: Readonly<Record<string, unknown>>,
  padding = 0,
): Uint8Array {
  return frame(
    { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' },
    { ...payload, p: alphabet.slice(0, 1 + (padding % alphabet.length)) },
  );
}

/** A modeled exception inside a stream; `type` begins with a small letter there, as in `throttlingException`. */
export function exceptionFrame(type: string, payload: Readonly<Record<string, unknown>>): Uint8Array {
  return frame(
    { ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' },
    payload,
  );
}

/** A frame whose checksum is wrong: what a broken proxy delivers. */
export function corrupted(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const last = copy.length - 1;
  copy[last] = (copy[last] ?? 0) ^ 0xff;
  return copy;
}
