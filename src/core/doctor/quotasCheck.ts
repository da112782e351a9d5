import * as l10n from '@vscode/l10n';
import { isAboutPermissions } from '../aws/errors';
import type { AccountQuota } from '../bedrock/quotas/listQuotas';
import type { QuotaReading } from '../bedrock/quotas/accountQuotas';
import { outputBurndown } from '../bedrock/quotas/burndown';
import { modelQuotas, type ModelQuotas } from '../bedrock/quotas/modelQuotas';
import { quotaPlace } from '../bedrock/quotas/quotaName';
import { modelApi } from '../bedrock/models/modelApi';
import type { ModelChoice } from '../bedrock/models/modelChoice';
import { formatCount } from '../../shared/format';
import { step, type Check, type Finding } from './check';
import type { DiagnosisRun } from './diagnosisRun';
import { sentenceOf } from './explained';
import type { AskedOfModel, QuotaMeans } from './quotaMeans';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How much the account may ask of the chosen model, beside what this machine asked of it. */
export function quotasCheck(run: DiagnosisRun, means: QuotaMeans): Check {
  return {
    id: 'quotas',
    title: l10n.t('Quotas'),
    needs: ['settings', 'region', 'credentials', 'identity', 'reachable'],
    unlessFailed: ['clock'],
    timeoutMs: 60_000,
    run: async () => {
      const model = await run.model().catch(() => undefined);
      if (model === undefined) {
        return skipped('', l10n.t('Not tried: the model that questions go to is not known.'));
      }
      const { region } = await run.modelConnection();
      const tried = l10n.t('Looked at the quotas of {0} in {1} (Service Quotas).', model.id, region);
      const api = modelApi(model);
      const place = quotaPlace(model);
      if (place === undefined || (api.name !== 'converse' && api.endpoint === 'mantle')) {
        return skipped(tried, l10n.t('No quota is known by the name of {0}.', model.label));
      }
      const reading = await means.read(await run.modelConnection());
      return reading.type === 'known'
        ? found(run, means, model, tried, modelQuotas(reading.quotas, place))
        : { tried, ...notRead(reading, region) };
    },
  };
}

function skipped(tried: string, result: string): Finding {
  return { tried, status: 'skipped', result };
}

/** Nothing fails for want of quotas. */
function notRead(
  reading: Exclude<QuotaReading, { type: 'known' }>,
  region: string,
): Omit<Finding, 'tried' | 'action'> {
  if (reading.type === 'ownServer') {
    return {
      status: 'skipped',
      result: l10n.t('Not read: the endpoint is not one of AWS, whose quotas hold for AWS alone.'),
    };
  }
  const { error } = reading;
  return isAboutPermissions(error.reason)
    ? {
        status: 'skipped',
        result: l10n.t('Quotas are not known: these credentials may not read them.'),
        fix: l10n.t(
          'Ask for the IAM permission {0}, if you want calls to wait for quotas. Questions work without it.',
          'servicequotas:ListServiceQuotas',
        ),
      }
    : { status: 'skipped', result: sentenceOf(error, { region }) };
}

async function found(
  run: DiagnosisRun,
  means: QuotaMeans,
  model: ModelChoice,
  tried: string,
  quotas: ModelQuotas,
): Promise<Finding> {
  const { tokensPerMinute, requestsPerMinute, tokensPerDay, requestsPerDay } = quotas;
  const all = [tokensPerMinute, requestsPerMinute, tokensPerDay, requestsPerDay].flatMap((quota) =>
    quota === undefined ? [] : [quota],
  );
  const [first] = all;
  if (first === undefined) {
    return skipped(tried, l10n.t('No quota is known by the name of {0}.', model.label));
  }
  const now = run.now();
  const asked = (ms: number) => means.asked(model.modelId, now - ms).catch(() => undefined);
  const [minute, day] = await Promise.all([asked(MINUTE_MS), asked(DAY_MS)]);
  const factor = outputBurndown(model.modelId);
  const sentences = [
    ...all.map(({ name, value }) => `${name}: ${formatCount(value)}.`),
    ...(minute === undefined || day === undefined
      ? [l10n.t('How much this machine asked is not known.')]
      : [
          l10n.t(
            'This machine asked {0} in the last minute and {1} in the last day, as AWS counts it.',
            askedText(minute, factor),
            askedText(day, factor),
          ),
        ]),
    ...(factor === 1 ? [] : [l10n.t('Each token of an answer counts {0} times.', factor)]),
  ];
  const nothing = all.find(({ value }) => value === 0);
  return {
    tried,
    status: nothing === undefined ? 'ok' : 'warning',
    result: sentences.join(' '),
    fix: raiseText(nothing ?? first),
    action: { ...step('openQuotas'), quota: (nothing ?? first).code },
  };
}

function askedText(
  { requests, inputTokens, cacheReadTokens, outputTokens }: AskedOfModel,
  factor: number,
): string {
  const tokens = formatCount(inputTokens - cacheReadTokens + outputTokens * factor);
  return requests === 1
    ? l10n.t('1 request with {0} tokens', tokens)
    : l10n.t('{0} requests with {1} tokens', formatCount(requests), tokens);
}

function raiseText({ adjustable, code, value }: AccountQuota): string {
  if (value === 0) {
    return adjustable
      ? l10n.t(
          'A quota is 0, as on new accounts: AWS refuses each call. Ask for more in Service Quotas ({0}), or choose another model or region.',
          code,
        )
      : l10n.t(
          'A quota is 0, as on new accounts, and cannot be raised in Service Quotas ({0}): ask AWS Support, or choose another model or region.',
          code,
        );
  }
  return adjustable
    ? l10n.t('If it is too little, ask for more in Service Quotas ({0}).', code)
    : l10n.t('If it is too little, ask AWS Support: Service Quotas does not raise it ({0}).', code);
}
