import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { CostView, PeriodBefore } from '../../src/protocol/finopsView';
import { formatCount, formatShare, formatTotal } from '../../src/shared/format';
import { categoryInSentence } from './categories';
import { currencyCode, headline, totalParts } from './totalParts';

type Figures = Pick<
  CostView['summary'],
  'scope' | 'measureTitle' | 'rows' | 'total' | 'columnCount' | 'categories'
>;

/** The four figures on top: rows, total cost with its currency and which cost it is, columns, analysis. */
export function figures(summary: Figures, analysis: string, before: PeriodBefore | null): TemplateResult {
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
      ${totalParts(summary)} ${before === null ? nothing : beforeText(summary, before)}
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

/** The days that were chosen beside as many before them. */
function beforeText({ total, scope }: Figures, before: PeriodBefore): TemplateResult {
  if (!before.known) {
    return html`<span class="quiet" data-testid="finops-before"
      >${l10n.t('Nothing to compare with: the data begins on {0}', before.first)}</span
    >`;
  }
  const now = Number(total);
  const then = Number(before.total);
  const sign = now > then ? '+' : now < then ? '−' : '±';
  const share = then > 0 ? ` (${sign}${formatShare(Math.abs(now - then) / then)})` : '';
  const amount = `${sign}${formatTotal(Math.abs(now - then).toFixed(8), currencyCode(scope))}`;
  return html`<span
    class="quiet"
    data-testid="finops-before"
    title=${l10n.t('Exactly {0} {1}', before.total, currencyCode(scope))}
    >${l10n.t('{0} against {1} to {2}', `${amount}${share}`, before.from, before.to)}</span
  >`;
}
