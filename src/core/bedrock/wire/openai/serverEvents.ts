import * as l10n from '@vscode/l10n';
import { createParser } from 'eventsource-parser';

/** As much as a message of Converse's stream may have, for the same reason; here in characters. */
const MAX_EVENT = 1024 * 1024;

/** An event's data; both APIs write JSON, and the kind of event in it. */
export type ServerEvent = Readonly<Record<string, unknown>>;

/** The events of a stream of server-sent events up to its end or `[DONE]`. @throws Error for one that is no JSON object */
export async function* serverEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const texts: string[] = [];
  const faults: string[] = [];
  const parser = createParser({
    maxBufferSize: MAX_EVENT,
    onEvent: ({ data }) => texts.push(data),
    onError: ({ type }) => faults.push(type),
  });
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    for (const text of texts.splice(0)) {
      if (text.trim() === '[DONE]') {
        return;
      }
      yield parsed(text);
    }
    if (faults.includes('max-buffer-size-exceeded')) {
      throw tooLong();
    }
  }
}

function parsed(text: string): ServerEvent {
  try {
    const event: unknown = JSON.parse(text);
    if (typeof event === 'object' && event !== null && !Array.isArray(event)) {
      return { ...event };
    }
  } catch {
    // Said below.
  }
  const message = l10n.t("A message of the answer's stream is no JSON object.");
  throw Object.assign(new Error(message), { name: 'MalformedMessage' });
}

function tooLong(): Error {
  const message = l10n.t(
    "A message of the answer's stream has more than {0} KB, and was not read. Check the endpoint of the settings, and any proxy or gateway before it.",
    MAX_EVENT / 1024,
  );
  return Object.assign(new Error(message), { name: 'MessageTooLong' });
}
