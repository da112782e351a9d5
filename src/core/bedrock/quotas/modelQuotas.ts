import type { AccountQuota } from './listQuotas';
import { readQuotaName, type QuotaPlace } from './quotaName';

/** The quotas of one way to one model; absent where none is listed by a name that fits exactly. */
export interface ModelQuotas {
  readonly tokensPerMinute?: AccountQuota;
  readonly requestsPerMinute?: AccountQuota;
  readonly tokensPerDay?: AccountQuota;
  readonly requestsPerDay?: AccountQuota;
}

/** Finds a model's quotas among those of an account. Of two that fit, the smaller one counts. */
export function modelQuotas(quotas: readonly AccountQuota[], place: QuotaPlace): ModelQuotas {
  const found: { -readonly [K in keyof ModelQuotas]: ModelQuotas[K] } = {};
  for (const quota of quotas) {
    const subject = readQuotaName(quota.name);
    if (subject?.model !== place.model || (subject.route !== 'any' && subject.route !== place.route)) {
      continue;
    }
    const kind = (
      {
        'tokens minute': 'tokensPerMinute',
        'requests minute': 'requestsPerMinute',
        'tokens day': 'tokensPerDay',
        'requests day': 'requestsPerDay',
      } as const
    )[`${subject.unit} ${subject.period}` as const];
    const value = subject.isDoubled && place.route !== 'onDemand' ? quota.value * 2 : quota.value;
    if (found[kind] === undefined || value < found[kind].value) {
      found[kind] = { ...quota, value };
    }
  }
  return found;
}
