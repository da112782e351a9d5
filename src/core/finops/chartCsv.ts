import * as l10n from '@vscode/l10n';
import type { AskedChart } from '../../protocol/costConversation';
import type { CostView, ShownChart } from '../../protocol/finopsView';
import { csvLine } from '../util/csv';

/** A chart with the name that its file gets. */
export interface NamedChart {
  readonly name: string;
  readonly chart: ShownChart;
}

/** The chart that a page calls by its id, `asked` those of the conversation; undefined where there is none of that id. */
export function chartById(
  { charts, analysis, drill }: Pick<CostView, 'charts' | 'analysis' | 'drill'>,
  asked: readonly AskedChart[],
  id: string,
): NamedChart | undefined {
  if (id === 'bar' || id === 'pie' || id === 'time') {
    const chart = charts[id];
    // Columns of exports are English in every language.
    const label = id === 'time' ? 'Day' : columnTitles[drill?.dimension ?? 'service'];
    return { name: summaryName(id), chart: chart.possible ? { ...chart, label } : chart };
  }
  const answered = asked.find(({ toolUseId }) => toolUseId === id);
  if (answered !== undefined) {
    return { name: answered.title, chart: answered.chart };
  }
  if (id !== 'analysis' || analysis.outcome.state !== 'ended') {
    return undefined;
  }
  const { drawn } = analysis.outcome;
  return drawn === null ? undefined : { name: analysis.title, chart: drawn.chart };
}

const columnTitles = { service: 'Service', usageType: 'Usage type', resource: 'Resource' } as const;

function summaryName(id: keyof CostView['charts']): string {
  switch (id) {
    case 'bar':
      return l10n.t({ message: 'services', comment: ['A part of the name of a chart’s file'] });
    case 'pie':
      return l10n.t({ message: 'distribution', comment: ['A part of the name of a chart’s file'] });
    case 'time':
      return l10n.t({ message: 'day by day', comment: ['A part of the name of a chart’s file'] });
  }
}

/** The exact numbers of a chart as CSV, as its table has them. Empty for a chart that cannot be drawn. */
export function chartCsv(chart: ShownChart): string {
  if (!chart.possible) {
    return '';
  }
  const { label, value, series } = chart;
  const many = series.length > 1;
  const lines = series.flatMap(({ name, parts }) =>
    parts.map((part) => (many ? [part.name, name, part.value] : [part.name, part.value])),
  );
  return [many ? [label, 'Curve', value] : [label, value], ...lines].map((cells) => csvLine(cells)).join('');
}
