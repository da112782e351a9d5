import type { ConverseRequest } from './wire/converseCall';
import type { Usage } from './wire/converseEvents';
import { traitsOf } from './models/modelTraits';
import type { CallCost, Pricer } from './pricing';
import { mayBeCached, pricedParameters } from './wire/requestParameters';
import type { ServedAs } from './wire/streamedAnswer';
import { nothingSpent, nothingUsed, usageBefore } from './unreportedUsage';

/** What a call used, as far as that decides its price. */
export interface CallUsage {
  readonly usage: Usage;
  /** The usage that attempts may have had of which nothing was heard again, where an answer came after them. */
  readonly lostUsage: Usage | undefined;
  readonly served: ServedAs;
}

/** The known facts of a call's cost before it is sent; its answer, of which nothing is known, is not in it. */
export function costBefore(request: ConverseRequest, region: string, price: Pricer): CallCost | undefined {
  return priceOf(request, { region, usage: usageBefore(request), served: {} }, price);
}

/** What a call that has ended came to; undefined where the price of any part of it is unknown. */
export function costOfCall(
  request: ConverseRequest,
  region: string,
  { usage, lostUsage, served }: CallUsage,
  price: Pricer,
): CallCost | undefined {
  const cost = priceOf(request, { region, usage, served }, price);
  if (cost === undefined) {
    return usage === nothingUsed ? nothingSpent : undefined;
  }
  if (lostUsage === undefined) {
    return cost;
  }
  const lost = priceOf(request, { region, usage: lostUsage, served: {} }, price);
  return lost && { ...cost, usd: cost.usd + lost.usd };
}

/** The requested value counts where Bedrock does not say what it gave. */
function priceOf(
  { model, messages, parameters }: ConverseRequest,
  { region, usage, served }: { region: string; usage: Usage; served: ServedAs },
  price: Pricer,
): CallCost | undefined {
  const asked = pricedParameters({ parameters, messages }, traitsOf(model));
  const serviceTier = served.serviceTier ?? asked.serviceTier;
  const latency = served.latency ?? asked.latency;
  const costOf = (used: Usage) => price({ ...asked, model, region, serviceTier, latency, usage: used });
  try {
    const cost = costOf(usage);
    if (cost === undefined || usage.source === 'reported' || !mayBeCached({ messages, parameters })) {
      return cost;
    }
    // What nobody reported may have been written to the prompt cache.
    const written = costOf({ ...usage, inputTokens: 0, cacheWriteInputTokens: usage.inputTokens });
    return written !== undefined && written.usd > cost.usd ? written : cost;
  } catch {
    // An answer is not lost because its price cannot be told.
    return undefined;
  }
}
