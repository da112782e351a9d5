import { awsSays, page, streamSays, type FailureCase } from './failureCase';

/** Too much was asked for. */
export const quotaCases: readonly FailureCase[] = [
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
    what: 'a quota for the hour',
    says: awsSays(429, 'ThrottlingException', 'Too many tokens per hour, please wait before trying again.'),
    reads: [/tokens per hour/i, /quota/i],
    never: /per day|within a day/i,
    steps: ['openQuotas', 'chooseModel'],
    requests: 1,
  },
  {
    what: 'a quota for the week',
    says: awsSays(429, 'ThrottlingException', 'The limit of requests per week is reached.'),
    reads: [/requests per week/i, /quota/i],
    never: /per day|within a day/i,
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
    says: page(
      529,
      JSON.stringify({ type: 'error', error: { type: 'overloaded_error' } }),
      'application/json',
    ),
    reads: [/capacity/i],
    steps: ['retry', 'chooseModel'],
  },
];
