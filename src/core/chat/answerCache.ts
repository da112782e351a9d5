import { serialize } from 'node:v8';
import { LRUCache } from 'lru-cache';
import type { ConverseRequest, ConverseResult } from '../bedrock/wire/converseCall';
import { hashKey } from '../util/hashKey';

/** An answer that was given before to the very same question. */
export interface CachedAnswer {
  readonly result: ConverseResult;
  readonly storedAt: Date;
}

const MAX_ANSWERS = 200;

/**
 * Answers of the last while, in memory only, by all that decides an answer: region, model, parameters,
 * instructions and messages. What calls tools is never stored: its answer depends on more.
 */
export class AnswerCache {
  private readonly answers = new LRUCache<string, CachedAnswer>({ max: MAX_ANSWERS });

  /** The answer to this very question, when one is kept. */
  find(region: string, request: ConverseRequest): CachedAnswer | undefined {
    return isStorable(request) ? this.answers.get(keyOf(region, request)) : undefined;
  }

  /** Forgets all of them. */
  clear(): void {
    this.answers.clear();
  }

  /** Keeps a whole, successful answer for `ttlMs`. */
  keep(region: string, request: ConverseRequest, result: ConverseResult, ttlMs: number): void {
    const isGood = result.outcome === 'success' && (result.schemaCheck?.faults.length ?? 0) === 0;
    if (isStorable(request) && isGood && result.stopReason === 'end_turn') {
      this.answers.set(keyOf(region, request), { result, storedAt: new Date() }, { ttl: ttlMs });
    }
  }
}

function isStorable(request: ConverseRequest): boolean {
  // The host could not tell a cached answer from a fresh one.
  return (request.tools ?? []).length === 0 && request.surface !== 'provider';
}

function keyOf(region: string, request: ConverseRequest): string {
  const { model, messages, systemPrompt, parameters, answerSchema } = request;
  // As JSON a picture would be a list of numbers, a million of them a megabyte.
  const asked = serialize([region, model.id, parameters, systemPrompt, messages, answerSchema]);
  return hashKey(asked);
}
