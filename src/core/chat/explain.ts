import * as l10n from '@vscode/l10n';
import type { ActionId } from '../../protocol/chatPanel';
import type { BedrockError, ErrorDetail, ErrorReason } from '../aws/errors';
import type { ActiveCredentials } from '../aws/credentials/activeCredentials';

/** The code of what is too long for any model, and not sent; its message says what of it is how long. */
export const REQUEST_TOO_LONG = 'RequestTooLong';

/** A failure in a user's words: what happened and why, the next steps, and AWS's own words for those who ask. */
export interface Explanation {
  readonly reason: ErrorReason;
  readonly message: string;
  readonly detail: string;
  readonly actions: readonly { readonly id: ActionId; readonly label: string }[];
}

/** Names for the sentence. */
export interface ExplanationContext {
  /** Empty where it is not known. */
  readonly modelLabel: string;
  /** Empty where it is not known. */
  readonly region: string;
  /** The kind of the sign-in; undefined when unknown. */
  readonly credentials: Pick<ActiveCredentials, 'label' | 'origin'> | undefined;
  /** True when part of the answer had arrived. */
  readonly partial: boolean;
}

/** The words on the button of an action. */
export function actionLabel(id: ActionId): string {
  switch (id) {
    case 'signIn':
      return l10n.t('Sign In…');
    case 'ssoLogin':
      return l10n.t('Log In to AWS');
    case 'retry':
      return l10n.t('Retry');
    case 'continue':
      return l10n.t('Continue');
    case 'chooseModel':
      return l10n.t('Choose Another Model…');
    case 'chooseRegion':
      return l10n.t('Choose Region…');
    case 'openModelCatalog':
      return l10n.t('Open Model Catalog');
    case 'openSettings':
      return l10n.t('Open Settings');
    case 'showLog':
      return l10n.t('Show Log');
    case 'diagnose':
      return l10n.t('Diagnose Connection');
    case 'newChat':
      return l10n.t('New Chat');
    case 'allowOnce':
      return l10n.t('Ask Anyway');
    case 'allowToday':
      return l10n.t('Allow for Today');
    case 'setBudget':
      return l10n.t('Set Budget…');
  }
}

/** Puts a failure in words. Total over all reasons; it never contains a stack trace or a secret. */
export function explainError(error: BedrockError, context: ExplanationContext): Explanation {
  const { message, actions } = sentence(error.reason, context, error.detail);
  const offered: readonly ActionId[] = context.partial ? ['continue', 'retry'] : actions;
  return {
    reason: error.reason,
    message: context.partial ? `${l10n.t('The answer broke off.')} ${message}` : message,
    detail: detailOf(error),
    actions: [...new Set([...offered, ...(context.partial ? actions : [])])].map((id) => ({
      id,
      label: actionLabel(id),
    })),
  };
}

/** AWS's own words on one line: code, status, message, request id. */
function detailOf({ detail }: BedrockError): string {
  const status = detail.httpStatus === undefined ? '' : ` (HTTP ${detail.httpStatus})`;
  const request = detail.requestId === undefined ? '' : ` [${l10n.t('request {0}', detail.requestId)}]`;
  return `${detail.code}${status}: ${detail.message}${request}`;
}

/** Credentials that were typed in here cannot be renewed by AWS's own login. */
function isStored({ credentials }: ExplanationContext): boolean {
  return credentials?.origin === 'keys' || credentials?.origin === 'apiKey';
}

interface Sentence {
  readonly message: string;
  readonly actions: readonly ActionId[];
}

function sentence(reason: ErrorReason, context: ExplanationContext, detail: ErrorDetail): Sentence {
  const { message: awsMessage } = detail;
  const model =
    context.modelLabel ||
    l10n.t({
      message: 'the model',
      comment: ['Where a model’s name would be: “{0} took too long to answer.”'],
    });
  const region =
    context.region ||
    l10n.t({ message: 'this region', comment: ['Where a region’s id would be: “no chat model in {0}”'] });
  const who =
    context.credentials?.label ??
    l10n.t({
      message: 'AWS credentials',
      comment: ['Where the kind of credentials would be, such as “access keys”: “your {0} expired”'],
    });
  switch (reason) {
    case 'credentialsMissing':
      return { message: l10n.t('Sign in to Amazon Bedrock to ask questions.'), actions: ['signIn'] };
    case 'credentialsExpired':
      return {
        message: l10n.t({
          message: 'AWS says that your {0} expired. Sign in again.',
          args: [who],
          comment: ['{0} is the kind of credentials, such as “access keys” or “profile work”.'],
        }),
        actions: isStored(context)
          ? ['signIn', 'retry', 'diagnose']
          : ['ssoLogin', 'signIn', 'retry', 'diagnose'],
      };
    case 'credentialsWrong':
      return {
        message: l10n.t({
          message:
            'AWS does not accept your {0}: the key id or the secret is wrong, or was revoked. Sign in again.',
          args: [who],
          comment: ['{0} is the kind of credentials, such as “access keys” or “profile work”.'],
        }),
        actions: ['signIn', 'retry', 'diagnose'],
      };
    case 'clockSkew':
      return {
        message: l10n.t(
          'AWS refused the request, because this machine’s clock is wrong by more than five minutes. Set the clock, best by the network’s time, and try again.',
        ),
        actions: ['retry', 'diagnose'],
      };
    case 'accessDenied':
      return {
        message: l10n.t({
          message:
            'AWS refused the request: your {0} may not use {1} in {2}. Ask for the permission bedrock:InvokeModelWithResponseStream, or choose another model.',
          args: [who, model, region],
          comment: [
            '{0} is the kind of credentials, such as “access keys”, {1} a model’s name, {2} a region’s id.',
          ],
        }),
        actions: ['chooseModel', 'signIn', 'retry'],
      };
    case 'modelAccessNotGranted':
      return {
        message: l10n.t(
          'Bedrock refused the request: this account has not been granted {0} in {1}. Open the model there to see what is missing, such as a form of its provider or the right to subscribe, or choose another model.',
          model,
          region,
        ),
        actions: ['openModelCatalog', 'chooseModel', 'retry'],
      };
    case 'needsInferenceProfile':
      return {
        message: l10n.t(
          '{0} cannot be called directly in {1}, only through an inference profile. Choose the profile of this model.',
          model,
          region,
        ),
        actions: ['chooseModel'],
      };
    case 'modelNotFound':
      return {
        message: l10n.t(
          'Bedrock knows no model {0} in {1}. Check the setting, or choose another model or region.',
          model,
          region,
        ),
        actions: ['chooseModel', 'chooseRegion'],
      };
    case 'noModelFound':
      return {
        message: l10n.t(
          'This account lists no chat model in {0}. Choose another region, or type a model id.',
          region,
        ),
        actions: ['chooseModel', 'chooseRegion', 'openModelCatalog'],
      };
    case 'contextTooLong': {
      const lengths = detail.code === REQUEST_TOO_LONG ? [detail.message] : [];
      return {
        message: [
          l10n.t('The question with its history and attachments is too long for {0}.', model),
          ...lengths,
          l10n.t('Remove attachments, or start a new chat.'),
        ].join(' '),
        actions: ['newChat', 'chooseModel'],
      };
    }
    case 'validation':
      return {
        message: l10n.t('Bedrock did not accept the request: {0}', awsMessage),
        actions: ['openSettings', 'chooseModel'],
      };
    case 'throttled':
      return {
        message: l10n.t(
          'Bedrock is throttling requests to {0}, and the retries are used up. Wait a moment, or choose another model.',
          model,
        ),
        actions: ['retry', 'chooseModel'],
      };
    case 'quotaExceeded':
      return {
        message: l10n.t(
          'A quota of this AWS account for {0} in {1} is used up. Choose another model or region.',
          model,
          region,
        ),
        actions: ['chooseModel', 'chooseRegion', 'retry'],
      };
    case 'modelNotReady':
      return {
        message: l10n.t('{0} is not ready yet. Try again in a minute.', model),
        actions: ['retry', 'chooseModel'],
      };
    case 'serviceUnavailable':
      return {
        message: l10n.t('Bedrock in {0} had a failure of its own. Try again in a moment.', region),
        actions: ['retry', 'chooseRegion'],
      };
    case 'modelTimeout':
      return {
        message: l10n.t('{0} took too long to answer. Try again.', model),
        actions: ['retry', 'chooseModel'],
      };
    case 'idleTimeout':
      return {
        message: l10n.t(
          '{0} did not go on for so long that the request was given up. Try again, or allow more time in the settings.',
          model,
        ),
        actions: ['retry', 'openSettings'],
      };
    case 'streamBroken':
      return { message: l10n.t('The connection ended before the answer did.'), actions: ['retry'] };
    case 'modelError':
      return {
        message: l10n.t('{0} failed while it worked on this request.', model),
        actions: ['retry', 'chooseModel'],
      };
    case 'network':
      return {
        message: l10n.t('Bedrock in {0} could not be reached. Check the network connection.', region),
        actions: ['retry', 'diagnose', 'openSettings'],
      };
    case 'dns':
      return {
        message: l10n.t(
          'The host name of Bedrock in {0} could not be found. Check the network connection, the region and the endpoint.',
          region,
        ),
        actions: ['retry', 'diagnose', 'chooseRegion', 'openSettings'],
      };
    case 'proxy':
      return {
        message: l10n.t(
          'The proxy did not let the request through. Check the setting http.proxy and its sign-in.',
        ),
        actions: ['diagnose', 'openSettings', 'retry'],
      };
    case 'tls':
      return {
        message: l10n.t(
          'The certificate of the server is not trusted. Behind a company proxy its root certificate must be installed on this machine.',
        ),
        actions: ['diagnose', 'showLog', 'retry'],
      };
    case 'overBudget':
      return { message: awsMessage, actions: ['allowOnce', 'allowToday', 'setBudget'] };
    case 'invalidBudget':
      return { message: awsMessage, actions: ['setBudget', 'openSettings'] };
    case 'cancelled':
      return { message: l10n.t('Stopped.'), actions: ['continue', 'retry'] };
    case 'unknown':
      return { message: l10n.t('The request failed: {0}', awsMessage), actions: ['retry', 'showLog'] };
    default:
      return reason satisfies never;
  }
}
