import * as l10n from '@vscode/l10n';
import type { Causes } from './cause';
import { throttling, unavailable } from './marks';

/** Failures of asking too much. */
export const quotaCauses = {
  quotaUsedUp: {
    knownBy: [
      {
        names: [...(throttling.names ?? []), 'ServiceQuotaExceeded', 'Validation', 'AccessDenied'],
        statuses: [429, 400, 403],
        words:
          /\b(tokens?|requests?|invocations?|calls?|quota|limit)\b.{0,40}\b(per[ -](day|week|month|hour)|daily|monthly)\b|\b(daily|monthly|hourly) (\w+ ){0,3}(quota|limit|allowance|cap)\b/i,
      },
    ],
    // Whatever is waited between attempts is less than what is left of the day.
    retry: false,
    billed: 'never',
    sentence: ({ words, model, region }) => {
      const period = periodOf(words);
      const unit = /\b(token|request|invocation)s?\b/i.exec(words)?.[1]?.toLowerCase();
      const quota = unit === undefined ? `per ${period}` : `${unit}s per ${period}`;
      if (period === 'hour' || period === 'week') {
        return l10n.t({
          message:
            'The quota “{0}” of this AWS account for {1} in {2} is used up. Trying again at once does not help: it begins anew when that time is over. Ask for more in Service Quotas, or choose another model or region.',
          args: [quota, model, region],
          comment: ['{0} is AWS’s name of a quota, such as “tokens per hour”.'],
        });
      }
      return period === 'month'
        ? l10n.t({
            message:
              'The quota “{0}” of this AWS account for {1} in {2} is used up, and the next month begins it anew. Ask for more in Service Quotas, or choose another model or region.',
            args: [quota, model, region],
            comment: ['{0} is AWS’s name of a quota, such as “tokens per month”.'],
          })
        : l10n.t({
            message:
              'The quota “{0}” of this AWS account for {1} in {2} is used up, or is 0 as on new accounts. Trying again at once does not help: it begins anew within a day. Ask for more in Service Quotas, or choose another model or region.',
            args: [quota, model, region],
            comment: ['{0} is AWS’s name of a quota, such as “tokens per day”.'],
          });
    },
    steps: ['openQuotas', 'chooseModel', 'chooseRegion', 'retry'],
    examples: [
      {
        name: 'ThrottlingException',
        status: 429,
        says: 'Too many tokens per day, please wait before trying again.',
      },
      { name: 'throttlingException', says: 'Too many requests per day.', phase: 'stream' },
      { status: 429, says: 'The monthly token limit of this key is reached.' },
      { status: 429, says: 'Too many tokens per hour, please wait before trying again.' },
    ],
  },
  quotaExceeded: {
    knownBy: [{ names: ['ServiceQuotaExceeded'] }],
    retry: false,
    billed: 'never',
    sentence: ({ model, region }) =>
      l10n.t(
        'A quota of this AWS account for {0} in {1} is used up. Ask for more in Service Quotas, or choose another model or region.',
        model,
        region,
      ),
    steps: ['openQuotas', 'chooseModel', 'chooseRegion', 'retry'],
    examples: [
      {
        name: 'ServiceQuotaExceededException',
        status: 400,
        says: 'Your request exceeds the service quota for your account.',
      },
    ],
  },
  throttled: {
    knownBy: [throttling],
    retry: true,
    billed: 'never',
    sentence: ({ model }) =>
      l10n.t(
        'Bedrock is throttling requests to {0}: this account’s quota for a minute is used up, and so are the retries. Wait a minute, ask for shorter answers, or choose another model.',
        model,
      ),
    steps: ['retry', 'chooseModel', 'openQuotas'],
    examples: [
      {
        name: 'ThrottlingException',
        status: 429,
        says: 'Too many requests, please wait before trying again.',
      },
      {
        name: 'throttlingException',
        says: 'Too many tokens, please wait before trying again.',
        phase: 'stream',
      },
      { name: 'ThrottlingException', status: 400, says: 'Rate exceeded' },
      { status: 429, says: 'Slow down' },
    ],
  },
  outOfCapacity: {
    knownBy: [
      { names: ['ServiceUnavailable', 'overloaded_error', 'Overloaded'], statuses: [503, 529] },
      { ...throttling, words: /too many connections|high demand|overloaded|capacity/i },
      { ...unavailable, words: /too many connections|high demand|overloaded|capacity/i },
    ],
    retry: true,
    billed: 'never',
    sentence: ({ model, region }) =>
      l10n.t(
        'Bedrock in {1} has no capacity for {0} at the moment; no quota of this account is used up. Try again in a moment, or choose a profile of more regions, another region or another model.',
        model,
        region,
      ),
    steps: ['retry', 'chooseModel', 'chooseRegion'],
    examples: [
      {
        name: 'ServiceUnavailableException',
        status: 503,
        says: 'Bedrock is unable to process your request.',
      },
      {
        name: 'ThrottlingException',
        status: 429,
        says: 'Too many connections, please wait before trying again.',
      },
      { name: 'serviceUnavailableException', says: 'The service is under high demand.', phase: 'stream' },
      { name: 'overloaded_error', status: 529, says: 'Overloaded' },
    ],
  },
} satisfies Causes;

function periodOf(words: string): 'hour' | 'day' | 'week' | 'month' {
  if (/month/i.test(words)) {
    return 'month';
  }
  if (/\bper[ -]week\b/i.test(words)) {
    return 'week';
  }
  return /\bper[ -]hour\b|hourly/i.test(words) ? 'hour' : 'day';
}
