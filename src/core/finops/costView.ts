import * as l10n from '@vscode/l10n';
import type { OfferedAnalysis } from './analyses/index';
import { chooseChart, drawChart, summaryCharts, type Breakdown } from './charts';
import { FinopsError, placeText } from './finopsError';
import { suggestQuestions } from './suggestions';
import type { CostSummary, DataSet, QueryResult } from '../../protocol/finops';
import type { CostView, ResultChart, ShownChartKind, ToFinops } from '../../protocol/finopsView';
import type { ShownReading } from '../../protocol/shownReading';
import { errorMessage } from '../util/errorMessage';

/** The figures of a scope: those on top, and those that charts are drawn of where credits would leave nothing to draw. */
export interface ShownFigures {
  readonly summary: CostSummary;
  readonly beforeCredits?: CostSummary | undefined;
  /** Whether the charts show the figures on top all the same. */
  readonly withCredits: boolean;
  /** How the files were read; null where they are no files. */
  readonly reading: ShownReading | null;
  /** What the charts divide the cost by. */
  readonly by?: Breakdown | undefined;
  readonly drill: CostView['drill'];
}

/** All that is shown of loaded data, before an analysis is made. */
export function viewOf(
  dataSet: DataSet,
  { summary, beforeCredits, withCredits, reading, by, drill }: ShownFigures,
  preview: CostView['preview'],
  offered: readonly OfferedAnalysis[],
): CostView {
  const titles = new Map(offered.map(({ analysis }) => [analysis.id, analysis.title()]));
  const possible = new Set(offered.flatMap((one) => (one.available ? [one.analysis.id] : [])));
  const isDayOpen = reading?.open.some(({ about }) => about === 'dateOrder') ?? false;
  const full = withCredits ? summary : (beforeCredits ?? summary);
  const charted = isDayOpen ? { ...full, days: [] } : full;
  const charts = summaryCharts(charted, by);
  const asked = new Set(reading?.open.map(({ notice }) => notice));
  const suggestions = suggestQuestions(dataSet, charted).map(({ question, analysisId }) => ({
    question,
    analysisId: possible.has(analysisId) ? analysisId : '',
    title: titles.get(analysisId) ?? '',
  }));
  return {
    dataSet: { ...dataSet, notices: dataSet.notices.filter((notice) => !asked.has(notice)) },
    reading,
    drill,
    summary,
    charts: isDayOpen ? { ...charts, time: noDays() } : charts,
    chartedCredits: beforeCredits === undefined ? null : withCredits,
    preview,
    analyses: listed(offered),
    suggestions,
    analysis: {
      id: '',
      title: l10n.t({ message: 'None', comment: ['In the place of the title of an analysis'] }),
      description: '',
      outcome: {
        state: 'failed',
        message: l10n.t('This data has no column that an analysis could be made by.'),
      },
    },
    busy: false,
    problem: '',
  };
}

/** In the place of days that nobody knows. */
function noDays(): CostView['charts']['time'] {
  const reason = l10n.t('Say above which number of a date is the day: then it is drawn day by day.');
  return { possible: false, kind: 'time', reason };
}

/** The list of analyses, with why some are not possible. */
export function listed(offered: readonly OfferedAnalysis[]): CostView['analyses'] {
  return offered.map((one) => ({
    id: one.analysis.id,
    title: one.analysis.title(),
    reason: one.available ? null : one.reason,
  }));
}

/** The chart that suits an analysis best, where its result can be drawn. */
export function chartOf(result: QueryResult, wanted: ShownChartKind | 'table'): ResultChart | null {
  const choice = chooseChart(result);
  if (choice === undefined) {
    return null;
  }
  const { columns, kinds, labels, values } = choice;
  const first = result.columns[0]?.name ?? '';
  // An analysis is by its first column; a date further back says something else about it.
  const by = wanted !== 'time' && labels.includes(first) ? { label: first, value: columns.value } : columns;
  const drawn = drawChart(result, by, kinds.find((one) => one === wanted) ?? kinds[0] ?? 'bar');
  return { chart: drawn, labels, values, label: by.label, value: by.value };
}

/** The view when loading was cancelled. */
export function cancelled(files: string[]): ToFinops {
  const message = l10n.t('Loading was cancelled. Nothing of it was kept.');
  return { state: 'failed', files, message, place: '', again: true, athena: false };
}

/** The view when loading failed, and where in the files. */
export function failed(files: string[], error: unknown): ToFinops {
  const place = error instanceof FinopsError ? placeText(error.problem) : '';
  const message = errorMessage(error);
  const athena = error instanceof FinopsError && error.problem.reason === 'disk';
  return { state: 'failed', files, message, place, again: true, athena };
}

/** A view with its analysis drawn in another way, where it can be drawn. */
export function redrawn(
  view: CostView,
  result: QueryResult,
  { label, value, kind }: { readonly label: string; readonly value: string; readonly kind: ShownChartKind },
): CostView {
  const choice = chooseChart(result);
  if (choice === undefined || view.analysis.outcome.state !== 'ended') {
    return view;
  }
  const { labels, values, columns } = choice;
  const series = label === columns.label ? columns.series : undefined;
  const chart = drawChart(result, { label, value, series }, kind);
  const outcome = { ...view.analysis.outcome, drawn: { chart, labels, values, label, value } };
  return { ...view, analysis: { ...view.analysis, outcome } };
}
