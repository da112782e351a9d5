import * as l10n from '@vscode/l10n';

/**
 * Far more than a piece of an answer, and than a call's input that a model writes in one go; AWS allows 16 MB. The SDK
 * makes room for a message of any length, and parses the whole of it in one stroke.
 */
const MAX_MESSAGE_BYTES = 1024 * 1024;
/** A message begins with its own length, big-endian ("Event stream encoding", Amazon Transcribe Developer Guide). */
const LENGTH_BYTES = 4;

/** The bytes of an event stream as they arrive. @throws Error `MessageTooLong` in place of a message over 1 MB */
export async function* boundedMessages(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const prelude = Buffer.alloc(LENGTH_BYTES);
  /** The bytes of the prelude that have arrived. */
  let known = 0;
  /** The bytes of the message that are still to come. */
  let left = 0;
  for await (const chunk of body) {
    let at = 0;
    while (at < chunk.length) {
      if (left > 0) {
        const taken = Math.min(left, chunk.length - at);
        left -= taken;
        at += taken;
        continue;
      }
      prelude[known++] = chunk[at++] ?? 0;
      if (known < LENGTH_BYTES) {
        continue;
      }
      known = 0;
      const length = prelude.readUInt32BE();
      if (length > MAX_MESSAGE_BYTES) {
        yield chunk.subarray(0, Math.max(0, at - LENGTH_BYTES));
        throw tooLong();
      }
      // A length that does not even hold itself is the SDK's to refuse.
      left = Math.max(0, length - LENGTH_BYTES);
    }
    yield chunk;
  }
}

function tooLong(): Error {
  const message = l10n.t(
    "A message of the answer's stream has more than {0} KB, and was not read. Check the endpoint of the settings, and any proxy or gateway before it.",
    MAX_MESSAGE_BYTES / 1024,
  );
  return Object.assign(new Error(message), { name: 'MessageTooLong' });
}
