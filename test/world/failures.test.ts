import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Explanation } from '../../src/core/chat/explain';
import { testEngine, type TestEngine } from '../support/engine';
import { awsSays, page, refuse, streamSays, type Refusal } from './support/refusingServer';

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'not-a-secret' };
const user = 'User: arn:aws:iam::111122223333:user/mia is not authorized to perform:';

interface Case {
  readonly what: string;
  readonly says: Refusal;
  /** What the sentence must and must not name. */
  readonly reads: readonly RegExp[];
  readonly never?: RegExp;
  /** The first steps. */
  readonly steps: readonly string[];
  /** HTTP requests; undefined where it does not matter. */
  readonly requests?: number;
}

const cases: readonly Case[] = [
  {
    what: 'a quota of tokens for the day',
    says: awsSays(429, 'ThrottlingException', 'Too many tokens per day, please wait before trying again.'),
    reads: [/tokens per day/i, /quota/i, /Service Quotas/],
    never: /wait a moment|retries are used up/i,
    steps: ['openQuotas', 'chooseModel'],
    requests: 1,
  },
  {
    what: 'a quota of requests for the day',
    says: awsSays(429, 'ThrottlingException', 'Too many requests per day. Please wait before trying again.'),
    reads: [/requests per day/i, /quota/i],
    never: /wait a moment/i,
    steps: ['openQuotas', 'chooseModel'],
    requests: 1,
  },
  {
    what: 'a quota for the day in a stream',
    says: streamSays('throttlingException', 'Too many tokens per day, please wait before trying again.'),
    reads: [/tokens per day/i, /quota/i],
    steps: ['openQuotas', 'chooseModel'],
    requests: 1,
  },
  {
    what: 'too many tokens in a minute',
    says: awsSays(429, 'ThrottlingException', 'Too many tokens, please wait before trying again.'),
    reads: [/minute/i],
    steps: ['retry', 'chooseModel'],
    requests: 2,
  },
  {
    what: 'a service that is out of capacity',
    says: awsSays(503, 'ServiceUnavailableException', 'Bedrock is unable to process your request.'),
    reads: [/capacity/i, /us-east-1/],
    never: /quota is used up/i,
    steps: ['retry', 'chooseModel'],
    requests: 2,
  },
  {
    what: 'an overloaded model',
    says: {
      status: 529,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
    },
    reads: [/capacity/i],
    steps: ['retry', 'chooseModel'],
  },
  {
    what: 'a use case form that was not sent',
    says: awsSays(
      404,
      'ResourceNotFoundException',
      'Model use case details have not been submitted for this account. Fill out the Anthropic use case details form before using the model.',
    ),
    reads: [/Anthropic/, /form/, /15 minutes/],
    never: /knows no model/,
    steps: ['openUseCaseForm', 'retry'],
    requests: 1,
  },
  {
    what: 'a use case form asked for by a bad request',
    says: awsSays(400, 'ValidationException', 'Access requires a completed use-case form for this provider.'),
    reads: [/Anthropic/, /form/, /15 minutes/],
    steps: ['openUseCaseForm', 'retry'],
  },
  {
    what: 'a legacy model',
    says: awsSays(
      404,
      'ResourceNotFoundException',
      'Access denied. This Model is marked by provider as Legacy and you have not been actively using the model in the last 30 days. Please upgrade to an active model.',
    ),
    reads: [/legacy/i, /anthropic\.claude-3-haiku-20240307-v1:0/, /active/],
    never: /knows no model/,
    steps: ['chooseModel'],
    requests: 1,
  },
  {
    what: 'a model at the end of its life',
    says: awsSays(404, 'ResourceNotFoundException', 'This model version has reached the end of its life.'),
    reads: [/retired/, /anthropic\.claude-3-haiku-20240307-v1:0/],
    never: /knows no model/,
    steps: ['chooseModel'],
  },
  {
    what: 'an account without a valid payment method',
    says: awsSays(
      403,
      'AccessDeniedException',
      'Model access is denied due to INVALID_PAYMENT_INSTRUMENT: A valid payment instrument must be provided. Your AWS Marketplace subscription for this model cannot be completed at this time.',
    ),
    reads: [/payment method/i, /Billing/],
    never: /request access/i,
    steps: ['openPaymentMethods', 'retry'],
    requests: 1,
  },
  {
    what: 'a user who may not subscribe',
    says: awsSays(
      403,
      'AccessDeniedException',
      'Model access is denied due to IAM user or service role is not authorized to perform the required AWS Marketplace actions (aws-marketplace:ViewSubscriptions, aws-marketplace:Subscribe) to enable access to this model.',
    ),
    reads: [/aws-marketplace:Subscribe/, /aws-marketplace:ViewSubscriptions/],
    steps: ['chooseModel'],
  },
  {
    what: 'a user who may not subscribe, by one permission',
    says: awsSays(
      403,
      'AccessDeniedException',
      `${user} aws-marketplace:Subscribe on resource: * because no identity-based policy allows the action`,
    ),
    reads: [/aws-marketplace:Subscribe/, /aws-marketplace:ViewSubscriptions/],
    steps: ['chooseModel'],
  },
  {
    what: 'a subscription under way',
    says: awsSays(
      403,
      'AccessDeniedException',
      'Your AWS Marketplace subscription for this model is still being processed. Try again in 15 minutes.',
    ),
    reads: [/15 minutes/, /subscri/],
    steps: ['retry', 'chooseModel'],
    requests: 1,
  },
  {
    what: 'a service control policy of another region',
    says: awsSays(
      403,
      'AccessDeniedException',
      `${user} bedrock:InvokeModelWithResponseStream on resource: arn:aws:bedrock:us-east-2::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0 with an explicit deny in a service control policy`,
    ),
    reads: [/us-east-2/, /service control policy/, /us-east-1/, /profile/],
    steps: ['chooseModel', 'chooseRegion'],
    requests: 1,
  },
  {
    what: 'a permissions boundary',
    says: awsSays(
      403,
      'AccessDeniedException',
      `${user} bedrock:InvokeModel on resource: arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0 because no permissions boundary allows the bedrock:InvokeModel action`,
    ),
    reads: [/permissions boundary/, /bedrock:InvokeModel\b/, /us-east-1/],
    steps: ['chooseModel'],
  },
  {
    what: 'a missing permission of another name',
    says: awsSays(
      403,
      'AccessDeniedException',
      `${user} bedrock:ApplyGuardrail on resource: arn:aws:bedrock:us-east-1:111122223333:guardrail/abcd1234 because no identity-based policy allows the bedrock:ApplyGuardrail action`,
    ),
    reads: [/bedrock:ApplyGuardrail/],
    never: /InvokeModel/,
    steps: ['chooseModel', 'signIn'],
  },
  {
    what: 'an API key that may not be used',
    says: awsSays(
      403,
      'AccessDeniedException',
      `${user} bedrock:CallWithBearerToken on resource: * with an explicit deny in an identity-based policy`,
    ),
    reads: [/bedrock:CallWithBearerToken/, /API key/],
    never: /InvokeModel/,
    steps: ['signIn'],
  },
  {
    what: 'an API key that expired',
    says: awsSays(403, 'AccessDeniedException', 'Bearer Token has expired'),
    reads: [/API key/, /expired/, /AWS_BEARER_TOKEN_BEDROCK/],
    steps: ['signIn'],
  },
  {
    what: 'an API key that is none',
    says: awsSays(
      403,
      'AccessDeniedException',
      'Authentication failed: Please make sure your API Key is valid.',
    ),
    reads: [/API key/, /not accept/, /AWS_BEARER_TOKEN_BEDROCK/],
    steps: ['signIn'],
  },
  {
    what: 'a model that is not offered to the account',
    says: awsSays(
      403,
      'AccessDeniedException',
      'anthropic.claude-3-haiku-20240307-v1:0 is not available for this account. You can explore other available models on Amazon Bedrock. For additional access options, contact AWS Sales.',
    ),
    reads: [/not offered to this AWS account/, /AWS Support/],
    never: /InvokeModel/,
    steps: ['chooseModel'],
    requests: 1,
  },
  {
    what: 'a data retention mode that the model does not take',
    says: awsSays(
      400,
      'ValidationException',
      "data retention mode 'default' is not available for this model",
    ),
    reads: [/data retention/, /account/],
    steps: ['openDataRetention', 'chooseModel'],
    requests: 1,
  },
  {
    what: 'a model that failed at a tool call',
    says: streamSays(
      'modelStreamErrorException',
      'Model produced invalid sequence as part of ToolUse. Please refer to the model tool use troubleshooting guide.',
    ),
    reads: [/tool/, /Claude 3 Haiku|model/],
    never: /connection/,
    steps: ['retry', 'chooseModel'],
  },
  {
    what: 'a model that failed in the middle',
    says: streamSays('modelStreamErrorException', 'The model failed to produce a response.'),
    reads: [/failed/],
    never: /connection/,
    steps: ['retry', 'chooseModel'],
  },
  {
    what: 'a page of a filter that blocks',
    says: page(
      403,
      '<!DOCTYPE html><html><head><title>Internet Security by Northwind &mdash; Blocked</title></head><body>no</body></html>',
    ),
    reads: [/403/, /Internet Security by Northwind — Blocked/, /not AWS|between/],
    never: /InvokeModel|hidden field|Deserialization|Unexpected token/,
    steps: ['diagnose'],
    requests: 1,
  },
  {
    what: 'a page of a gateway that fails',
    says: page(502, '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><hr>nginx</body></html>'),
    reads: [/502/, /Bad Gateway/],
    never: /hidden field|failure of its own/,
    steps: ['retry', 'diagnose'],
  },
  {
    what: 'a page of a gateway that waits too long, called plain text',
    says: page(504, '<html><head><title>504 Gateway Time-out</title></head></html>', 'text/plain'),
    reads: [/504/, /Gateway Time-out/],
    never: /hidden field/,
    steps: ['retry', 'diagnose'],
  },
  {
    what: 'plain words of a gateway',
    says: page(503, 'upstream connect error or disconnect/reset before headers', 'text/plain'),
    reads: [/503/, /upstream connect error/],
    never: /hidden field|Unexpected token/,
    steps: ['retry', 'diagnose'],
  },
  {
    what: 'a page in place of the answer',
    says: page(200, '<html><head><title>Sign in to the guest network</title></head><body/></html>'),
    reads: [/200/, /Sign in to the guest network/],
    never: /hidden field|too long/,
    steps: ['diagnose'],
    requests: 1,
  },
  {
    what: 'a request that is too large for a gateway',
    says: page(413, '<html><head><title>413 Request Entity Too Large</title></head></html>'),
    reads: [/too large/, /413/],
    never: /hidden field/,
    steps: ['newChat'],
    requests: 1,
  },
  {
    what: 'a proxy that asks who one is',
    says: page(407, '<html><head><title>Proxy Authentication Required</title></head></html>'),
    reads: [/proxy/i, /407/],
    steps: ['diagnose'],
    requests: 1,
  },
  {
    what: 'an empty answer of nobody',
    says: { status: 403, headers: {}, body: '' },
    reads: [/403/],
    never: /InvokeModel/,
    steps: ['diagnose'],
  },
  {
    what: 'a full context in Nova’s words',
    says: awsSays(
      400,
      'ValidationException',
      'Input Tokens Exceeded: Number of input tokens exceeds maximum length. Please update the input to try again.',
    ),
    reads: [/too long/],
    steps: ['newChat', 'chooseModel'],
  },
  {
    what: 'a full context in words of a maximum',
    says: awsSays(
      400,
      'ValidationException',
      "This model's maximum context length is 131072 tokens. Please reduce the length of the prompt",
    ),
    reads: [/too long/],
    steps: ['newChat', 'chooseModel'],
  },
  {
    what: 'a full context in words of a sum',
    says: awsSays(
      400,
      'ValidationException',
      'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease input length or `max_tokens` and try again',
    ),
    reads: [/too long/],
    steps: ['newChat', 'chooseModel'],
  },
  {
    what: 'tools that the model takes without streaming alone',
    says: awsSays(400, 'ValidationException', "This model doesn't support tool use in streaming mode."),
    reads: [/tools/, /stream/],
    steps: ['chooseModel'],
    requests: 1,
  },
  {
    what: 'a model of another API',
    says: awsSays(
      400,
      'ValidationException',
      "The model 'openai.gpt-5.5' does not support the '/v1/converse' API.",
    ),
    reads: [/API/, /another model/],
    steps: ['chooseModel'],
  },
  {
    what: 'an id that Bedrock does not know',
    says: awsSays(400, 'ValidationException', 'The provided model identifier is invalid.'),
    reads: [/anthropic\.claude-3-haiku-20240307-v1:0/, /us-east-1/],
    steps: ['chooseModel', 'chooseRegion'],
  },
  {
    what: 'a cause that nobody knows',
    says: awsSays(
      418,
      'TeapotException',
      'The kettle is on; token=sk-ant-api03-abcdefghijklmnopqrstuvwxyz0123456789',
    ),
    reads: [/The kettle is on/],
    never: /abcdefghijklmnopqrstuvwxyz/,
    steps: ['retry'],
  },
];

/** Asks once, with two attempts. */
async function ask(says: Refusal): Promise<{ problem: Explanation; requests: number }> {
  const server = await refuse(says);
  const test: TestEngine = testEngine(server.url, keys);
  test.connection = { ...test.connection, retryMaxAttempts: 2, retryBaseDelayMs: 1 };
  try {
    const { outcome } = await test.ask('How much is the fish?');
    assert.ok(outcome.type !== 'cancelled' && outcome.problem !== undefined, 'there is a problem');
    return { problem: outcome.problem, requests: server.requests };
  } finally {
    test.dispose();
    await server.close();
  }
}

describe('What a user reads of a failure', () => {
  for (const { what, says, reads, never, steps, requests } of cases) {
    it(`is right for ${what}`, async () => {
      const { problem, requests: sent } = await ask(says);
      for (const words of reads) {
        assert.match(problem.message, words);
      }
      if (never !== undefined) {
        assert.doesNotMatch(problem.message, never);
      }
      const ids = problem.actions.map(({ id }) => id);
      assert.deepEqual(ids.slice(0, steps.length), steps, problem.message);
      if (requests !== undefined) {
        assert.equal(sent, requests, 'requests');
      }
    });
  }
});
