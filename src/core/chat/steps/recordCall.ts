import { costBefore } from '../../bedrock/callCost';
import { callRecord, startedRecord } from '../../bedrock/invocationRecord';
import { report, type BedrockObserver } from '../../bedrock/observer';
import type { Pricer } from '../../bedrock/pricing';
import { usageBefore } from '../../bedrock/unreportedUsage';
import { operationName } from '../../bedrock/wire/apiOf';
import type { Step } from './step';

/** What a call is put on record with. */
export interface RecordParts {
  readonly observer: BedrockObserver;
  readonly price: Pricer;
}

/** Puts each call on record: that it began, each failed attempt, and how it ended, whatever its end. */
export function recordCall({ observer, price }: RecordParts): Step {
  return async (question, next) => {
    const { callId: id, connection, onEvent } = question;
    const { region } = connection;
    const startedAt = new Date();
    const usage = usageBefore(question);
    const cost = costBefore(question, region, price);
    const operation = operationName(question, connection);
    const call = { id, startedAt, operation, region, usage, cost };
    report(observer, { type: 'started', call: startedRecord(question, call) });
    const outcome = await next({
      ...question,
      onEvent: (event) => {
        if (event.type === 'retry') {
          report(observer, { type: 'retrying', id, notice: event.notice });
        }
        onEvent(event);
      },
    });
    if (outcome.type === 'called') {
      const { result } = outcome;
      // Only the call itself shows whether the endpoint knows the API.
      const operation = operationName(question, connection);
      const invocation = { ...callRecord(question, result, region, startedAt), operation };
      const { error, cache } = result;
      report(observer, { type: 'ended', invocation, ...(error && { error }), ...(cache && { cache }) });
    }
    return outcome;
  };
}
