import * as l10n from '@vscode/l10n';
import type { CostSummary, DataSet, NamedCost } from '../../protocol/finops';
import { compareAmounts, isNegative } from './amounts';
import { formatRoughShare } from '../../shared/format';

/** A question worth asking of a data set, and the saved analysis that answers most of it. */
export interface Suggestion {
  readonly question: string;
  readonly analysisId: string;
}

const COUNT = 5;

/** Five questions made from the data itself, the most telling first. */
export function suggestQuestions(
  dataSet: Pick<DataSet, 'costsColumns' | 'tagKeys'>,
  summary: CostSummary,
): Suggestion[] {
  const columns = new Set(dataSet.costsColumns.map(({ name }) => name));
  const [top, second] = summary.services.filter(({ name }) => name !== '');
  const days = summary.days.filter(({ name }) => name !== '');
  const dearest = extreme(days, 1);
  const cheapest = extreme(days, -1);
  const category = (name: string) => summary.categories.find((one) => one.name === name);
  const ask = (question: string | undefined | false, analysisId: string): Suggestion[] =>
    question === undefined || question === false ? [] : [{ question, analysisId }];
  const credits = category('Credit') ?? category('Refund');
  const untagged = summary.untagged;
  const bedrock = summary.services.find(({ name }) => /bedrock|claude/i.test(name));
  const months = [...new Set(days.map(({ name }) => name.slice(0, 7)))].sort();
  return [
    ...ask(top && whyQuestion(top, summary), 'cost-analysis'),
    ...ask(
      days.length > 1 && dearest && l10n.t('What made {0} the most expensive day?', dearest.name),
      'spikes',
    ),
    ...ask(
      days.length > 1 &&
        cheapest &&
        isNegative(cheapest.cost) &&
        l10n.t('Why is the cost of {0} below zero?', cheapest.name),
      'credits-refunds-tax',
    ),
    ...ask(untagged !== null && untagged.rows > 0 && untaggedQuestion(untagged.rowShare), 'untagged'),
    ...ask(
      credits && l10n.t('How much did credits and refunds take off, and from which services?'),
      'credits-refunds-tax',
    ),
    ...ask(
      bedrock &&
        columns.has('UsageType') &&
        l10n.t('What does each model cost in {0}, by kind of token?', bedrock.name),
      'bedrock',
    ),
    ...ask(
      months.length > 1 &&
        l10n.t('What changed most from {0} to {1}?', months.at(-2) ?? '', months.at(-1) ?? ''),
      'movers',
    ),
    ...ask(
      dataSet.tagKeys[0] !== undefined &&
        l10n.t('How is the cost divided by the tag “{0}”?', dataSet.tagKeys[0]),
      'by-tag',
    ),
    ...ask(
      columns.has('UsageType') && l10n.t('Which architecture does this bill show, tier by tier?'),
      'architecture',
    ),
    ...ask(columns.has('RegionId') && l10n.t('In which regions is the money spent?'), 'by-region'),
    ...ask(
      columns.has('UsageType') &&
        columns.has('ResourceId') &&
        l10n.t('Which resources look idle or oversized?'),
      'idle',
    ),
    ...ask(
      columns.has('UsageType') && l10n.t('What does data transfer cost, and of which kind?'),
      'data-transfer',
    ),
    ...ask(
      days.length > 0 &&
        second &&
        top &&
        l10n.t('How do {0} and {1} compare over time?', top.name, second.name),
      'by-day',
    ),
    ...ask(category('Tax') && l10n.t('How much of the total is tax?'), 'credits-refunds-tax'),
    ...ask(days.length > 0 && l10n.t('How does the cost develop from day to day?'), 'by-day'),
    ...ask(l10n.t('What are the ten most expensive charges?'), 'cost-analysis'),
    ...ask(l10n.t('How is the total made up?'), 'cost-analysis'),
    ...ask(l10n.t('Where could this bill be cut first?'), 'cost-analysis'),
    ...ask(l10n.t('Which charges are out of the ordinary?'), 'spikes'),
    ...ask(l10n.t('Summarize this bill in five sentences.'), 'cost-analysis'),
  ].slice(0, COUNT);
}

/** The highest (1) or lowest (-1) cost. */
function extreme(groups: readonly NamedCost[], sign: 1 | -1): NamedCost | undefined {
  return groups.toSorted((a, b) => sign * compareAmounts(b.cost, a.cost))[0];
}

/** With its share; where the whole is not above zero there is none. */
function whyQuestion({ name, cost }: NamedCost, { total }: CostSummary): string {
  const share = Number(cost) / Number(total);
  return Number(total) <= 0 || share > 1 || share < 0.01
    ? l10n.t('Why does {0} cost the most, and what drives it?', name)
    : l10n.t('Why does {0} cost {1} of the total, and what drives it?', name, formatRoughShare(share));
}

function untaggedQuestion(share: number): string {
  return share < 0.01
    ? l10n.t('Which services are behind the less than {0} of rows without a tag?', formatRoughShare(0.01))
    : l10n.t('Which services are behind the {0} of rows without a tag?', formatRoughShare(share));
}
