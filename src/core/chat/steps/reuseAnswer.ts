import type { ConverseResult } from '../../bedrock/wire/converseCall';
import { callRecord } from '../../bedrock/invocationRecord';
import { report, type BedrockObserver } from '../../bedrock/observer';
import { nothingUsed } from '../../bedrock/unreportedUsage';
import type { AnswerCache, CachedAnswer } from '../answerCache';
import type { ChatOutcome } from '../question';
import type { ResolvedQuestion, Step } from './step';

/** Gives an answer again that was given before to the very same question, and keeps the new ones. */
export function reuseAnswer(cache: AnswerCache, observer: BedrockObserver): Step {
  return async (question, next) => {
    const { settings, bypassCache, connection } = question;
    const { answerCacheMs } = settings;
    if (answerCacheMs <= 0) {
      return next(question);
    }
    const cached = bypassCache ? undefined : cache.find(connection.region, question);
    if (cached !== undefined) {
      return giveAgain(cached, question, observer);
    }
    const outcome = await next(question);
    if (outcome.type === 'called') {
      cache.keep(connection.region, question, outcome.result, answerCacheMs);
    }
    return outcome;
  };
}

/** It is on record as a call that cost nothing. */
function giveAgain(
  { result: { cache: _cache, ...result }, storedAt }: CachedAnswer,
  question: ResolvedQuestion,
  observer: BedrockObserver,
): ChatOutcome {
  const again: ConverseResult = {
    ...result,
    invocationId: question.callId,
    storedAt,
    usage: { ...nothingUsed, source: 'reported' },
    cost: { usd: 0, priceVersion: 'stored answer' },
    latencyMs: 0,
    timeToFirstTokenMs: 0,
    attempts: 0,
  };
  question.onEvent({ type: 'text', text: again.text });
  const record = callRecord(question, again, question.connection.region, new Date());
  report(observer, { type: 'ended', invocation: { ...record, operation: 'StoredAnswer' } });
  return { type: 'called', result: again, model: question.model };
}
