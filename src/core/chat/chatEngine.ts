import { CacheWatch } from '../bedrock/cache/cacheWatch';
import { CallLimiter } from '../bedrock/callLimiter';
import type { AccountQuotas } from '../bedrock/quotas/accountQuotas';
import type { QuotaClock } from '../bedrock/quotas/clock';
import { QuotaGate } from '../bedrock/quotas/quotaGate';
import { ContentFitter } from '../pictures/fitContent';
import type { ScalesPictures } from '../pictures/pictureScaler';
import { AnswerCache } from './answerCache';
import type { ChatOutcome, Question } from './question';
import { askFallback } from './steps/askFallback';
import { askUncached } from './steps/askUncached';
import { tellLeftOut, tellOnce, tellUnknown } from './steps/notices';
import { fitTools } from './steps/fitTools';
import { fitToBedrock } from './steps/fitToBedrock';
import { PendingRetries } from './steps/pendingRetries';
import { recordCall } from './steps/recordCall';
import { refuseTooLong } from './steps/refuseTooLong';
import { resolveModel, type ResolveParts } from './steps/resolveModel';
import { reuseAnswer } from './steps/reuseAnswer';
import { sendCall } from './steps/sendCall';
import { stayInBudget, type BudgetParts } from './steps/stayInBudget';
import { chain } from './steps/step';
import { structureAnswer } from './steps/structureAnswer';
import { trimHistory } from './steps/trimHistory';
import { waitInQueue } from './steps/waitInQueue';

/** Collaborators of the engine. */
export interface ChatEngineParts extends ResolveParts, BudgetParts {
  /** Without it, pictures that are too large are left out. */
  readonly pictures?: ScalesPictures;
  /** Without it, one by the machine's clock. */
  readonly cacheWatch?: CacheWatch;
  /** Without them, a call is held for no quota. */
  readonly quotas?: Pick<AccountQuotas, 'known' | 'read'>;
  /** The clock by which quotas are counted; this machine's unless given. */
  readonly clock?: QuotaClock;
}

/** Answers questions from any surface; knows no surface. */
export class ChatEngine {
  private readonly answers = new AnswerCache();
  private readonly retries = new PendingRetries();
  private readonly pass: (question: Question) => Promise<ChatOutcome>;

  constructor(parts: ChatEngineParts) {
    const { connections, catalog, settings, observer, price, budget, pictures, quotas, clock } = parts;
    // The way of every question, each step once; what asks again sends another one along what follows it.
    this.pass = chain([
      resolveModel({ connections, catalog, settings, observer }),
      tellOnce(),
      tellUnknown,
      askFallback(catalog, connections),
      askUncached(),
      fitTools(observer),
      trimHistory,
      fitToBedrock(new ContentFitter(pictures)),
      tellLeftOut,
      refuseTooLong,
      reuseAnswer(this.answers, observer),
      structureAnswer(),
      stayInBudget({ budget, price }),
      waitInQueue(new CallLimiter(), new QuotaGate(quotas, clock)),
      this.retries.track,
      recordCall({ observer, price }),
      sendCall(price, parts.cacheWatch ?? new CacheWatch()),
    ]);
  }

  /** Asks and streams. Never throws for what AWS, the network or the user did. */
  ask(question: Question): Promise<ChatOutcome> {
    return this.pass(question);
  }

  /** Ends every wait for a next attempt, in all surfaces. */
  retryNow(): void {
    this.retries.retryNow();
  }

  /** Makes the next questions be asked anew. */
  forgetAnswers(): void {
    this.answers.clear();
  }
}
