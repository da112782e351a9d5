/*
 * The AWS SDK's pieces the engine uses, behind one dynamic import: loading them takes tens of
 * milliseconds, which nobody should pay before the first question.
 */
export {
  BedrockRuntimeClient,
  ConverseStreamCommand,
  CountTokensCommand,
} from '@aws-sdk/client-bedrock-runtime';
export {
  BedrockClient,
  GetInferenceProfileCommand,
  ListFoundationModelsCommand,
  ListInferenceProfilesCommand,
} from '@aws-sdk/client-bedrock';
export { BoundedHttpHandler } from '../aws/boundedHttp';
export { ObservedRetryStrategy } from '../aws/retryStrategy';
