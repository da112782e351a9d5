import { BedrockError } from '../../aws/errors';
import type { Pricer } from '../../bedrock/pricing';
import type { Budget } from '../../spending/budget';
import { InvalidCapError, isBudgetRefusal } from '../../spending/budgetErrors';
import { maxCostUsd, overBudgetText } from '../../spending/estimate';
import { DisposableStore } from '../../util/disposable';
import type { ChatOutcome } from '../question';
import { notSent } from './notSent';
import type { Next, ResolvedQuestion, Step } from './step';

/** What a call's budget is kept with. */
export interface BudgetParts {
  /** Asked before each call, and before each attempt after one that may have cost something. */
  readonly budget: Pick<Budget, 'admit'>;
  readonly price: Pricer;
}

/** Lets a call begin only where the most that it may cost fits into the caller's own budget and that of all windows. */
export function stayInBudget({ budget, price }: BudgetParts): Step {
  return async (question, next) => {
    const callUsd = maxCostUsd(question, question.connection.region, price);
    try {
      return await withinOwn(question, callUsd, () => withinShared(budget, question, callUsd, next));
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) {
        throw error;
      }
      return notSent(question, refusal);
    }
  };
}

async function withinOwn(
  { ownBudget }: ResolvedQuestion,
  maxCostUsd: number | undefined,
  call: () => Promise<ChatOutcome>,
): Promise<ChatOutcome> {
  await ownBudget?.admit(maxCostUsd);
  let spentUsd: number | null = 0;
  try {
    const outcome = await call();
    if (outcome.type === 'called') {
      spentUsd = outcome.result.cost?.usd ?? null;
    }
    return outcome;
  } finally {
    ownBudget?.settle(spentUsd);
  }
}

async function withinShared(
  budget: BudgetParts['budget'],
  question: ResolvedQuestion,
  maxCostUsd: number | undefined,
  next: Next,
): Promise<ChatOutcome> {
  const { surface, conversationId, callId: id } = question;
  const reserved = new DisposableStore();
  // Under the call's id on record, by which its end closes what was reserved for it.
  reserved.add(await budget.admit(maxCostUsd, surface, { id, conversationId }));
  const onLostAttempt = async () => {
    try {
      reserved.add(await budget.admit(maxCostUsd, surface, { conversationId }));
    } catch (error) {
      throw refusalOf(error) ?? error;
    }
  };
  const outcome = await next({ ...question, onLostAttempt });
  // Of a call that ended in a way that nobody thought of, nobody knows the cost: it stays reserved.
  reserved.dispose();
  return outcome;
}

/** A budget's refusal as the caller's error; undefined for any other error. */
function refusalOf(error: unknown): BedrockError | undefined {
  if (!isBudgetRefusal(error)) {
    return undefined;
  }
  const reason = error instanceof InvalidCapError ? 'invalidBudget' : 'overBudget';
  return new BedrockError(reason, { code: error.name, message: overBudgetText(error) }, error);
}
