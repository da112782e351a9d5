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
  readonly modelLabel: string;
  readonly region: string;
  /** The kind of the sign-in; undefined when unknown. */
  readonly credentials: Pick<ActiveCredentials, 'label' | 'origin'> | undefined;
  /** True when part of the answer had arrived. */
  readonly partial: boolean;
}

const labels: Readonly<Record<ActionId, string>> = {
  signIn: 'Sign In…',
  ssoLogin: 'Log In to AWS',
  retry: 'Retry',
  continue: 'Continue',
  chooseModel: 'Choose Another Model…',
  chooseRegion: 'Choose Region…',
  openModelCatalog: 'Open Model Catalog',
  openSettings: 'Open Settings',
  showLog: 'Show Log',
  diagnose: 'Diagnose Connection',
  newChat: 'New Chat',
  allowOnce: 'Ask Anyway',
  allowToday: 'Allow for Today',
  setBudget: 'Set Budget…',
};

/** Puts a failure in words. Total over all reasons; it never contains a stack trace or a secret. */
export function explainError(error: BedrockError, context: ExplanationContext): Explanation {
  const { message, actions } = sentence(error.reason, context, error.detail);
  const offered: readonly ActionId[] = context.partial ? ['continue', 'retry'] : actions;
  return {
    reason: error.reason,
    message: context.partial ? `The answer broke off. ${message}` : message,
    detail: detailOf(error),
    actions: [...new Set([...offered, ...(context.partial ? actions : [])])].map((id) => ({
      id,
      label: labels[id],
    })),
  };
}

/** AWS's own words on one line: code, status, message, request id. */
function detailOf({ detail }: BedrockError): string {
  const status = detail.httpStatus === undefined ? '' : ` (HTTP ${detail.httpStatus})`;
  const request = detail.requestId === undefined ? '' : ` [request ${detail.requestId}]`;
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
  const { region } = context;
  const model = context.modelLabel === '' ? 'the model' : context.modelLabel;
  const who =
    context.credentials === undefined ? 'your AWS credentials' : `your ${context.credentials.label}`;
  switch (reason) {
    case 'credentialsMissing':
      return { message: 'Sign in to Amazon Bedrock to ask questions.', actions: ['signIn'] };
    case 'credentialsExpired':
      return {
        message: `AWS says that ${who} expired. Sign in again.`,
        actions: isStored(context)
          ? ['signIn', 'retry', 'diagnose']
          : ['ssoLogin', 'signIn', 'retry', 'diagnose'],
      };
    case 'credentialsWrong':
      return {
        message: `AWS does not accept ${who}: the key id or the secret is wrong, or was revoked. Sign in again.`,
        actions: ['signIn', 'retry', 'diagnose'],
      };
    case 'clockSkew':
      return {
        message:
          'AWS refused the request, because this machine’s clock is wrong by more than five minutes. Set the clock, best by the network’s time, and try again.',
        actions: ['retry', 'diagnose'],
      };
    case 'accessDenied':
      return {
        message: `AWS refused the request: ${who} may not use ${model} in ${region}. Ask for the permission bedrock:InvokeModelWithResponseStream, or choose another model.`,
        actions: ['chooseModel', 'signIn', 'retry'],
      };
    case 'modelAccessNotGranted':
      return {
        message: `Bedrock refused the request: this account has not been granted ${model} in ${region}. Open the model there to see what is missing, such as a form of its provider or the right to subscribe, or choose another model.`,
        actions: ['openModelCatalog', 'chooseModel', 'retry'],
      };
    case 'needsInferenceProfile':
      return {
        message: `${model} cannot be called directly in ${region}, only through an inference profile. Choose the profile of this model.`,
        actions: ['chooseModel'],
      };
    case 'modelNotFound':
      return {
        message: `Bedrock knows no model ${model} in ${region}. Check the setting, or choose another model or region.`,
        actions: ['chooseModel', 'chooseRegion'],
      };
    case 'noModelFound':
      return {
        message: `This account lists no chat model in ${region}. Choose another region, or type a model id.`,
        actions: ['chooseModel', 'chooseRegion', 'openModelCatalog'],
      };
    case 'contextTooLong': {
      const lengths = detail.code === REQUEST_TOO_LONG ? ` ${detail.message}` : '';
      return {
        message: `The question with its history and attachments is too long for ${model}.${lengths} Remove attachments, or start a new chat.`,
        actions: ['newChat', 'chooseModel'],
      };
    }
    case 'validation':
      return {
        message: `Bedrock did not accept the request: ${awsMessage}`,
        actions: ['openSettings', 'chooseModel'],
      };
    case 'throttled':
      return {
        message: `Bedrock is throttling requests to ${model}, and the retries are used up. Wait a moment, or choose another model.`,
        actions: ['retry', 'chooseModel'],
      };
    case 'quotaExceeded':
      return {
        message: `A quota of this AWS account for ${model} in ${region} is used up. Choose another model or region.`,
        actions: ['chooseModel', 'chooseRegion', 'retry'],
      };
    case 'modelNotReady':
      return {
        message: `${model} is not ready yet. Try again in a minute.`,
        actions: ['retry', 'chooseModel'],
      };
    case 'serviceUnavailable':
      return {
        message: `Bedrock in ${region} had a failure of its own. Try again in a moment.`,
        actions: ['retry', 'chooseRegion'],
      };
    case 'modelTimeout':
      return { message: `${model} took too long to answer. Try again.`, actions: ['retry', 'chooseModel'] };
    case 'idleTimeout':
      return {
        message: `${model} did not go on for so long that the request was given up. Try again, or allow more time in the settings.`,
        actions: ['retry', 'openSettings'],
      };
    case 'streamBroken':
      return { message: 'The connection ended before the answer did.', actions: ['retry'] };
    case 'modelError':
      return {
        message: `${model} failed while it worked on this request.`,
        actions: ['retry', 'chooseModel'],
      };
    case 'network':
      return {
        message: `Bedrock in ${region} could not be reached. Check the network connection.`,
        actions: ['retry', 'diagnose', 'openSettings'],
      };
    case 'dns':
      return {
        message: `The host name of Bedrock in ${region} could not be found. Check the network connection, the region and the endpoint.`,
        actions: ['retry', 'diagnose', 'chooseRegion', 'openSettings'],
      };
    case 'proxy':
      return {
        message: 'The proxy did not let the request through. Check the setting http.proxy and its sign-in.',
        actions: ['diagnose', 'openSettings', 'retry'],
      };
    case 'tls':
      return {
        message:
          'The certificate of the server is not trusted. Behind a company proxy its root certificate must be installed on this machine.',
        actions: ['diagnose', 'showLog', 'retry'],
      };
    case 'overBudget':
      return { message: awsMessage, actions: ['allowOnce', 'allowToday', 'setBudget'] };
    case 'invalidBudget':
      return { message: awsMessage, actions: ['setBudget', 'openSettings'] };
    case 'cancelled':
      return { message: 'Stopped.', actions: ['continue', 'retry'] };
    case 'unknown':
      return { message: `The request failed: ${awsMessage}`, actions: ['retry', 'showLog'] };
    default:
      return reason satisfies never;
  }
}
