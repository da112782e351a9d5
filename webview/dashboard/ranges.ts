import * as l10n from '@vscode/l10n';
import type { DashboardRange, DashboardView } from '../../src/protocol/dashboard';
import type { MetricsFilter } from '../../src/protocol/metrics';

const MINUTE = 60_000;

/** The ranges in the order they are offered. */
export const rangeLabels = (): readonly (readonly [DashboardRange, string])[] => [
  ['15m', l10n.t('Last 15 minutes')],
  ['1h', l10n.t('Last hour')],
  ['24h', l10n.t('Last 24 hours')],
  ['7d', l10n.t('Last 7 days')],
  ['30d', l10n.t('Last 30 days')],
  ['all', l10n.t({ message: 'All', comment: ['The whole time'] })],
  ['custom', l10n.t({ message: 'Custom…', comment: ['A stretch of time of the user’s own'] })],
];

const lengths: Readonly<Record<Exclude<DashboardRange, 'all' | 'custom'>, number>> = {
  '15m': 15 * MINUTE,
  '1h': 60 * MINUTE,
  '24h': 24 * 60 * MINUTE,
  '7d': 7 * 24 * 60 * MINUTE,
  '30d': 30 * 24 * 60 * MINUTE,
};

/**
 * The query of a view at an instant. Ranges that reach to now get an exact end, so that an export holds
 * the calls that the figures on the screen are of, whatever was called since.
 */
export function filterOf(view: DashboardView, nowMs: number): MetricsFilter {
  const { models, surfaces, outcomes } = view;
  return { ...ends(view, nowMs), models, surfaces, outcomes };
}

function ends({ range, custom }: DashboardView, nowMs: number): Pick<MetricsFilter, 'fromMs' | 'toMs'> {
  switch (range) {
    case 'all':
      return { fromMs: null, toMs: null };
    case 'custom':
      return custom ?? { fromMs: null, toMs: null };
    default:
      // The end is exclusive, and a call of this very millisecond has been made.
      return { fromMs: nowMs + 1 - lengths[range], toMs: nowMs + 1 };
  }
}

/** Whether anything but the range is filtered by. */
export function isFiltered({ models, surfaces, outcomes }: DashboardView): boolean {
  return models.length + surfaces.length + outcomes.length > 0;
}
