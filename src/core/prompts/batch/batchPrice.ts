import type { Pricer } from '../../bedrock/pricing';

/**
 * The price of a batch job in parts of the same live calls: "Amazon Bedrock offers select foundation models from
 * Anthropic, Meta, Mistral AI and Amazon for batch inference at a 50% lower price compared to on-demand
 * inference" (aws.amazon.com/bedrock/pricing).
 */
const BATCH_PART = 0.5;
const HALVED = /^(anthropic|meta|mistral|amazon)\./;

/** Where the price of a batch job is from, and of when, for people. */
export const batchPriceSource = { page: 'aws.amazon.com/bedrock/pricing', date: '2026-11-21' } as const;

/** Whether a batch job of a model is known to cost half of live calls. */
export function isHalved({ modelId }: { readonly modelId: string }): boolean {
  return HALVED.test(modelId);
}

/** Prices records of batch jobs by what live calls cost, which is the most they can where no batch price is known. */
export function batchPricer(price: Pricer): Pricer {
  return (call) => {
    const live = price({ ...call, serviceTier: undefined, latency: undefined });
    if (live === undefined || !isHalved(call.model)) {
      return live;
    }
    return { usd: live.usd * BATCH_PART, priceVersion: `${live.priceVersion}, batch` };
  };
}
