/* The SDK's pieces for the Price List API behind one dynamic import, so that nobody pays for them before asking it. */
export { paginateGetProducts, PricingClient } from '@aws-sdk/client-pricing';
export { NodeHttpHandler } from '@smithy/node-http-handler';
export { ObservedRetryStrategy } from './retryStrategy';
