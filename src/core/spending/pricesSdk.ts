/* The SDK's pieces for the Price List API behind one dynamic import, so that nobody pays for them before asking it. */
export { GetProductsCommand, PricingClient } from '@aws-sdk/client-pricing';
export { BoundedHttpHandler } from '../aws/boundedHttp';
export { ObservedRetryStrategy } from '../aws/retryStrategy';
