import * as l10n from '@vscode/l10n';
import { BedrockError } from './errors';
import type { ActiveCredentials, AwsCredentials } from './credentials/activeCredentials';

/** Work that takes a signature, which a Bedrock API key cannot give. */
export type SignedWork = 'batchJob' | 'prices' | 'quotas' | 'athena' | 'dynamodb';

/** A Bedrock API key was all there was for a service that takes none. */
export class KeysNeededError extends BedrockError {
  constructor(work: SignedWork) {
    super('credentialsWrong', {
      code: 'ApiKey',
      message: `${l10n.t('A Bedrock API key opens Bedrock and nothing else.')} ${nextStep(work)}`,
    });
  }
}

function nextStep(work: SignedWork): string {
  switch (work) {
    case 'batchJob':
      return l10n.t('Sign in with access keys or a profile to run a batch job.');
    case 'prices':
      return l10n.t('Sign in with access keys or a profile to read prices.');
    case 'quotas':
      return l10n.t('Sign in with access keys or a profile to read quotas.');
    case 'athena':
      return l10n.t('Sign in with access keys or a profile to query Athena.');
    case 'dynamodb':
      return l10n.t('Sign in with access keys or a profile to use DynamoDB.');
  }
}

/** Lets credentials through that sign requests to any service. @throws KeysNeededError for a Bedrock API key */
export function assertSigning(
  credentials: ActiveCredentials,
  work: SignedWork,
): asserts credentials is AwsCredentials {
  if (credentials.kind === 'bearer') {
    throw new KeysNeededError(work);
  }
}
