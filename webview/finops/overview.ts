import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { CostScope } from '../../src/protocol/finops';
import type { CostView } from '../../src/protocol/finopsView';
import { filtered } from './trail';

/** The three charts, without a hole in their grid: the days have a row of their own, and so has a chart beside none. */
export function overview(
  { charts: { bar, pie, time }, drill, summary: { scope } }: CostView,
  choose: (scope: CostScope) => void,
): TemplateResult {
  const isPair = bar.possible && pie.possible;
  const filter = scope.filter ?? {};
  return html`<div
    class="charts"
    @chartpick=${({ key }: { key: string }) => {
      if (drill !== null) {
        choose(filtered(scope, { ...filter, [drill.dimension]: key }));
      }
    }}
    @dayrange=${({ from, to }: { from: string; to: string }) => {
      if (drill?.span) {
        const { first, last } = drill.span;
        choose(filtered(scope, { ...filter, from: from < first ? first : from, to: to > last ? last : to }));
      }
    }}
  >
    <bc-cost-chart
      class=${isPair ? '' : 'whole-row'}
      .heading=${barTitle(drill)}
      .testId=${'finops-chart-bar'}
      .chartId=${'bar'}
      .chart=${bar}
    ></bc-cost-chart>
    <bc-cost-chart
      class=${isPair ? '' : 'whole-row'}
      .heading=${l10n.t('Distribution')}
      .testId=${'finops-chart-pie'}
      .chartId=${'pie'}
      .chart=${pie}
    ></bc-cost-chart>
    <bc-cost-chart
      class="whole-row"
      .heading=${l10n.t('Day by day')}
      .testId=${'finops-chart-time'}
      .chartId=${'time'}
      .canChooseDays=${drill?.span !== undefined && drill.span !== null}
      .chart=${time}
    ></bc-cost-chart>
  </div>`;
}

function barTitle(drill: CostView['drill']): string {
  switch (drill?.dimension) {
    case 'usageType':
      return l10n.t('Usage types');
    case 'resource':
      return l10n.t('Resources');
    default:
      return l10n.t('Services');
  }
}
