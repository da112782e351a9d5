import { crc32 } from 'node:zlib';

/**
 * One message of AWS's event stream encoding (`application/vnd.amazon.eventstream`), written from its specification:
 * total length, length of the headers and their checksum, headers, payload, checksum of everything.
 */
function message(headers: Readonly<Record<string, string>>, payload: unknown): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value)));
  const body = Buffer.from(JSON.stringify(payload));
  const total = 12 + head.length + body.length + 4;
  const bytes = Buffer.alloc(total);
  bytes.writeUInt32BE(total, 0);
  bytes.writeUInt32BE(head.length, 4);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 8)), 8);
  head.copy(bytes, 12);
  body.copy(bytes, 12 + head.length);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, total - 4)), total - 4);
  return bytes;
}

const stringType = 7;

function header(name: string, value: string): Buffer {
  const text = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(text.length);
  return Buffer.concat([
    Buffer.from([Buffer.byteLength(name)]),
    Buffer.from(name),
    Buffer.from([stringType]),
    length,
    text,
  ]);
}

/** An event of a stream, such as `contentBlockDelta`, with the padding `p` that Bedrock adds to its payloads. */
export function eventFrame(type: string, payload: object): Buffer {
  return message(
    { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' },
    { ...payload, p: 'abcdefghijklmnopqrstuvwxyz'.slice(0, 1 + (type.length % 26)) },
  );
}

/** An exception inside a stream, such as `throttlingException`; its name begins with a small letter there. */
export function exceptionFrame(name: string, text: string): Buffer {
  return message(
    {
      ':exception-type': name.charAt(0).toLowerCase() + name.slice(1),
      ':content-type': 'application/json',
      ':message-type': 'exception',
    },
    { message: text },
  );
}
