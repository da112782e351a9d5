import type { ActionId } from '../../protocol/chatPanel';
import { explainError } from '../chat/explain';
import type { BedrockError } from '../aws/errors';
import type { ActiveCredentials } from '../aws/credentials/activeCredentials';
import type { CheckAction } from '../../protocol/doctor';
import { step } from './check';

/** A failure in the words of the error cards, with AWS's own after them. */
export function sentenceOf(
  error: BedrockError,
  context: {
    region: string;
    modelLabel?: string;
    modelId?: string;
    credentials?: ActiveCredentials | undefined;
  },
): string {
  const { message, detail } = explainError(error, {
    region: context.region,
    modelLabel: context.modelLabel ?? '',
    modelId: context.modelId,
    credentials: context.credentials,
    partial: false,
  });
  return `${message} (${detail})`;
}

/** The most helpful step after a failure, besides trying again, which the report has a button for. */
export function firstStep(error: BedrockError): ActionId {
  const context = { region: '', modelLabel: '', credentials: undefined, partial: false };
  const { actions } = explainError(error, context);
  return actions.find(({ id }) => id !== 'retry' && id !== 'continue')?.id ?? 'showLog';
}

/** The step for credentials that no longer work: AWS's login where it can renew them. */
export function signInStep(origin: ActiveCredentials['origin'] | undefined): CheckAction {
  return step(origin === 'profile' || origin === 'defaultChain' ? 'ssoLogin' : 'signIn');
}
