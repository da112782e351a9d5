import * as l10n from '@vscode/l10n';
import { formatCount } from '../../shared/format';
import type { QuotaExcess, QuotaHold } from '../bedrock/quotas/quotaGate';

/** Says that a call waits for a quota, and for how long: "… sent in about 12 s". */
export function heldText({ quota, delayMs }: QuotaHold, leftMs: number = delayMs): string {
  const seconds = Math.max(1, Math.ceil(leftMs / 1000));
  return l10n.t({
    message: 'Held back, as AWS would refuse it now: “{0}” of {1} is used up. Sent in about {2} s',
    args: [quota.name, formatCount(quota.value), seconds],
    comment: [
      '{0} is AWS’s name of a quota, such as “Cross-region model inference tokens per minute for …”, {1} its value.',
    ],
  });
}

/** Says that a call counts for more than a quota has in all. */
export function excessText({ quota, tokens }: QuotaExcess, modelLabel: string): string {
  return l10n.t({
    message:
      'For {0} this counts as about {1} tokens, its longest answer included, and “{2}” is {3}: AWS will probably refuse it. Allow shorter answers in bedrockChat.maxTokens, or ask for more in Service Quotas.',
    args: [modelLabel, formatCount(tokens), quota.name, formatCount(quota.value)],
    comment: ['{2} is AWS’s name of a quota, {3} its value.'],
  });
}
