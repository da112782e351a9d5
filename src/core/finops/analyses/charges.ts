import * as l10n from '@vscode/l10n';
import type { CostFormat } from '../../../protocol/finops';
import { literal } from '../sql';
import { noName, percent, type Analysis } from './analysis';
import { cellsOf } from './explained';

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

/** Kinds of use of AWS's own reports, in the words of FOCUS: what a commitment covers, and by which. */
const curCommitment = {
  needs: ['ServiceName', 'ChargeType', 'EffectiveCost'],
  use: `ChargeType IN ('Usage', 'SavingsPlanCoveredUsage', 'DiscountedUsage')`,
  plans: `ChargeType = 'SavingsPlanCoveredUsage'`,
  reserved: `ChargeType = 'DiscountedUsage'`,
  // What a plan or a reservation costs beyond what it covers; the amortized cost of their fees is just that.
  unused: `ChargeType IN ('SavingsPlanRecurringFee', 'RIFee')`,
};
/** FOCUS: Spend is a commitment to an amount, as a Savings Plan is, Usage one to a quantity, as a reservation. */
const focusCommitment = {
  needs: ['ServiceName', 'EffectiveCost', 'CommitmentDiscountStatus', 'CommitmentDiscountCategory'],
  use: `ChargeCategory = 'Usage' AND coalesce(CommitmentDiscountStatus, '') <> 'Unused'`,
  plans: `CommitmentDiscountStatus = 'Used' AND CommitmentDiscountCategory = 'Spend'`,
  reserved: `CommitmentDiscountStatus = 'Used' AND coalesce(CommitmentDiscountCategory, '') <> 'Spend'`,
  unused: `ChargeCategory = 'Usage' AND CommitmentDiscountStatus = 'Unused'`,
};

/** How much of the use that a commitment could cover is covered. */
export const coverage: Analysis = {
  id: 'commitment-coverage',
  title: () => l10n.t('Commitment coverage'),
  description: () =>
    l10n.t(
      'How much of each service’s use is covered by Savings Plans or reservations, at amortized cost, and what of them was paid for and not used.',
    ),
  needs: (format) => (cur.includes(format) ? curCommitment : focusCommitment).needs,
  chart: 'bar',
  sql: ({ columns }) => {
    const { use, plans, reserved, unused } = columns.has('CommitmentDiscountStatus')
      ? focusCommitment
      : curCommitment;
    const sum = (where: string) => `sum(EffectiveCost) FILTER (WHERE ${where})`;
    const covered = `(${use}) AND ((${plans}) OR (${reserved}))`;
    return `SELECT coalesce(ServiceName, ${noName()}) AS ServiceName,
  ${sum(plans)} AS SavingsPlans,
  ${sum(reserved)} AS Reservations,
  ${sum(`(${use}) AND NOT coalesce((${plans}) OR (${reserved}), false)`)} AS OnDemand,
  ${sum(unused)} AS Unused,
  ${percent(`coalesce(${sum(covered)}, 0)`, sum(use))} AS CoveragePercent
FROM costs
WHERE (${use}) OR (${unused})
GROUP BY 1
ORDER BY sum(EffectiveCost) DESC, 1`;
  },
  explain: ({ result }) =>
    cellsOf(result).every((row) => row['SavingsPlans'] === null && row['Reservations'] === null)
      ? l10n.t('Nothing in this data is covered by a Savings Plan or a reservation.')
      : '',
};
