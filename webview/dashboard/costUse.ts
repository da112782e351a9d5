import { html, nothing, type TemplateResult } from 'lit';
import type { CostFeature, FeatureUsage } from '../../src/protocol/featureUsage';
import { formatCount, formatDuration, formatShare } from '../components/numbers';

/** One of them, and several. */
const names: Record<CostFeature, readonly [string, string]> = {
  load: ['load', 'loads'],
  analysis: ['analysis', 'analyses'],
  question: ['question', 'questions'],
  query: ['query', 'queries'],
  chart: ['chart drawn', 'charts drawn'],
  export: ['export', 'exports'],
  athena: ['Athena query', 'Athena queries'],
};

/** How cost data was asked; nothing where nobody did. */
export function featureUsageSection(use: FeatureUsage | null): TemplateResult | typeof nothing {
  if (use === null) {
    return nothing;
  }
  const one = (value: number | null) => (value === null ? '–' : value.toFixed(1));
  const figures: [string, string, string][] = [
    [
      'cost-questions',
      'Questions in conversations',
      `${formatCount(use.questions)} in ${formatCount(use.conversations)}`,
    ],
    ['cost-per-conversation', 'Questions per conversation', one(use.questionsPerConversation)],
    ['cost-queries', 'Queries per conversation', one(use.queriesPerConversation)],
    ['cost-query-time', 'Time per query', use.meanQueryMs === null ? '–' : formatDuration(use.meanQueryMs)],
    [
      'cost-query-errors',
      'Failed queries',
      use.queryErrorRate === null ? '–' : formatShare(use.queryErrorRate),
    ],
    ['cost-feedback', 'Helpful / not', `${formatCount(use.helpful)} / ${formatCount(use.unhelpful)}`],
  ];
  const used = use.features.map(
    ({ feature, count }) => `${formatCount(count)} ${names[feature][count === 1 ? 0 : 1]}`,
  );
  return html`<section class="cost-use" aria-labelledby="cost-use-heading" data-testid="cost-use">
    <div class="section-head"><h2 id="cost-use-heading">Questions about costs</h2></div>
    <dl class="kpis">
      ${figures.map(
        ([testId, label, text]) =>
          html`<div class="kpi">
            <dt>${label}</dt>
            <dd data-testid=${testId}><span class="kpi-value">${text}</span></dd>
          </div>`,
      )}
    </dl>
    <p class="quiet" data-testid="cost-features">Used so far: ${used.join(', ')}.</p>
  </section>`;
}
