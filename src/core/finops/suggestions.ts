import type { CostSummary, DataSet, NamedCost } from '../../protocol/finops';
import { compareAmounts, isNegative } from './amounts';

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
  const months = new Set(days.map(({ name }) => name.slice(0, 7)));
  return [
    ...ask(top && `Why does ${top.name} cost ${shareOf(top, summary)}, and what drives it?`, 'cost-analysis'),
    ...ask(days.length > 1 && dearest && `What made ${dearest.name} the most expensive day?`, 'spikes'),
    ...ask(
      days.length > 1 &&
        cheapest &&
        isNegative(cheapest.cost) &&
        `Why is the cost of ${cheapest.name} below zero?`,
      'credits-refunds-tax',
    ),
    ...ask(
      untagged !== null &&
        untagged.rows > 0 &&
        `Which services are behind the ${percent(untagged.rowShare)} of rows without a tag?`,
      'untagged',
    ),
    ...ask(
      credits && `How much did credits and refunds take off, and from which services?`,
      'credits-refunds-tax',
    ),
    ...ask(
      bedrock &&
        columns.has('UsageType') &&
        `What does each model cost in ${bedrock.name}, by kind of token?`,
      'bedrock',
    ),
    ...ask(
      months.size > 1 &&
        `What changed most from ${[...months].sort().at(-2) ?? ''} to ${[...months].sort().at(-1) ?? ''}?`,
      'movers',
    ),
    ...ask(
      dataSet.tagKeys[0] !== undefined && `How is the cost divided by the tag “${dataSet.tagKeys[0]}”?`,
      'by-tag',
    ),
    ...ask(
      columns.has('UsageType') && 'Which architecture does this bill show, tier by tier?',
      'architecture',
    ),
    ...ask(columns.has('RegionId') && 'In which regions is the money spent?', 'by-region'),
    ...ask(
      columns.has('UsageType') && columns.has('ResourceId') && 'Which resources look idle or oversized?',
      'idle',
    ),
    ...ask(columns.has('UsageType') && 'What does data transfer cost, and of which kind?', 'data-transfer'),
    ...ask(second && top && `How do ${top.name} and ${second.name} compare over time?`, 'by-day'),
    ...ask(category('Tax') && 'How much of the total is tax?', 'credits-refunds-tax'),
    ...ask(days.length > 0 && 'How does the cost develop from day to day?', 'by-day'),
    ...ask('What are the ten most expensive charges?', 'cost-analysis'),
    ...ask('How is the total made up?', 'cost-analysis'),
    ...ask('Where could this bill be cut first?', 'cost-analysis'),
    ...ask('Which charges are out of the ordinary?', 'spikes'),
    ...ask('Summarize this bill in five sentences.', 'cost-analysis'),
  ].slice(0, COUNT);
}

/** The highest (1) or lowest (-1) cost. */
function extreme(groups: readonly NamedCost[], sign: 1 | -1): NamedCost | undefined {
  return groups.toSorted((a, b) => sign * compareAmounts(b.cost, a.cost))[0];
}

/** A share in words; where the whole is not above zero there is none. */
function shareOf(group: NamedCost, summary: CostSummary): string {
  const share = Number(group.cost) / Number(summary.total);
  if (Number(summary.total) <= 0 || share > 1 || share < 0.01) {
    return 'the most';
  }
  return `${percent(share)} of the total`;
}

function percent(share: number): string {
  return share < 0.01 ? 'less than 1 %' : `${Math.round(share * 100)} %`;
}
