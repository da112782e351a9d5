import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { describe, it } from 'mocha';
import {
  BedrockError,
  classifyError,
  isWorthRetrying,
  type ErrorReason,
} from '../../../../src/core/aws/errors';

function awsError(name: string, message: string, httpStatusCode?: number): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode, requestId: 'r-1' } });
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code} happened`), { code });
}

const cases: readonly (readonly [string, Error, ErrorReason])[] = [
  ['a throttle before the stream', awsError('ThrottlingException', 'Too many requests', 429), 'throttled'],
  ['a throttle named as in a stream', awsError('throttlingException', 'Too many tokens'), 'throttled'],
  ['an unnamed 429', awsError('Unknown', 'Slow down', 429), 'throttled'],
  [
    'expired temporary credentials',
    awsError('ExpiredTokenException', 'The security token expired', 403),
    'credentialsExpired',
  ],
  [
    'a wrong secret',
    awsError('InvalidSignatureException', 'The request signature…', 403),
    'credentialsWrong',
  ],
  [
    'an unknown key id',
    awsError('UnrecognizedClientException', 'The security token is invalid.', 403),
    'credentialsWrong',
  ],
  [
    'an SSO session that ended',
    awsError('CredentialsProviderError', 'The SSO session associated with this profile has expired.'),
    'credentialsExpired',
  ],
  [
    'no credentials at all',
    awsError('CredentialsProviderError', 'Could not load credentials from any providers'),
    'credentialsMissing',
  ],
  [
    'a missing permission',
    awsError('AccessDeniedException', 'User is not authorized to perform: bedrock:InvokeModel', 403),
    'accessDenied',
  ],
  [
    'a model not granted',
    awsError('AccessDeniedException', "You don't have access to the model with the specified model ID.", 403),
    'modelAccessNotGranted',
  ],
  [
    'a model of the Marketplace',
    awsError('AccessDeniedException', 'Model access is denied due to aws-marketplace:Subscribe', 403),
    'marketplaceDenied',
  ],
  [
    'a model without on-demand',
    awsError(
      'ValidationException',
      'Invocation of model ID x with on-demand throughput isn’t supported.',
      400,
    ),
    'needsInferenceProfile',
  ],
  [
    'an id that is none',
    awsError('ValidationException', 'The provided model identifier is invalid.', 400),
    'modelNotFound',
  ],
  [
    'too long an input',
    awsError('ValidationException', 'Input is too long for requested model.', 400),
    'contextTooLong',
  ],
  [
    'any other invalid request',
    awsError('ValidationException', 'temperature and top_p cannot both be specified', 400),
    'validation',
  ],
  [
    'a missing model',
    awsError('ResourceNotFoundException', 'Could not resolve the foundation model', 404),
    'modelNotFound',
  ],
  ['a host name that does not exist', systemError('ENOTFOUND'), 'dns'],
  ['nobody listening', systemError('ECONNREFUSED'), 'network'],
  ['an unknown certificate', systemError('SELF_SIGNED_CERT_IN_CHAIN'), 'tls'],
  ['a proxy that asks for a sign-in', awsError('Error', 'Proxy Authentication Required', 407), 'proxy'],
  ['a code hidden in a cause', new Error('fetch failed', { cause: systemError('ENOTFOUND') }), 'dns'],
  ['an aborted request', awsError('AbortError', 'Request aborted'), 'cancelled'],
  ['a service failure without a name', awsError('Error', 'Bad gateway', 502), 'serviceUnavailable'],
  ['anything else', new Error('what?'), 'unknown'],
];

describe('classifyError', () => {
  for (const [what, error, reason] of cases) {
    it(`takes ${what} for ${reason}`, () => {
      assert.equal(classifyError(error).reason, reason);
    });
  }

  it('takes a lost connection for a broken stream once an answer has begun', () => {
    assert.equal(classifyError(systemError('ECONNRESET'), 'request').reason, 'network');
    assert.equal(classifyError(systemError('ECONNRESET'), 'stream').reason, 'streamBroken');
  });

  it('keeps the original error as cause and AWS’s request id for those who ask', () => {
    const original = awsError('ThrottlingException', 'Too many requests', 429);
    const { cause, detail } = classifyError(original);
    assert.equal(cause, original);
    assert.deepEqual(detail, {
      code: 'ThrottlingException',
      message: 'Too many requests',
      httpStatus: 429,
      requestId: 'r-1',
    });
  });

  it('leaves what is classified already as it is', () => {
    const error = new BedrockError('dns', { code: 'ENOTFOUND', message: 'no such host' });
    assert.equal(classifyError(error, 'stream'), error);
  });

  it('retries only what waiting can mend', () => {
    assert.ok(isWorthRetrying('throttled') && isWorthRetrying('serviceUnavailable'));
    assert.ok(
      !isWorthRetrying('dns') && !isWorthRetrying('validation') && !isWorthRetrying('credentialsWrong'),
    );
  });
});

describe('what is thrown and is no error', () => {
  for (const [name, thrown] of [
    ['an object without a prototype', Object.create(null) as unknown],
    ['an object whose text fails', { toString: 1 }],
    ['a symbol', Symbol('thrown')],
  ] as const) {
    it(`is classified all the same: ${name}`, () => {
      assert.equal(classifyError(thrown).reason, 'unknown');
    });
  }
});

describe('what a failure says', () => {
  const token = `IQoJb3JpZ2luX2VjE${'aB3/+'.repeat(40)}==`;
  const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  const echoed = () =>
    Object.assign(
      new Error(`no: ${token}`, { cause: new AggregateError([new Error(`k=${secret}`)], token) }),
      {
        name: `Refused ${token}`,
        $metadata: { httpStatusCode: 400, requestId: `r ${secret}` },
        said: [{ by: token }],
      },
    );

  it('holds no secret, nor do its causes, while they stay the errors that they were', () => {
    const original = echoed();
    const failure = classifyError(original);
    const all = inspect(failure, { depth: 20 });
    assert.ok(!all.includes(token) && !all.includes(secret), all);
    assert.equal(failure.cause, original);
    assert.match(failure.stack ?? '', /^BedrockError: no: \[redacted\]\n +at /);
    assert.deepEqual(
      [failure.detail.message, failure.detail.code, failure.detail.requestId, failure.detail.httpStatus],
      ['no: [redacted]', 'Refused [redacted]', 'r [redacted]', 400],
    );
  });

  it('holds no secret where it was put together by hand', () => {
    const failure = new BedrockError(
      'unknown',
      { code: token, message: `password="a b ${secret}"` },
      `as ${secret}`,
    );
    assert.deepEqual([failure.message, failure.detail.code], ['password="[redacted]"', '[redacted]']);
    assert.equal(failure.cause, 'as [redacted]');
  });

  it('is of bounded length and says so', () => {
    const failure = classifyError(new Error('security token '.repeat(200_000)));
    assert.ok(failure.message.length <= 8192);
    assert.match(failure.message, /… \(\d+ more characters\)$/);
  });

  it('is told apart as before, and keeps what names no secret', () => {
    const said = 'User: arn:aws:iam::123456789012:user/me is not authorized to perform: bedrock:InvokeModel';
    const failure = classifyError(awsError('AccessDeniedException', said, 403));
    assert.deepEqual([failure.reason, failure.message], ['accessDenied', said]);
  });
});
