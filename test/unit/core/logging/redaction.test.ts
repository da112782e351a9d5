import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatEntry } from '../../../../src/core/logging/format';
import { Logger } from '../../../../src/core/logging/logger';
import { Redactor } from '../../../../src/core/logging/redaction';

// The example keys of AWS's own documentation.
const secretKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const keyId = 'AKIAIOSFODNN7EXAMPLE';
const sessionToken = `IQoJb3JpZ2luX2VjE${'aB3/+'.repeat(60)}==`;
const apiKey = `ABSK${Buffer.from('BedrockAPIKey-abcd-at-123456789012:Zm9vYmFyYmF6').toString('base64')}`;
const shortTermKey =
  'bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29tLz9BY3Rpb249Q2FsbFdpdGhCZWFyZXJUb2tlbg==&Version=1';

describe('redaction of what looks like a secret', () => {
  const cases: Record<string, [text: string, ...gone: string[]]> = {
    'an access key id': [`key ${keyId} refused`, keyId],
    'a temporary access key id': ['key ASIAIOSFODNN7EXAMPLE refused', 'ASIAIOSFODNN7EXAMPLE'],
    'a bare secret key': [`tried ${secretKey}.`, secretKey],
    'a secret key by name': ['aws_secret_access_key = short+one', 'short+one'],
    'a secret key in JSON': [`{"secretAccessKey":"short/one","x":1}`, 'short/one'],
    'a secret key in JSON in JSON': [JSON.stringify('{"secretAccessKey":"short/one"}'), 'short/one'],
    'a session token': [`token is ${sessionToken}`, sessionToken, sessionToken.slice(0, 60)],
    'a session token by name': ['AWS_SESSION_TOKEN=abc/def==', 'abc/def'],
    'a session token header': ['x-amz-security-token: abc/def==', 'abc/def'],
    'a session token in a URL': ['https://h/p?a=1&X-Amz-Security-Token=abc%2Fdef%3D&b=2', 'abc%2Fdef'],
    'a signature in a URL': ['https://h/p?X-Amz-Signature=0123abcd&b=2', '0123abcd'],
    'a credential in a URL': [`https://h/p?X-Amz-Credential=${keyId}%2F2026&b=2`, keyId, '%2F2026'],
    'a signed header': [
      `authorization: AWS4-HMAC-SHA256 Credential=${keyId}/20261120/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=0123abcd`,
      keyId,
      '0123abcd',
      '20261120',
    ],
    'a bearer header': ['Authorization: Bearer abcdefgh.ijkl', 'abcdefgh'],
    'a bearer header in JSON': ['{"authorization":"Bearer abcdefgh.ijkl"}', 'abcdefgh'],
    'a basic header': ['proxy-authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
    'a Bedrock API key': [`key ${apiKey} refused`, apiKey, apiKey.slice(0, 40)],
    'a short-term Bedrock API key': [`key ${shortTermKey} refused`, shortTermKey.slice(0, 60)],
    'an API key in the environment': [`AWS_BEARER_TOKEN_BEDROCK=abcdef`, 'abcdef'],
    'a proxy password': ['connect http://me:hunter2@proxy:8080 failed', 'hunter2', 'me:'],
    'an SSO token': [`got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl`, 'eyJzdWIi', 'c2lnbmF0dXJl'],
  };

  for (const [name, [text, ...gone]] of Object.entries(cases)) {
    it(`takes out ${name}`, () => {
      const clean = new Redactor().redact(text);
      for (const secret of gone) {
        assert.equal(clean.includes(secret), false, clean);
      }
      assert.ok(clean.includes('[redacted]'), clean);
    });
  }

  const innocents = [
    'Throttled by Bedrock; trying again in 4 s (2 of 5)',
    'model us.anthropic.claude-sonnet-4-20250514-v1:0 in us-east-1',
    'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcdef012345',
    'arn:aws:iam::123456789012:user/somebody',
    'requestId=3f2e7d1c-0a1b-4c2d-8e3f-0123456789ab attempts=2 inputTokens=812 maxTokens=4096',
    'commit da39a3ee5e6b4b0d3255bfef95601890afd80709',
    'The request signature we calculated does not match the signature you provided.',
    'The security token included in the request is expired',
    'GET https://bedrock-runtime.us-east-1.amazonaws.com/model/x/converse-stream 200',
    'id 01J9ZQ3V5K8M2N4P6R7S8T9V0W',
    'invalid token: expected comma',
  ];

  for (const text of innocents) {
    it(`leaves alone: ${text}`, () => {
      assert.equal(new Redactor().redact(text), text);
    });
  }
});

describe('redaction of known secrets', () => {
  it('never lets one into a line, in any form it travels in', () => {
    const secret = fc.oneof(
      fc.string({ minLength: 8, maxLength: 60 }),
      fc.string({ minLength: 8, maxLength: 60, unit: 'binary' }),
      fc.string({
        minLength: 8,
        maxLength: 60,
        unit: fc.constantFrom('a', 'Z', '0', '+', '/', '=', '%', '"', '\\', ' ', '\n', '&'),
      }),
    );
    const form = fc.constantFrom(...forms);
    const noise = fc.string({ maxLength: 20 });
    const scenario = fc.record({
      secrets: fc.array(secret, { minLength: 1, maxLength: 3 }),
      said: fc.array(fc.record({ before: noise, which: fc.nat(2), form, after: noise }), { maxLength: 5 }),
    });

    fc.assert(
      fc.property(scenario, ({ secrets, said }) => {
        const { line, logger, redactor } = create();
        // What every line has cannot be a secret.
        logger.info('[redacted]', { field: '[redacted]' });
        fc.pre(secrets.every((value) => !line().includes(value)));
        for (const value of secrets) {
          redactor.addSecret(value);
        }
        const text = said
          .map(({ before, which, form, after }) => before + form(secrets[which % secrets.length]!) + after)
          .join(' ');

        logger.info(text, { field: text });

        for (const value of secrets) {
          for (const encode of forms) {
            assert.equal(line().includes(encode(value)), false, line());
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('does not uncover the rest of a secret that begins with another', () => {
    const { line, logger, redactor } = create();
    redactor.addSecret('first-half');
    redactor.addSecret('first-half-and-rest');
    logger.info('it is first-half-and-rest');
    assert.match(line(), /it is \[redacted\]$/);
  });

  it('ignores values too short to be a secret', () => {
    const { line, logger, redactor } = create();
    redactor.addSecret('');
    redactor.addSecret('us');
    logger.info('in us-east-1');
    assert.match(line(), /in us-east-1/);
  });
});

/** How a value is written in texts. */
const codeOf = (one: string): string => one.charCodeAt(0).toString(16);
const forms: readonly ((value: string) => string)[] = [
  (value) => value,
  (value) => inJson(value),
  (value) => inJson(inJson(value)),
  (value) => value.replace(/[^A-Za-z0-9]/g, (one) => `\\u${codeOf(one).padStart(4, '0')}`),
  (value) => value.replace(/[&<>"'`+]/g, (one) => `\\u${codeOf(one).toUpperCase().padStart(4, '0')}`),
  (value) => value.replace(/[^A-Za-z0-9]/g, (one) => `&#${one.charCodeAt(0)};`),
  (value) => value.replace(/[&<>"'`=/]/g, (one) => `&#x${codeOf(one).toUpperCase()};`),
  (value) => value.replace(/[&<>]/g, (one) => `&#x${codeOf(one)};`),
  (value) => Buffer.from(value).toString('hex').toUpperCase(),
  (value) => encodeURIComponent(value),
  (value) => encodeURIComponent(value).replace(/%../g, (escape) => escape.toLowerCase()),
  (value) => new URLSearchParams({ v: value }).toString().slice(2),
  (value) => Buffer.from(value).toString('base64'),
  (value) => Buffer.from(value).toString('base64url'),
];

function inJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

function create() {
  let last = '';
  const redactor = new Redactor();
  const logger = new Logger({
    sinks: [{ write: (entry) => (last = formatEntry(entry)) }],
    redactor,
    now: () => 0,
  });
  return { logger, redactor, line: () => last };
}
