import { answerMetadata, answerStop, chatUsage } from './answerEnd';
import {
  BlockIndexes,
  blockStop,
  callDelta,
  callStart,
  reasoningDelta,
  textDelta,
  type Told,
} from './blockIndexes';
import { streamFailure } from './failures';
import { numberIn, objectIn, objectsIn, textIn, type Said } from './said';
import type { ServerEvent } from './serverEvents';

const stops: Readonly<Record<string, string>> = {
  stop: 'end_turn',
  tool_calls: 'tool_use',
  length: 'max_tokens',
  content_filter: 'content_filtered',
};

/**
 * Reads the chunks of a chat completion as the events of Converse's stream. Pieces of calls are told by their index, id
 * and name in the first one; the usage comes behind the end. Source: the `openai` package, resources/chat/completions.
 */
export class ChatEvents {
  private readonly indexes = new BlockIndexes();
  private isRefused = false;

  /** @throws Error where the stream tells of one */
  read(event: ServerEvent): Told {
    if ('error' in event) {
      throw streamFailure(objectIn(event, 'error'));
    }
    const [choice = {}] = objectsIn(event, 'choices');
    const usage = event['usage'];
    return [
      ...this.pieces(objectIn(choice, 'delta')),
      ...this.end(textIn(choice, 'finish_reason')),
      ...(typeof usage === 'object' && usage !== null
        ? [answerMetadata(objectIn(event, 'usage'), chatUsage, event['service_tier'])]
        : []),
    ];
  }

  private pieces(delta: Said): Told {
    // Two names are in use for what open models think.
    const thought = textIn(delta, 'reasoning_content') ?? textIn(delta, 'reasoning') ?? '';
    const refusal = textIn(delta, 'refusal') ?? '';
    const text = (textIn(delta, 'content') ?? '') + refusal;
    this.isRefused ||= refusal !== '';
    return [
      ...(thought === '' ? [] : [reasoningDelta(this.indexes.of('thought'), thought)]),
      ...(text === '' ? [] : [textDelta(this.indexes.of('text'), text)]),
      ...objectsIn(delta, 'tool_calls').flatMap((call) => this.call(call)),
    ];
  }

  private call(call: Said): Told {
    const key = `call ${numberIn(call, 'index')}`;
    const { name, arguments: json } = objectIn(call, 'function');
    const begun = this.indexes.has(key);
    const index = this.indexes.of(key);
    return [
      ...(begun ? [] : [callStart(index, textIn(call, 'id') ?? '', typeof name === 'string' ? name : '')]),
      ...(typeof json === 'string' && json !== '' ? [callDelta(index, json)] : []),
    ];
  }

  private end(reason: string | undefined): Told {
    if (reason === undefined) {
      return [];
    }
    const stop = this.isRefused && reason === 'stop' ? 'refusal' : (stops[reason] ?? reason);
    // What was cut off is no call.
    const calls = reason === 'length' ? [] : this.indexes.all('call ');
    return [...calls.map(blockStop), answerStop(stop)];
  }
}
