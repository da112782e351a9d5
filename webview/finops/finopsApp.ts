import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { FromPanel } from '../../src/protocol/chatPanel';
import type { ToConversation } from '../../src/protocol/costConversation';
import type { CostScope } from '../../src/protocol/finops';
import type { Reconciliation, ToReconciliation } from '../../src/protocol/reconciliation';
import type { CostView, FromFinops, ToFinops } from '../../src/protocol/finopsView';
import { textButton } from '../components/buttons';
import { formatCount, formatRoughShare } from '../../src/shared/format';
import { analysisSection } from './analysisSection';
import { noConversation, reduceConversation } from './conversationState';
import { dataTable, isNumeric } from './dataTable';
import { figures } from './figures';
import { reconciliationSection } from './ledgerSection';
import { overview } from './overview';
import { scopeBar } from './scopeBar';
import { trail } from './trail';
import { LightElement } from '../components/lightElement';

const phases = () => ({
  starting: l10n.t('Starting…'),
  reading: l10n.t('Reading…'),
  storing: l10n.t('Storing what was read…'),
});

/** The editor of cost data: loading, what went wrong, or figures, questions, charts and rows. */
export class FinopsApp extends LightElement {
  static override properties = {
    state: { attribute: false },
    conversation: { attribute: false },
    reconciliation: { attribute: false },
  };

  state: ToFinops | null = null;
  conversation = noConversation;
  reconciliation: Reconciliation | null = null;
  post: (message: FromFinops) => void = () => undefined;

  private readonly converse = (intent: FromPanel) => this.post({ type: 'conversation', intent });

  /** Takes what the extension host tells. */
  read(message: ToFinops | ToConversation | ToReconciliation): void {
    if ('state' in message) {
      this.state = message;
    } else if (message.type === 'reconciliation') {
      this.reconciliation = message.reconciliation;
    } else {
      this.conversation = reduceConversation(this.conversation, message);
    }
  }

  protected override render() {
    const { state } = this;
    if (state === null) {
      return nothing;
    }
    return html`<main data-testid="finops" data-state=${state.state}>${this.renderState(state)}</main>`;
  }

  private renderState(state: ToFinops): TemplateResult {
    switch (state.state) {
      case 'empty':
        return html`<h1>${l10n.t('Cost data')}</h1>
          <p>
            ${l10n.t('Open an export of your AWS bill: a Cost and Usage Report, FOCUS, or Cost Explorer’s CSV.')}
          </p>
          ${this.openButton('primary', l10n.t('Open Cost Data…'))}`;
      case 'loading':
        return this.renderLoading(state);
      case 'failed':
        return html`<h1>${named(state.files)}</h1>
          <div class="problem-card" role="alert" data-testid="finops-problem">
            <p>${state.message}</p>
            ${state.place === '' ? nothing : html`<p data-testid="finops-place">${l10n.t('Where: {0}.', state.place)}</p>`}
          </div>
          <div class="buttons">
            ${
              state.again
                ? textButton({
                    label: l10n.t('Load Again'),
                    appearance: 'primary',
                    testId: 'finops-again',
                    onClick: () => this.post({ type: 'loadAgain' }),
                  })
                : nothing
            }
            ${
              state.athena
                ? textButton({
                    label: l10n.t('Query in Athena…'),
                    appearance: 'secondary',
                    testId: 'finops-athena',
                    onClick: () => this.post({ type: 'queryAthena' }),
                  })
                : nothing
            }
            ${this.openButton('secondary', l10n.t('Open Other Files…'))}
          </div>`;
      case 'ready':
        return this.renderView(state.view);
    }
  }

  private renderLoading(state: Extract<ToFinops, { state: 'loading' }>): TemplateResult {
    const percent = Math.round(state.percent);
    return html`<h1>${named(state.files)}</h1>
      <div class="loading" data-testid="finops-progress">
        <span role="status">${phases()[state.phase]}</span>
        <progress max="100" value=${percent} aria-label=${l10n.t('Loaded')}></progress>
        <span class="percent">${formatRoughShare(state.percent / 100)}</span>
        ${textButton({
          label: l10n.t('Cancel'),
          appearance: 'secondary',
          testId: 'finops-cancel',
          onClick: () => this.post({ type: 'cancel' }),
        })}
      </div>
      ${state.summary === null ? nothing : figures(state.summary, l10n.t('After loading'), null)}`;
  }

  private renderView(view: CostView): TemplateResult {
    const { dataSet, summary, analysis, problem } = view;
    const choose = (scope: CostScope) =>
      this.post({ type: 'scope', scope: { ...scope, leaveOut: [...scope.leaveOut] } });
    return html`<header>
        <h1>${named(dataSet.files.map(({ name }) => name))}</h1>
        <span class="quiet" data-testid="finops-format">${dataSet.formatTitle}</span>
        <span class="spacer"></span>
        ${this.openButton('secondary', l10n.t('Open Other Files…'))}
      </header>
      <bc-cost-reading .reading=${view.reading} .post=${this.post}></bc-cost-reading>
      ${dataSet.notices.map((notice) => html`<p class="quiet">${notice}</p>`)} ${skipped(dataSet)}
      ${scopeBar(view, choose)} ${trail(view, choose)}
      ${problem === '' ? nothing : html`<p class="problem" role="alert">${problem}</p>`}
      ${figures(summary, analysis.title, view.drill?.before ?? null)}
      <div class="columns">
        <bc-cost-conversation
          .suggestions=${view.suggestions}
          .conversation=${this.conversation}
          .post=${this.converse}
          .pin=${(messageId: string, pinned: boolean) => this.post({ type: 'pinAnswer', messageId, pinned })}
          .saveReport=${() => this.post({ type: 'saveReport' })}
          .runAnalysis=${(id: string) => this.choose(id)}
        ></bc-cost-conversation>
        <div class="column">
          <h2 class="visually-hidden">${l10n.t('Charts')}</h2>
          ${this.creditsNote(view.chartedCredits)} ${overview(view, choose)}
          ${analysisSection(view, this.post)} ${preview(view)} ${reconciliationSection(this.reconciliation)}
        </div>
      </div>`;
  }

  /** Says what the charts leave out where credits cancel the cost, and has the way to the others. */
  private creditsNote(charted: CostView['chartedCredits']): TemplateResult | typeof nothing {
    if (charted === null) {
      return nothing;
    }
    return html`<p class="quiet" data-testid="finops-credits-note">
      ${
        charted
          ? l10n.t('Credits and refunds cancel this cost; charts and analyses show what is left.')
          : l10n.t('Credits and refunds cancel this cost, so charts and analyses show it before them.')
      }
      <button
        class="link"
        data-testid="finops-chart-credits"
        @click=${() => this.post({ type: 'chartCredits', include: !charted })}
      >
        ${charted ? l10n.t('Show before Credits') : l10n.t('Show with Credits')}
      </button>
    </p>`;
  }

  private choose(id: string): void {
    this.post({ type: 'runAnalysis', id });
  }

  private openButton(appearance: 'primary' | 'secondary', label: string): TemplateResult {
    const onClick = () => this.post({ type: 'pickFiles' });
    return textButton({ label, appearance, testId: 'finops-open', onClick });
  }
}

function named(files: readonly string[]): string {
  const [first = l10n.t('Cost data'), ...others] = files;
  return others.length === 0 ? first : l10n.t('{0} and {1} more', first, formatCount(others.length));
}

/** Nothing is dropped without a word: how many rows, and where and why the first of them. */
function skipped({ skippedRows, skipped: first }: CostView['dataSet']): TemplateResult | typeof nothing {
  if (skippedRows === 0) {
    return nothing;
  }
  return html`<details class="problem-card" data-testid="finops-skipped">
    <summary>
      ${
        skippedRows === 1
          ? l10n.t('1 row could not be read and is in no figure')
          : l10n.t('{0} rows could not be read and are in no figure', formatCount(skippedRows))
      }
    </summary>
    <ul>
      ${first.map(({ file, line, column, reason }) => {
        const place =
          column === null
            ? l10n.t('{0}, line {1}', file, line)
            : l10n.t('{0}, line {1}, column {2}', file, line, column);
        return html`<li>${place}: ${reason}</li>`;
      })}
    </ul>
  </details>`;
}

function preview({ preview: { columns, rows } }: CostView): TemplateResult | typeof nothing {
  if (columns.length === 0) {
    return nothing;
  }
  return html`<details class="card" data-testid="finops-preview">
    <summary>
      ${
        rows.length === 1
          ? l10n.t('The data: its first row')
          : l10n.t('The data: its first {0} rows', formatCount(rows.length))
      }
    </summary>
    ${dataTable({
      label: l10n.t('The first rows of the data'),
      columns: columns.map(({ name, kind }) => ({ name, numeric: isNumeric(kind) })),
      rows,
    })}
  </details>`;
}
