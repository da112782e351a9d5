import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { MetricsSummary, SpendingOutlook } from '../../src/protocol/metrics';
import {
  formatCount,
  formatDuration,
  formatExactDuration,
  formatExactUsd,
  formatShare,
  formatShortCount,
  formatUsd,
} from '../../src/shared/format';

/** One figure on top: what it is called, what it says, and the exact value on hover. */
export interface TopFigure {
  testId: string;
  label: string;
  text: string;
  exact: string;
  /** In smaller letters behind the figure. */
  note?: string;
}

const UNKNOWN = '–';

/** The figures on top in words; before the first answer they are placeholders. */
export function topFigures(summary: MetricsSummary | null): TopFigure[] {
  const duration = (testId: string, label: string, ms: number | null | undefined): TopFigure => ({
    testId,
    label,
    text: ms === null || ms === undefined ? UNKNOWN : formatDuration(ms),
    exact: ms === null || ms === undefined ? '' : formatExactDuration(ms),
  });
  const rate = summary?.errorRate ?? null;
  return [
    {
      testId: 'kpi-requests',
      label: l10n.t('Requests'),
      text: summary === null ? UNKNOWN : formatCount(summary.requests),
      exact: l10n.t('Calls to a model, however they ended'),
    },
    {
      testId: 'kpi-error-rate',
      label: l10n.t('Error rate'),
      text: rate === null ? UNKNOWN : formatShare(rate),
      exact: l10n.t('Failed and throttled calls; cancelled ones are no errors'),
    },
    duration('kpi-latency-avg', l10n.t('Latency average'), summary?.latencyAvgMs),
    duration('kpi-latency-p95', l10n.t('Latency p95'), summary?.latencyP95Ms),
    duration('kpi-ttft-p50', l10n.t('First token p50'), summary?.timeToFirstTokenP50Ms),
    tokens(summary),
    cost(summary),
  ];
}

function tokens(summary: MetricsSummary | null): TopFigure {
  const figure = { testId: 'kpi-tokens', label: l10n.t('Tokens in → out') };
  if (summary === null) {
    return { ...figure, text: UNKNOWN, exact: '' };
  }
  const { inputTokens, outputTokens, cacheReadTokens } = summary;
  const cached = inputTokens > 0 && cacheReadTokens > 0;
  const share = cached ? l10n.t('{0} cached', formatShare(cacheReadTokens / inputTokens)) : undefined;
  return {
    ...figure,
    text: `${formatShortCount(inputTokens)} → ${formatShortCount(outputTokens)}`,
    exact: l10n.t(
      '{0} tokens in ({1} of them from the cache), {2} out',
      formatCount(inputTokens),
      formatCount(cacheReadTokens),
      formatCount(outputTokens),
    ),
    ...(share !== undefined && { note: share }),
  };
}

function cost(summary: MetricsSummary | null): TopFigure {
  const figure = { testId: 'kpi-cost', label: l10n.t('Cost') };
  if (summary === null || summary.requests === 0) {
    return { ...figure, text: UNKNOWN, exact: '' };
  }
  const { costUsd, unpricedCalls } = summary;
  const unpriced = unpricedCalls === 0 ? undefined : unpricedWords(unpricedCalls);
  // Nothing known is not nothing spent.
  if (costUsd === null) {
    return { ...figure, text: UNKNOWN, exact: l10n.t('No price is known'), note: unpriced ?? '' };
  }
  return {
    ...figure,
    text: formatUsd(costUsd),
    exact: formatExactUsd(costUsd),
    ...(unpriced !== undefined && { note: unpriced }),
  };
}

function unpricedWords(calls: number): string {
  return calls === 1
    ? l10n.t('1 call of unknown price')
    : l10n.t('{0} calls of unknown price', formatCount(calls));
}

/** This month's money in words, whatever range is looked at. */
export function monthFigure(outlook: SpendingOutlook): TopFigure {
  const { monthUsd, perDayUsd, projectedUsd, savedUsd, unpricedCalls } = outlook;
  const notes = [
    l10n.t('{0} a day, {1} by month’s end', formatUsd(perDayUsd), formatUsd(projectedUsd)),
    ...(savedUsd > 0 ? [l10n.t('caching saved {0}', formatUsd(savedUsd))] : []),
    ...(savedUsd < 0 ? [l10n.t('caching cost {0} more', formatUsd(-savedUsd))] : []),
    ...(unpricedCalls > 0
      ? [l10n.t({ message: '{0} of unknown price', comment: ['Calls'], args: [formatCount(unpricedCalls)] })]
      : []),
  ];
  return {
    testId: 'kpi-month',
    label: l10n.t('This month'),
    text: formatUsd(monthUsd),
    exact: l10n.t(
      'Calls of all windows, whatever is looked at; the month as it comes to when it goes on like this',
    ),
    note: notes.join(' · '),
  };
}

/** The row of figures on top. */
export function figureRow(
  summary: MetricsSummary | null,
  outlook: SpendingOutlook | null = null,
): TemplateResult {
  return html`<dl class="kpis" aria-label=${l10n.t('Key figures')}>
    ${[...topFigures(summary), ...(outlook === null ? [] : [monthFigure(outlook)])].map(
      ({ testId, label, text, exact, note }) =>
        html`<div class="kpi" title=${exact || nothing}>
          <dt>${label}</dt>
          <dd data-testid=${testId}>
            <span class="kpi-value">${text}</span>${
              note === undefined ? nothing : html` <span class="kpi-note">${note}</span>`
            }
          </dd>
        </div>`,
    )}
  </dl>`;
}
