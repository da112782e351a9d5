import type { Pricer } from '../../bedrock/pricing';

/**
 * What a batch job costs in parts of the same live calls: "Amazon Bedrock offers select foundation models from
 * Anthropic, Meta, Mistral AI and Amazon for batch inference at a 50% lower price compared to on-demand
 * inference" (aws.amazon.com/bedrock/pricing).
 */
const BATCH_PART = 0.5;
const HALVED = /^(anthropic|meta|mistral|amazon)\./;

/** Where the price of a batch job is from, and of when, for people. */
export const batchPriceSource = { page: 'aws.amazon.com/bedrock/pricing', date: '2026-11-21' } as const;

/** Prices records of batch jobs by what live calls cost; those of other providers are of unknown price. */
export function batchPricer(price: Pricer): Pricer {
  return (call) => {
    if (!HALVED.test(call.model.modelId)) return undefined;
    const live = price({ ...call, serviceTier: undefined, latency: undefined });
    return live && { usd: live.usd * BATCH_PART, priceVersion: `${live.priceVersion}, batch` };
  };
}
