import type { Mark } from './cause';

/*
 * Sources of the names: the error types of @aws-sdk/client-bedrock-runtime, the STS and IAM "Common errors" pages of
 * the AWS documentation, and for those in small letters the error types of OpenAI's and Anthropic's APIs.
 */

/** What asks too much. */
export const throttling: Mark = {
  names: [
    'Throttling',
    'TooManyRequests',
    'RequestLimitExceeded',
    'ProvisionedThroughputExceeded',
    'rate_limit_error',
    'rate_limit_exceeded',
  ],
  statuses: [429],
};

/** What is not allowed. */
export const denied: Mark = {
  names: ['AccessDenied', 'OptInRequired', 'access_denied', 'permission_denied', 'permission_error'],
  statuses: [401, 403],
};

/** What is not there. */
export const notFound: Mark = { names: ['ResourceNotFound', 'FTUFormNotFilled', 'not_found_error'] };

/** What is wrong with the request itself. */
export const invalid: Mark = { names: ['Validation', 'invalid_request_error'], statuses: [400] };

/** Whatever says no to a request: AWS has moved causes from one of these to another before. */
export const refused: Mark = {
  names: [...(denied.names ?? []), ...(notFound.names ?? []), ...(invalid.names ?? [])],
  statuses: [400, 401, 403, 404],
};

/** Where the service has too much to do, or fails. */
export const unavailable: Mark = {
  names: [
    'InternalServer',
    'InternalServerError',
    'InternalFailure',
    'ServiceUnavailable',
    'api_error',
    'server_error',
  ],
  statuses: [500, 502, 503, 504, 599],
};
