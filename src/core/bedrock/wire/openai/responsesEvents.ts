import type { ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';
import { answerMetadata, answerStop, responsesUsage } from './answerEnd';
import {
  BlockIndexes,
  blockStop,
  callDelta,
  callStart,
  reasoningDelta,
  textDelta,
  type Told,
} from './blockIndexes';
import { failedResponse, streamFailure } from './failures';
import { sealedReasoning } from './sealedReasoning';
import { numberIn, objectIn, objectsIn, textIn, type Said } from './said';
import type { ServerEvent } from './serverEvents';

/**
 * Reads the events of a response as those of Converse's stream. Items come one after another, each with its parts;
 * kinds of events that are not known are passed over. Source: the `openai` package, resources/responses.
 */
export class ResponsesEvents {
  private readonly indexes = new BlockIndexes();
  /** Calls, by the place of their item, of which arguments have come. */
  private readonly argued = new Set<number>();
  private lastPart = '';
  private calls = 0;
  private isRefused = false;

  /** @throws Error for a response that failed */
  read(event: ServerEvent): Told {
    const item = numberIn(event, 'output_index');
    switch (event['type']) {
      case 'response.output_item.added':
        return this.begin(item, objectIn(event, 'item'));
      case 'response.output_text.delta':
        return this.piece(
          `text ${item} ${numberIn(event, 'content_index')}`,
          textIn(event, 'delta'),
          textDelta,
        );
      case 'response.refusal.delta':
        this.isRefused = true;
        return this.piece(
          `text ${item} ${numberIn(event, 'content_index')}`,
          textIn(event, 'delta'),
          textDelta,
        );
      case 'response.reasoning_summary_text.delta':
        return this.thought(item, `summary ${numberIn(event, 'summary_index')}`, textIn(event, 'delta'));
      case 'response.reasoning_text.delta':
        return this.thought(item, `text ${numberIn(event, 'content_index')}`, textIn(event, 'delta'));
      case 'response.function_call_arguments.delta':
        return this.argument(item, textIn(event, 'delta'));
      case 'response.function_call_arguments.done':
        return this.argued.has(item) ? [] : this.argument(item, textIn(event, 'arguments'));
      case 'response.output_item.done':
        return this.finish(item, objectIn(event, 'item'));
      case 'response.completed':
      case 'response.incomplete':
        return this.end(objectIn(event, 'response'));
      case 'response.failed':
        throw failedResponse(objectIn(event, 'response'));
      case 'error':
        throw streamFailure('error' in event ? objectIn(event, 'error') : event);
      default:
        return [];
    }
  }

  private begin(at: number, item: Said): Told {
    if (item['type'] !== 'function_call') {
      return [];
    }
    this.calls++;
    const index = this.indexes.of(`call ${at}`);
    return [callStart(index, textIn(item, 'call_id') ?? '', textIn(item, 'name') ?? '')];
  }

  private piece(
    key: string,
    text: string | undefined,
    told: (index: number, text: string) => ConverseStreamOutput,
  ): Told {
    return text === undefined || text === '' ? [] : [told(this.indexes.of(key), text)];
  }

  /** Parts of one thought are told apart by a blank line. */
  private thought(at: number, part: string, text = ''): Told {
    const key = `thought ${at}`;
    const isNext = this.indexes.has(key) && this.lastPart !== `${at} ${part}`;
    this.lastPart = `${at} ${part}`;
    return this.piece(key, isNext ? `\n\n${text}` : text, reasoningDelta);
  }

  private argument(at: number, json = ''): Told {
    const key = `call ${at}`;
    if (json === '' || !this.indexes.has(key)) {
      return [];
    }
    this.argued.add(at);
    return [callDelta(this.indexes.of(key), json)];
  }

  private finish(at: number, item: Said): Told {
    if (item['type'] === 'function_call') {
      const begun = this.indexes.has(`call ${at}`) ? [] : this.begin(at, item);
      const rest = this.argued.has(at) ? [] : this.argument(at, textIn(item, 'arguments'));
      // What was cut off is no call.
      const isWhole = item['status'] === undefined || item['status'] === 'completed';
      return [...begun, ...rest, ...(isWhole ? [blockStop(this.indexes.of(`call ${at}`))] : [])];
    }
    if (item['type'] === 'message') {
      return objectsIn(item, 'content').flatMap((part, index) => this.untold(`text ${at} ${index}`, part));
    }
    const signature = item['type'] === 'reasoning' ? sealedReasoning(item) : undefined;
    if (signature === undefined) {
      return [];
    }
    const contentBlockIndex = this.indexes.of(`thought ${at}`);
    return [
      { contentBlockDelta: { contentBlockIndex, delta: { reasoningContent: { signature } } } },
      blockStop(contentBlockIndex),
    ];
  }

  /** A part that comes whole, with its item, and not in pieces. */
  private untold(key: string, part: Said): Told {
    if (this.indexes.has(key)) {
      return [];
    }
    this.isRefused ||= part['type'] === 'refusal';
    return this.piece(key, textIn(part, 'text') ?? textIn(part, 'refusal'), textDelta);
  }

  private end(response: Said): Told {
    const { reason } = objectIn(response, 'incomplete_details');
    return [
      answerStop(this.stopReason(response['status'], reason)),
      ...(typeof response['usage'] === 'object' && response['usage'] !== null
        ? [answerMetadata(objectIn(response, 'usage'), responsesUsage, response['service_tier'])]
        : []),
    ];
  }

  private stopReason(status: unknown, reason: unknown): string {
    if (status === 'incomplete') {
      return reason === 'max_output_tokens'
        ? 'max_tokens'
        : reason === 'content_filter'
          ? 'content_filtered'
          : typeof reason === 'string'
            ? reason
            : 'incomplete';
    }
    return this.isRefused ? 'refusal' : this.calls > 0 ? 'tool_use' : 'end_turn';
  }
}
