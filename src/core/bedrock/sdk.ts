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
  GetFoundationModelAvailabilityCommand,
  GetInferenceProfileCommand,
  ListFoundationModelsCommand,
  ListInferenceProfilesCommand,
} from '@aws-sdk/client-bedrock';
export { openClient } from '../aws/clientConfiguration';
export { mantleAuth } from './wire/openai/mantleAuth';
export { OpenAiCommand } from './wire/openai/openAiCommand';
