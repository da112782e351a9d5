import { BedrockError } from './errors';
import type { ActiveCredentials, AwsCredentials } from './credentials/activeCredentials';

/** A Bedrock API key was all there was for a service that takes none. */
export class KeysNeededError extends BedrockError {
  /** `purpose` ends the sentence, such as "to read prices". */
  constructor(purpose: string) {
    super('credentialsWrong', {
      code: 'ApiKey',
      message: `A Bedrock API key opens Bedrock and nothing else. Sign in with access keys or a profile ${purpose}.`,
    });
  }
}

/** Lets credentials through that sign requests to any service. @throws KeysNeededError for a Bedrock API key */
export function assertSigning(
  credentials: ActiveCredentials,
  purpose: string,
): asserts credentials is AwsCredentials {
  if (credentials.kind === 'bearer') {
    throw new KeysNeededError(purpose);
  }
}
