import { html, type TemplateResult } from 'lit';
import type { CostView } from '../../src/protocol/finopsView';
import { formatCount, formatAmount } from '../../src/shared/format';

type Figures = Pick<CostView['summary'], 'scope' | 'measureTitle' | 'rows' | 'total' | 'columnCount'>;

/** The four figures on top: rows, total cost with its currency and which cost it is, columns, analysis. */
export function figures(summary: Figures, analysis: string): TemplateResult {
  const { scope, measureTitle, rows, total, columnCount } = summary;
  const without = scope.leaveOut.length === 0 ? '' : `, without ${scope.leaveOut.join(', ').toLowerCase()}`;
  return html`<div class="kpis">
    ${figure('finops-rows', 'Rows', formatCount(rows), '')}
    <div class="kpi" title=${`Exactly ${total} ${scope.currency}`}>
      <span class="kpi-label">Total cost</span>
      <span class="kpi-value" data-testid="finops-total" data-exact=${total}
        >${formatAmount(total, scope.currency)}</span
      >
      <span class="quiet" data-testid="finops-measure">${measureTitle}${without}</span>
    </div>
    ${figure('finops-columns', 'Columns', formatCount(columnCount), '')}
    ${figure('finops-analysis', 'Analysis', analysis, 'words')}
  </div>`;
}

function figure(testId: string, label: string, value: string, kind: string): TemplateResult {
  return html`<div class="kpi">
    <span class="kpi-label">${label}</span>
    <span class="kpi-value ${kind}" data-testid=${testId}>${value}</span>
  </div>`;
}
