import * as l10n from '@vscode/l10n';
import type { CostFormat } from '../../../protocol/finops';
import { literal } from '../sql';
import { noName, percent, type Analysis } from './analysis';

/** AWS's own reports, which name line item types. */
const cur: readonly CostFormat[] = ['cur-legacy', 'cur-2.0'];

/** Costs that were taken off, given back and taxed. */
export const creditsRefundsTax: Analysis = {
  id: 'credits-refunds-tax',
  title: () => l10n.t('Credits, refunds and tax'),
  description: () => l10n.t('The cost without credits, refunds and tax, each of these, and what remains.'),
  needs: ['ChargeCategory'],
  ofCredits: true,
  chart: 'bar',
  sql: () =>
    `SELECT ChargeCategory, sum(Cost) AS Cost, count(*) AS Rows
FROM costs
GROUP BY 1
UNION ALL
SELECT ${literal(l10n.t('All without credits, refunds and tax'))}, sum(Cost), count(*)
FROM costs
WHERE ChargeCategory NOT IN ('Credit', 'Refund', 'Tax')
UNION ALL
SELECT ${literal(l10n.t({ message: 'All', comment: ['All costs, in a list of their categories'] }))}, sum(Cost), count(*) FROM costs
ORDER BY 2 DESC NULLS LAST, 1`,
};

/** Commitments spread over what they cover. */
export const amortized: Analysis = {
  id: 'amortized',
  title: () => l10n.t('Amortized cost'),
  description: () =>
    l10n.t('What each service costs when Savings Plans and reservations are spread over the use they cover.'),
  needs: ['ServiceName', 'BilledCost', 'EffectiveCost'],
  chart: 'bar',
  sql: () =>
    `SELECT coalesce(ServiceName, ${noName()}) AS ServiceName,
  sum(EffectiveCost) AS EffectiveCost,
  sum(BilledCost) AS BilledCost,
  sum(EffectiveCost) - sum(BilledCost) AS Difference
FROM costs
GROUP BY 1
ORDER BY 2 DESC, 1`,
};

/** How much of the use that a commitment could cover is covered. */
export const coverage: Analysis = {
  id: 'commitment-coverage',
  title: () => l10n.t('Commitment coverage'),
  description: () =>
    l10n.t('How much of each service’s use is covered by Savings Plans or reservations, at amortized cost.'),
  needs: ['ServiceName', 'ChargeType', 'EffectiveCost'],
  formats: cur,
  chart: 'bar',
  sql: () =>
    `SELECT ServiceName,
  sum(EffectiveCost) FILTER (WHERE ChargeType = 'SavingsPlanCoveredUsage') AS SavingsPlans,
  sum(EffectiveCost) FILTER (WHERE ChargeType = 'DiscountedUsage') AS Reservations,
  sum(EffectiveCost) FILTER (WHERE ChargeType = 'Usage') AS OnDemand,
  ${percent(
    "coalesce(sum(EffectiveCost) FILTER (WHERE ChargeType IN ('SavingsPlanCoveredUsage', 'DiscountedUsage')), 0)",
    'sum(EffectiveCost)',
  )} AS CoveragePercent
FROM costs
WHERE ChargeType IN ('Usage', 'SavingsPlanCoveredUsage', 'DiscountedUsage')
GROUP BY 1
ORDER BY sum(EffectiveCost) DESC, 1`,
};
