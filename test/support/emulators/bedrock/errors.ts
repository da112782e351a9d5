/** HTTP status of each error by name, from the SDK's service schemas and, for the common ones, AWS's "Common Errors". */
const statusByName = {
  AccessDeniedException: 403,
  ConflictException: 400,
  ExpiredTokenException: 403,
  InternalServerException: 500,
  InvalidSignatureException: 403,
  MissingAuthenticationTokenException: 403,
  ModelErrorException: 424,
  ModelNotReadyException: 429,
  ModelStreamErrorException: 424,
  ModelTimeoutException: 408,
  ResourceNotFoundException: 404,
  SerializationException: 400,
  ServiceQuotaExceededException: 400,
  ServiceUnavailableException: 503,
  ThrottlingException: 429,
  UnknownOperationException: 404,
  UnrecognizedClientException: 403,
  ValidationException: 400,
} as const;

/** Name of an error that the emulator can answer with before a stream begins. */
export type ServiceErrorName = keyof typeof statusByName;

/** Every error name that the emulator can answer with before a stream begins. */
export const serviceErrorNames = Object.keys(statusByName) as readonly ServiceErrorName[];

const unexpected = 'The system encountered an unexpected error during processing. Try your request again.';

/** AWS's message of each error when nothing more precise is known. */
const defaultMessages: Record<ServiceErrorName, string> = {
  AccessDeniedException: "You don't have access to the model with the specified model ID.",
  ConflictException: 'A conflict occurred while performing the operation.',
  ExpiredTokenException: 'The security token included in the request is expired',
  InternalServerException: unexpected,
  InvalidSignatureException:
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  MissingAuthenticationTokenException: 'Missing Authentication Token',
  ModelErrorException: unexpected,
  ModelNotReadyException: 'Model is not ready for inference. Wait and try your request again.',
  ModelStreamErrorException: unexpected,
  ModelTimeoutException: 'Model has timed out in processing the request. Try your request again.',
  ResourceNotFoundException: 'Could not resolve the foundation model from the provided model identifier.',
  SerializationException: 'The request body could not be read.',
  ServiceQuotaExceededException: 'Your request exceeds the service quota for your account.',
  ServiceUnavailableException: 'Bedrock is unable to process your request.',
  ThrottlingException: 'Too many requests, please wait before trying again.',
  UnknownOperationException: 'The requested operation is not recognized by the service.',
  UnrecognizedClientException: 'The security token included in the request is invalid.',
  ValidationException: 'The provided request is not valid',
};

/** Errors that AWS's common front end raises rather than Bedrock itself; they carry another namespace on the wire. */
const frontEndErrors: ReadonlySet<ServiceErrorName> = new Set<ServiceErrorName>([
  'ExpiredTokenException',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'SerializationException',
  'UnknownOperationException',
  'UnrecognizedClientException',
]);

/** Details of an {@link AwsError} beyond its name and message. */
export interface AwsErrorDetails {
  /** Seconds for a `Retry-After` header. */
  readonly retryAfterSeconds?: number;
  /** Further members of the error's shape, such as `originalStatusCode`. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** The front end and IAM spell the member `Message`; the service itself spells it `message`. */
  readonly messageKey?: 'message' | 'Message';
}

/** An answer that refuses a request, in AWS's terms. */
export class AwsError extends Error {
  override readonly name: ServiceErrorName;
  readonly status: number;
  readonly details: AwsErrorDetails;

  constructor(name: ServiceErrorName, message?: string, details: AwsErrorDetails = {}) {
    super(message ?? defaultMessages[name]);
    this.name = name;
    this.status = statusByName[name];
    this.details = details;
  }

  /** Value of the `x-amzn-errortype` header, with the namespace that AWS appends. */
  get wireType(): string {
    const namespace = frontEndErrors.has(this.name) ? 'com.amazon.coral.service' : 'com.amazon.bedrock';
    return `${this.name}:http://internal.amazon.com/coral/${namespace}/`;
  }

  /** The JSON body of the answer. */
  get wireBody(): Record<string, unknown> {
    return { ...this.details.fields, [this.details.messageKey ?? 'message']: this.message };
  }
}

/** The default message of an error name. */
export function defaultMessage(name: ServiceErrorName): string {
  return defaultMessages[name];
}
