import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { CostFeature, FeatureUsage } from '../../src/protocol/featureUsage';
import { formatCount, formatDuration, formatMean, formatShare } from '../../src/shared/format';

/** How cost data was asked; nothing where nobody did. */
export function featureUsageSection(use: FeatureUsage | null): TemplateResult | typeof nothing {
  if (use === null) {
    return nothing;
  }
  const one = (value: number | null) => (value === null ? '–' : formatMean(value));
  const figures: [string, string, string][] = [
    [
      'cost-questions',
      l10n.t('Questions in conversations'),
      l10n.t({
        message: '{0} in {1}',
        comment: ['So many questions in so many conversations'],
        args: [formatCount(use.questions), formatCount(use.conversations)],
      }),
    ],
    ['cost-per-conversation', l10n.t('Questions per conversation'), one(use.questionsPerConversation)],
    ['cost-queries', l10n.t('Queries per conversation'), one(use.queriesPerConversation)],
    [
      'cost-query-time',
      l10n.t('Time per query'),
      use.meanQueryMs === null ? '–' : formatDuration(use.meanQueryMs),
    ],
    [
      'cost-query-errors',
      l10n.t('Failed queries'),
      use.queryErrorRate === null ? '–' : formatShare(use.queryErrorRate),
    ],
    ['cost-feedback', l10n.t('Helpful / not'), `${formatCount(use.helpful)} / ${formatCount(use.unhelpful)}`],
  ];
  const used = use.features.map(({ feature, count }) => timesUsed(feature, count));
  return html`<section class="cost-use" aria-labelledby="cost-use-heading" data-testid="cost-use">
    <div class="section-head"><h2 id="cost-use-heading">${l10n.t('Questions about costs')}</h2></div>
    <dl class="kpis">
      ${figures.map(
        ([testId, label, text]) =>
          html`<div class="kpi">
            <dt>${label}</dt>
            <dd data-testid=${testId}><span class="kpi-value">${text}</span></dd>
          </div>`,
      )}
    </dl>
    <p class="quiet" data-testid="cost-features">${l10n.t('Used so far: {0}.', used.join(', '))}</p>
  </section>`;
}

function timesUsed(feature: CostFeature, times: number): string {
  const count = formatCount(times);
  switch (feature) {
    case 'load':
      return times === 1 ? l10n.t('1 load') : l10n.t('{0} loads', count);
    case 'analysis':
      return times === 1 ? l10n.t('1 analysis') : l10n.t('{0} analyses', count);
    case 'question':
      return times === 1 ? l10n.t('1 question') : l10n.t('{0} questions', count);
    case 'query':
      return times === 1 ? l10n.t('1 query') : l10n.t('{0} queries', count);
    case 'chart':
      return times === 1 ? l10n.t('1 chart drawn') : l10n.t('{0} charts drawn', count);
    case 'export':
      return times === 1 ? l10n.t('1 export') : l10n.t('{0} exports', count);
    case 'athena':
      return times === 1 ? l10n.t('1 Athena query') : l10n.t('{0} Athena queries', count);
  }
}
