import { CallLimiter } from '../bedrock/callLimiter';
import type { Connection } from '../bedrock/connection';
import { converse } from '../bedrock/wire/converse';
import type { ConverseRequest, ConverseResult } from '../bedrock/wire/converseCall';
import type { ConverseEvent } from '../bedrock/wire/converseEvents';
import { BedrockError } from '../aws/errors';
import { newInvocationId } from '../bedrock/invocationRecord';
import type { BedrockObserver } from '../bedrock/observer';
import type { Pricer } from '../bedrock/pricing';
import type { RetryNotice } from '../aws/retry';
import type { Budget } from '../spending/budget';
import { InvalidCapError, isBudgetRefusal } from '../spending/budgetErrors';
import { maxCostUsd, overBudgetText } from '../spending/estimate';
import { DisposableStore } from '../util/disposable';
import type { ChatSettings, Question } from './question';

/** Collaborators of calls. */
export interface ModelCallsParts {
  readonly observer: BedrockObserver;
  readonly price: Pricer;
  /** Asked before each call, and before each attempt after one that may have cost something. */
  readonly budget: Pick<Budget, 'admit'>;
}

/** A question on its way, with the connection and the settings it goes out with. */
export interface PendingQuestion {
  readonly connection: Connection;
  readonly question: Question;
  readonly settings: ChatSettings;
}

/** Every call that the engine makes: within the budgets, and when its turn has come. */
export class ModelCalls {
  private readonly limiter = new CallLimiter();
  /** The last wait of each call under way. */
  private readonly waits = new Map<ConverseRequest, RetryNotice>();

  constructor(private readonly parts: ModelCallsParts) {}

  /** One call; undefined when the user gave up waiting for its turn, an error when it would have passed a budget. */
  async call(
    asked: PendingQuestion,
    request: ConverseRequest,
  ): Promise<ConverseResult | BedrockError | undefined> {
    const { budget: own } = asked.question;
    const usd = maxCostUsd(request, asked.connection.region, this.parts.price);
    let result: ConverseResult | undefined;
    try {
      await own?.admit(usd);
      try {
        result = await this.admitted(asked, request, usd);
      } finally {
        own?.settle(result === undefined ? 0 : (result.cost?.usd ?? null));
      }
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal !== undefined) {
        return refusal;
      }
      throw error;
    }
    return result;
  }

  /** Ends every wait for a next attempt. */
  retryNow(): void {
    for (const notice of this.waits.values()) {
      notice.retryNow();
    }
  }

  private async admitted(
    asked: PendingQuestion,
    request: ConverseRequest,
    usd: number | undefined,
  ): Promise<ConverseResult | undefined> {
    const { surface, conversationId } = asked.question;
    const { budget } = this.parts;
    // The call's id on record, by which its end closes what was reserved for it.
    const id = newInvocationId();
    const reserved = new DisposableStore();
    reserved.add(await budget.admit(usd, surface, { id, conversationId }));
    const result = await this.inTurn(asked, request, id, async () => {
      try {
        reserved.add(await budget.admit(usd, surface, { conversationId }));
      } catch (error) {
        throw refusalOf(error) ?? error;
      }
    });
    // Of a call that ended in a way that nobody thought of, nobody knows the cost: it stays reserved.
    reserved.dispose();
    return result;
  }

  private async inTurn(
    { connection, question, settings }: PendingQuestion,
    request: ConverseRequest,
    id: string,
    onLostAttempt: () => Promise<void>,
  ): Promise<ConverseResult | undefined> {
    const { signal, onEvent } = question;
    const { observer, price } = this.parts;
    try {
      const onWait = (running: number) => onEvent({ type: 'queued', running });
      return await this.limiter.run(request.model.modelId, { signal, onWait }, async (throttled) => {
        const result = await converse(connection, request, {
          id,
          timeouts: settings.timeouts,
          observer,
          price,
          signal,
          onLostAttempt,
          onEvent: (event: ConverseEvent) => {
            if (event.type === 'retry') {
              this.waits.set(request, event.notice);
            }
            if (event.type === 'retry' && event.notice.error.reason === 'throttled') {
              throttled();
            }
            onEvent(event);
          },
        });
        if (result.outcome === 'throttled') {
          throttled();
        }
        return result;
      });
    } catch (error) {
      if (signal.aborted) {
        return undefined;
      }
      throw error;
    } finally {
      this.waits.delete(request);
    }
  }
}

/** A budget's refusal as the caller's error; undefined for any other error. */
function refusalOf(error: unknown): BedrockError | undefined {
  if (!isBudgetRefusal(error)) {
    return undefined;
  }
  const reason = error instanceof InvalidCapError ? 'invalidBudget' : 'overBudget';
  return new BedrockError(reason, { code: error.name, message: overBudgetText(error) }, error);
}
