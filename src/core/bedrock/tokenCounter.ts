import type { Message as WireMessage } from '@aws-sdk/client-bedrock-runtime';
import { serialize } from 'node:v8';
import { LRUCache } from 'lru-cache';
import type { Connection } from './connection';
import { textMessage, type Message } from './content';
import { classifyError, isAboutModel, isAboutModelAccess, isAboutPermissions } from '../aws/errors';
import { toConverseMessages } from './wire/messages';
import type { ModelCatalog } from './models/modelCatalog';
import { isApplicationProfile } from './models/modelChoice';
import { modelTraits } from './models/modelTraits';
import { tokenCount } from './reportedUsage';
import { MAX_REQUEST_CHARACTERS, messagesLength } from './requestLength';
import { estimateMessageTokens, estimateTokens } from './tokenEstimate';
import { raceAbort } from '../util/raceAbort';
import { hashKey } from '../util/hashKey';

/** Collaborators of counting. */
export interface TokenCounterParts {
  readonly connections: { current(): Promise<Connection> };
  readonly catalog: Pick<ModelCatalog, 'resolve'>;
}

const MAX_COUNTS = 5_000;
/* Whoever asks waits for the count with a prompt half made. */
const WAIT_MS = 2_000;
const MAX_AT_ONCE = 4;
/* After a failure of the network nothing is asked for so long. */
const PAUSE_MS = 60_000;

/**
 * Counts tokens: by Bedrock's CountTokens, which costs nothing, where the model has it, and by an estimate
 * elsewhere, while Bedrock cannot be reached, and when too much is asked at once. Counts are kept, and a model's
 * refusal is, too. CountTokens takes the ids of models, not of profiles (its API reference).
 */
export class TokenCounter {
  private readonly counts = new LRUCache<string, number>({ max: MAX_COUNTS });
  private readonly refused = new Set<string>();
  private underWay = 0;
  private pausedUntilMs = 0;

  constructor(private readonly parts: TokenCounterParts) {}

  /** How many tokens a text or a message is to a model; `model` is empty for the automatic choice. Never throws. */
  async count(model: string, said: string | Message, signal: AbortSignal): Promise<number> {
    const message = typeof said === 'string' ? textMessage('user', said) : said;
    const estimate = typeof said === 'string' ? estimateTokens(said) : estimateMessageTokens(said);
    const { texts, files } = messagesLength([message]);
    const isTooLong = texts + files > MAX_REQUEST_CHARACTERS;
    const isPaused = Date.now() < this.pausedUntilMs;
    if (estimate === 0 || isTooLong || isPaused || this.underWay >= MAX_AT_ONCE) {
      return estimate;
    }
    this.underWay++;
    try {
      return (
        (await this.counted(model, message, AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)]))) ??
        estimate
      );
    } catch {
      if (!signal.aborted) {
        this.pausedUntilMs = Date.now() + PAUSE_MS;
      }
      return estimate;
    } finally {
      this.underWay--;
    }
  }

  private async counted(model: string, message: Message, signal: AbortSignal): Promise<number | undefined> {
    const mayCount = model === '' || isApplicationProfile(model) || modelTraits(model).countTokens === true;
    if (!mayCount) {
      return undefined;
    }
    const connection = await raceAbort(this.parts.connections.current(), signal);
    const { modelId } = await raceAbort(this.parts.catalog.resolve(connection, model), signal);
    const traits = modelTraits(modelId);
    if (traits.countTokens !== true || this.refused.has(modelId)) {
      return undefined;
    }
    // Who says it makes no difference, and a conversation begins with the user.
    const messages = toConverseMessages([{ ...message, role: 'user' }], { modelId, traits });
    if (messages.length === 0) {
      return undefined;
    }
    const key = keyOf(modelId, messages);
    return this.counts.get(key) ?? this.ask(connection, { modelId, key, messages, signal });
  }

  private async ask(
    connection: Connection,
    { modelId, key, messages, signal: abortSignal }: Countable,
  ): Promise<number | undefined> {
    const { CountTokensCommand } = await import('./sdk');
    const command = new CountTokensCommand({ modelId, input: { converse: { messages } } });
    try {
      const counted = await connection.use(() => connection.runtime.send(command, { abortSignal }));
      const inputTokens = tokenCount(counted.inputTokens);
      if (inputTokens !== undefined) {
        this.counts.set(key, inputTokens);
      }
      return inputTokens;
    } catch (error) {
      if (!isRefusal(error)) {
        throw error;
      }
      this.refused.add(modelId);
      return undefined;
    }
  }
}

interface Countable {
  readonly modelId: string;
  readonly key: string;
  readonly messages: WireMessage[];
  readonly signal: AbortSignal;
}

/** Whether the same would be said of any text. */
function isRefusal(error: unknown): boolean {
  const { reason } = classifyError(error);
  return (
    reason === 'validation' ||
    isAboutModel(reason) ||
    isAboutModelAccess(reason) ||
    isAboutPermissions(reason)
  );
}

function keyOf(modelId: string, messages: readonly WireMessage[]): string {
  // As JSON a picture would be a list of numbers, a million of them a megabyte.
  return hashKey(modelId, serialize(messages));
}
