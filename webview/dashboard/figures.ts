import { html, nothing, type TemplateResult } from 'lit';
import type { MetricsSummary, SpendingOutlook } from '../../src/protocol/metrics';
import { formatCount, formatDuration, formatShare, formatShortCount, formatUsd } from '../components/numbers';

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
export function topFigures(summary: MetricsSummary | null, locale?: string): TopFigure[] {
  const count = (value: number) => formatCount(value, locale);
  const duration = (testId: string, label: string, ms: number | null | undefined): TopFigure => ({
    testId,
    label,
    text: ms === null || ms === undefined ? UNKNOWN : formatDuration(ms, locale),
    exact: ms === null || ms === undefined ? '' : `${count(ms)} ms`,
  });
  const rate = summary?.errorRate ?? null;
  return [
    {
      testId: 'kpi-requests',
      label: 'Requests',
      text: summary === null ? UNKNOWN : count(summary.requests),
      exact: 'Calls to a model, however they ended',
    },
    {
      testId: 'kpi-error-rate',
      label: 'Error rate',
      text: rate === null ? UNKNOWN : formatShare(rate, locale),
      exact: 'Failed and throttled calls; cancelled ones are no errors',
    },
    duration('kpi-latency-avg', 'Latency average', summary?.latencyAvgMs),
    duration('kpi-latency-p95', 'Latency p95', summary?.latencyP95Ms),
    duration('kpi-ttft-p50', 'First token p50', summary?.timeToFirstTokenP50Ms),
    tokens(summary, locale),
    cost(summary, locale),
  ];
}

function tokens(summary: MetricsSummary | null, locale?: string): TopFigure {
  const figure = { testId: 'kpi-tokens', label: 'Tokens in → out' };
  if (summary === null) {
    return { ...figure, text: UNKNOWN, exact: '' };
  }
  const { inputTokens, outputTokens, cacheReadTokens } = summary;
  const cached = inputTokens > 0 && cacheReadTokens > 0;
  const share = cached ? `${formatShare(cacheReadTokens / inputTokens, locale)} cached` : undefined;
  return {
    ...figure,
    text: `${formatShortCount(inputTokens, locale)} → ${formatShortCount(outputTokens, locale)}`,
    exact: `${formatCount(inputTokens, locale)} tokens in (${formatCount(cacheReadTokens, locale)} of them from the cache), ${formatCount(outputTokens, locale)} out`,
    ...(share !== undefined && { note: share }),
  };
}

function cost(summary: MetricsSummary | null, locale?: string): TopFigure {
  const figure = { testId: 'kpi-cost', label: 'Cost' };
  if (summary === null || summary.requests === 0) {
    return { ...figure, text: UNKNOWN, exact: '' };
  }
  const { costUsd, unpricedCalls } = summary;
  const unpriced =
    unpricedCalls === 0
      ? undefined
      : `${formatCount(unpricedCalls, locale)} ${unpricedCalls === 1 ? 'call' : 'calls'} of unknown price`;
  // Nothing known is not nothing spent.
  if (costUsd === null) {
    return { ...figure, text: UNKNOWN, exact: 'No price is known', note: unpriced ?? '' };
  }
  return {
    ...figure,
    text: formatUsd(costUsd, locale),
    exact: `US$ ${String(costUsd)}`,
    ...(unpriced !== undefined && { note: unpriced }),
  };
}

/** This month's money in words, whatever range is looked at. */
export function monthFigure(outlook: SpendingOutlook, locale?: string): TopFigure {
  const usd = (value: number) => formatUsd(value, locale);
  const { monthUsd, perDayUsd, projectedUsd, savedUsd, unpricedCalls } = outlook;
  const notes = [
    `${usd(perDayUsd)} a day, ${usd(projectedUsd)} by month’s end`,
    ...(savedUsd > 0 ? [`caching saved ${usd(savedUsd)}`] : []),
    ...(savedUsd < 0 ? [`caching cost ${usd(-savedUsd)} more`] : []),
    ...(unpricedCalls > 0 ? [`${formatCount(unpricedCalls, locale)} of unknown price`] : []),
  ];
  return {
    testId: 'kpi-month',
    label: 'This month',
    text: usd(monthUsd),
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
