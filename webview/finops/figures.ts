import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { CostView } from '../../src/protocol/finopsView';
import { formatCount } from '../../src/shared/format';
import { categoryInSentence } from './categories';
import { currencyCode, headline, totalParts } from './totalParts';

type Figures = Pick<
  CostView['summary'],
  'scope' | 'measureTitle' | 'rows' | 'total' | 'columnCount' | 'categories'
>;

/** The four figures on top: rows, total cost with its currency and which cost it is, columns, analysis. */
export function figures(summary: Figures, analysis: string): TemplateResult {
  const { scope, measureTitle, rows, total, columnCount } = summary;
  const without = scope.leaveOut.map((category) => categoryInSentence(category)).join(', ');
  return html`<div class="kpis">
    ${figure('finops-rows', l10n.t('Rows'), formatCount(rows), '')}
    <div class="kpi" title=${l10n.t('Exactly {0} {1}', total, currencyCode(scope))}>
      <span class="kpi-label">${l10n.t('Total cost')}</span>
      <span class="kpi-value" data-testid="finops-total" data-exact=${total}>${headline(summary)}</span>
      <span class="quiet" data-testid="finops-measure"
        >${without === '' ? measureTitle : l10n.t('{0}, without {1}', measureTitle, without)}</span
      >
      ${totalParts(summary)}
    </div>
    ${figure('finops-columns', l10n.t('Columns'), formatCount(columnCount), '')}
    ${figure('finops-analysis', l10n.t('Analysis'), analysis, 'words')}
  </div>`;
}

function figure(testId: string, label: string, value: string, kind: string): TemplateResult {
  return html`<div class="kpi">
    <span class="kpi-label">${label}</span>
    <span class="kpi-value ${kind}" data-testid=${testId}>${value}</span>
  </div>`;
}
