import type { CacheTtl } from './content';
import type { Usage } from './wire/converseEvents';
import type { ModelChoice } from './models/modelChoice';
import type { ModelParameters } from './parameters';

/** All that decides the price of a call. */
export interface PricedCall {
  readonly model: Pick<ModelChoice, 'modelId' | 'inferenceProfile' | 'copyOf'>;
  /** The region that was called. */
  readonly region: string;
  readonly serviceTier: ModelParameters['serviceTier'];
  readonly latency: ModelParameters['latency'];
  /** The lifetime of what was written to the cache; the service's default is 5 minutes. */
  readonly cacheTtl: CacheTtl;
  readonly usage: Usage;
}

/** The cost of a call, and by which price list. */
export interface CallCost {
  readonly usd: number;
  readonly priceVersion: string;
}

/** Says what a call cost; undefined where no price is known, which is not the same as free. */
export type Pricer = (call: PricedCall) => CallCost | undefined;
