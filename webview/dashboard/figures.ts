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
      label: 'Requests',
      text: summary === null ? UNKNOWN : formatCount(summary.requests),
      exact: 'Calls to a model, however they ended',
    },
    {
      testId: 'kpi-error-rate',
      label: 'Error rate',
      text: rate === null ? UNKNOWN : formatShare(rate),
      exact: 'Failed and throttled calls; cancelled ones are no errors',
    },
    duration('kpi-latency-avg', 'Latency average', summary?.latencyAvgMs),
    duration('kpi-latency-p95', 'Latency p95', summary?.latencyP95Ms),
    duration('kpi-ttft-p50', 'First token p50', summary?.timeToFirstTokenP50Ms),
    tokens(summary),
    cost(summary),
  ];
}

function tokens(summary: MetricsSummary | null): TopFigure {
  const figure = { testId: 'kpi-tokens', label: 'Tokens in → out' };
  if (summary === null) {
    return { ...figure, text: UNKNOWN, exact: '' };
  }
  const { inputTokens, outputTokens, cacheReadTokens } = summary;
  const cached = inputTokens > 0 && cacheReadTokens > 0;
  const share = cached ? `${formatShare(cacheReadTokens / inputTokens)} cached` : undefined;
  return {
    ...figure,
    text: `${formatShortCount(inputTokens)} → ${formatShortCount(outputTokens)}`,
    exact: `${formatCount(inputTokens)} tokens in (${formatCount(cacheReadTokens)} of them from the cache), ${formatCount(outputTokens)} out`,
    ...(share !== undefined && { note: share }),
  };
}

function cost(summary: MetricsSummary | null): TopFigure {
  const figure = { testId: 'kpi-cost', label: 'Cost' };
  if (summary === null || summary.requests === 0) {
    return { ...figure, text: UNKNOWN, exact: '' };
  }
  const { costUsd, unpricedCalls } = summary;
  const unpriced =
    unpricedCalls === 0
      ? undefined
      : `${formatCount(unpricedCalls)} ${unpricedCalls === 1 ? 'call' : 'calls'} of unknown price`;
  // Nothing known is not nothing spent.
  if (costUsd === null) {
    return { ...figure, text: UNKNOWN, exact: 'No price is known', note: unpriced ?? '' };
  }
  return {
    ...figure,
    text: formatUsd(costUsd),
    exact: formatExactUsd(costUsd),
    ...(unpriced !== undefined && { note: unpriced }),
  };
}

/** This month's money in words, whatever range is looked at. */
export function monthFigure(outlook: SpendingOutlook): TopFigure {
  const { monthUsd, perDayUsd, projectedUsd, savedUsd, unpricedCalls } = outlook;
  const notes = [
    `${formatUsd(perDayUsd)} a day, ${formatUsd(projectedUsd)} by month’s end`,
    ...(savedUsd > 0 ? [`caching saved ${formatUsd(savedUsd)}`] : []),
    ...(savedUsd < 0 ? [`caching cost ${formatUsd(-savedUsd)} more`] : []),
    ...(unpricedCalls > 0 ? [`${formatCount(unpricedCalls)} of unknown price`] : []),
  ];
  return {
    testId: 'kpi-month',
    label: 'This month',
    text: formatUsd(monthUsd),
    exact: 'Calls of all windows, whatever is looked at; the month as it comes to when it goes on like this',
    note: notes.join(' · '),
  };
}

/** The row of figures on top. */
export function figureRow(
  summary: MetricsSummary | null,
  outlook: SpendingOutlook | null = null,
): TemplateResult {
  return html`<dl class="kpis" aria-label="Key figures">
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
