import { redactShapes } from '../logging/redaction';
import { cleanError } from '../logging/secrets/cleanError';
import { entryOf } from '../util/entryOf';

/** The classes of failure a user can meet; each has its sentence and its next step (`core/chat/explain`). */
export type ErrorReason =
  | 'credentialsMissing'
  | 'credentialsExpired'
  | 'credentialsWrong'
  | 'clockSkew'
  | 'accessDenied'
  | 'modelAccessNotGranted'
  | 'needsInferenceProfile'
  | 'modelNotFound'
  | 'noModelFound'
  | 'contextTooLong'
  | 'validation'
  | 'throttled'
  | 'quotaExceeded'
  | 'modelNotReady'
  | 'serviceUnavailable'
  | 'modelTimeout'
  | 'idleTimeout'
  | 'streamBroken'
  | 'modelError'
  | 'network'
  | 'dns'
  | 'proxy'
  | 'tls'
  | 'overBudget'
  | 'invalidBudget'
  | 'cancelled'
  | 'unknown';

/** Words of AWS or the network layer, without stack traces; the details for those who ask. */
export interface ErrorDetail {
  /** AWS's exception name or the system's error code, e.g. `ThrottlingException`, `ENOTFOUND`. */
  readonly code: string;
  readonly message: string;
  readonly httpStatus?: number;
  readonly requestId?: string;
}

/** Others' words of a failure are cut after so many characters. */
const MAX_SAID = 8192;
const MAX_NAME = 256;

/**
 * A failed call to AWS, classified once. `cause` holds the original error. Whatever looks like a secret is taken out of
 * both; the secrets in use are by then, by `withCleanFailures`.
 */
export class BedrockError extends Error {
  override readonly name = 'BedrockError';
  readonly reason: ErrorReason;
  readonly detail: ErrorDetail;

  constructor(reason: ErrorReason, said: ErrorDetail, cause?: unknown) {
    const detail = clean(said);
    super(detail.message, { cause: cleanError(cause, redactShapes) });
    this.reason = reason;
    this.detail = detail;
  }
}

function clean(said: ErrorDetail): ErrorDetail {
  const { requestId } = said;
  return {
    ...said,
    code: redactShapes(said.code, MAX_NAME),
    message: redactShapes(said.message, MAX_SAID),
    ...(requestId === undefined ? {} : { requestId: redactShapes(requestId, MAX_NAME) }),
  };
}

/** Where a failure happened: a code such as ECONNRESET means something else once an answer has begun. */
export type ErrorPhase = 'request' | 'stream';

/** Classifies whatever the SDK threw. Idempotent: a BedrockError is returned as it is. */
export function classifyError(error: unknown, phase: ErrorPhase = 'request'): BedrockError {
  if (error instanceof BedrockError) {
    return error;
  }
  const detail = clean(describe(error));
  return new BedrockError(errorReason(detail, phase, chain(error)), detail, error);
}

/** Whether waiting and sending the same request again may help. */
export function isWorthRetrying(reason: ErrorReason): boolean {
  switch (reason) {
    case 'throttled':
    case 'modelNotReady':
    case 'serviceUnavailable':
    case 'modelTimeout':
    case 'streamBroken':
    case 'network':
    case 'clockSkew':
      // Of a wrong clock the SDK learns from the refusal, and signs the next attempt by the service's time.
      return true;
    default:
      return false;
  }
}

/** Whether signing in again is what helps. */
export function isAboutCredentials(reason: ErrorReason): boolean {
  return reason === 'credentialsMissing' || reason === 'credentialsExpired' || reason === 'credentialsWrong';
}

/*
 * Exception names in lower case: inside a stream they come as `throttlingException`, elsewhere as
 * `ThrottlingException`. Sources: the error types of @aws-sdk/client-bedrock-runtime, and the STS and
 * IAM "Common errors" pages of the AWS documentation.
 */
const reasonsByName: Readonly<Record<string, ErrorReason>> = {
  credentialsprovidererror: 'credentialsMissing',
  credentialserror: 'credentialsMissing',
  tokenprovidererror: 'credentialsExpired',
  missingauthenticationtoken: 'credentialsMissing',
  missingauthenticationtokenexception: 'credentialsMissing',
  expiredtoken: 'credentialsExpired',
  expiredtokenexception: 'credentialsExpired',
  requestexpired: 'clockSkew',
  requesttimetooskewed: 'clockSkew',
  requestinthefuture: 'clockSkew',
  unauthorizedexception: 'credentialsExpired',
  unauthorizedssotokenerror: 'credentialsExpired',
  invalidsignatureexception: 'credentialsWrong',
  signaturedoesnotmatch: 'credentialsWrong',
  unrecognizedclientexception: 'credentialsWrong',
  invalidclienttokenid: 'credentialsWrong',
  invalidaccesskeyid: 'credentialsWrong',
  incompletesignatureexception: 'credentialsWrong',
  authfailure: 'credentialsWrong',
  accessdeniedexception: 'accessDenied',
  accessdenied: 'accessDenied',
  optinrequired: 'accessDenied',
  resourcenotfoundexception: 'modelNotFound',
  validationexception: 'validation',
  throttlingexception: 'throttled',
  throttling: 'throttled',
  toomanyrequestsexception: 'throttled',
  requestlimitexceeded: 'throttled',
  provisionedthroughputexceededexception: 'throttled',
  servicequotaexceededexception: 'quotaExceeded',
  modelnotreadyexception: 'modelNotReady',
  modeltimeoutexception: 'modelTimeout',
  modelstreamerrorexception: 'streamBroken',
  modelerrorexception: 'modelError',
  internalserverexception: 'serviceUnavailable',
  internalfailure: 'serviceUnavailable',
  serviceunavailableexception: 'serviceUnavailable',
  serviceunavailable: 'serviceUnavailable',
  aborterror: 'cancelled',
  timeouterror: 'network',
  // `boundedMessages`: whoever sits at the endpoint says the same again.
  messagetoolong: 'unknown',
};

const reasonsByCode: Readonly<Record<string, ErrorReason>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'network',
  ECONNRESET: 'network',
  ECONNABORTED: 'network',
  EHOSTUNREACH: 'network',
  ENETUNREACH: 'network',
  EPIPE: 'network',
  ETIMEDOUT: 'network',
  ERR_STREAM_PREMATURE_CLOSE: 'network',
  CERT_HAS_EXPIRED: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls',
};

function errorReason(detail: ErrorDetail, phase: ErrorPhase, errors: readonly unknown[]): ErrorReason {
  const text = detail.message.toLowerCase();
  const named =
    entryOf(reasonsByName, detail.code.toLowerCase()) ?? systemReason(errors) ?? reasonByStatus(detail);
  switch (named) {
    case 'accessDenied':
      return refineAccessDenied(text);
    case 'validation':
      return refineValidation(text);
    case 'credentialsWrong':
      // "Signature expired: 20260101T000000Z is now earlier than …": the secret is right, the time is not.
      return /signature (expired|not yet current)|request.*(expired|skewed)/.test(text) ? 'clockSkew' : named;
    case 'credentialsMissing':
      return /expired|sso session|refresh failed|aws sso login/.test(text) ? 'credentialsExpired' : named;
    case 'network':
      if (/proxy|tunneling socket/.test(text)) {
        return 'proxy';
      }
      return phase === 'stream' ? 'streamBroken' : named;
    case undefined:
      if (/proxy/.test(text)) {
        return 'proxy';
      }
      return phase === 'stream' ? 'streamBroken' : 'unknown';
    default:
      return named;
  }
}

/* The wording is AWS's own; it is the only thing that tells these cases apart. */
function refineAccessDenied(text: string): ErrorReason {
  if (/security token.*(invalid|expired)|token has expired/.test(text)) {
    return text.includes('expired') ? 'credentialsExpired' : 'credentialsWrong';
  }
  if (/api key is (not )?valid|valid.*api key/.test(text)) {
    return 'credentialsWrong';
  }
  if (/don't have access to the model|model access|aws-marketplace|marketplace/.test(text)) {
    return 'modelAccessNotGranted';
  }
  return 'accessDenied';
}

function refineValidation(text: string): ErrorReason {
  if (/on-demand throughput/.test(text)) {
    return 'needsInferenceProfile';
  }
  if (/model identifier is invalid|provided model.*(invalid|not found|doesn't exist)/.test(text)) {
    return 'modelNotFound';
  }
  if (
    /input is too long|too many (input )?tokens|context (window|length|limit)|prompt is too long/.test(text)
  ) {
    return 'contextTooLong';
  }
  return 'validation';
}

function reasonByStatus(detail: ErrorDetail): ErrorReason | undefined {
  const status = detail.httpStatus ?? 0;
  if (status === 407) {
    return 'proxy';
  }
  if (status === 429) {
    return 'throttled';
  }
  if (status === 401 || status === 403) {
    return 'accessDenied';
  }
  return status >= 500 ? 'serviceUnavailable' : undefined;
}

function systemReason(errors: readonly unknown[]): ErrorReason | undefined {
  for (const error of errors) {
    const code = stringField(error, 'code');
    if (code !== undefined && entryOf(reasonsByCode, code) !== undefined) {
      return entryOf(reasonsByCode, code);
    }
  }
  return undefined;
}

function describe(error: unknown): ErrorDetail {
  if (!(error instanceof Error)) {
    return { code: 'Unknown', message: textOf(error) };
  }
  const metadata: unknown = Reflect.get(error, '$metadata');
  const status: unknown = isObject(metadata) ? metadata['httpStatusCode'] : undefined;
  const requestId = stringField(metadata, 'requestId');
  // A plain Error from the network layer says more in its code than in its name.
  const systemCode = chain(error)
    .map((e) => stringField(e, 'code'))
    .find((code) => code !== undefined && entryOf(reasonsByCode, code) !== undefined);
  const named = said(error, 'name') || 'Unknown';
  const name = named === 'Error' || named === 'TimeoutError' ? (systemCode ?? named) : named;
  return {
    code: name,
    message: said(error, 'message') || name,
    ...(typeof status === 'number' ? { httpStatus: status } : {}),
    ...(requestId !== undefined ? { requestId } : {}),
  };
}

/** A field of an error as a text: a gateway's body may put anything there. */
function said(error: Error, field: 'name' | 'message'): string {
  const value: unknown = Reflect.get(error, field);
  if (typeof value === 'string' || value === undefined || value === null) {
    return value ?? '';
  }
  try {
    return JSON.stringify(value);
  } catch {
    return typeof value;
  }
}

/** Anything can be thrown, also an object that cannot be made a text. */
function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return typeof thrown;
  }
}

/** The error and its causes, aggregated ones included, outermost first. */
function chain(error: unknown, depth = 0): unknown[] {
  if (!(error instanceof Error) || depth > 8) {
    return [];
  }
  const nested: unknown[] = error instanceof AggregateError ? error.errors : [];
  return [error, ...[error.cause, ...nested].flatMap((e) => chain(e, depth + 1))];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function stringField(value: unknown, field: string): string | undefined {
  const found: unknown = isObject(value) ? value[field] : undefined;
  return typeof found === 'string' && found !== '' ? found : undefined;
}
