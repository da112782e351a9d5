import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { CheckLine, CheckResult, CheckStatus, FromDoctor, ToDoctor } from '../../src/protocol/doctor';
import { textButton } from '../components/buttons';
import { LightElement } from '../components/lightElement';

/** The whole report: a line for each check, with what was tried, what came of it, and the step that mends it. */
export class DoctorApp extends LightElement {
  static override properties = { state: { attribute: false } };

  state: ToDoctor | null = null;
  post: (message: FromDoctor) => void = () => undefined;

  protected override render() {
    const { state } = this;
    if (state === null) {
      return nothing;
    }
    const { running, summary, lines } = state;
    return html`<main>
      <header>
        <h1>${l10n.t('Connection to Amazon Bedrock')}</h1>
        <p class="summary" role="status" data-testid="doctor-summary" ?data-running=${running}>${summary}</p>
        <div class="buttons">
          ${
            running
              ? textButton({
                  label: l10n.t('Cancel'),
                  appearance: 'secondary',
                  testId: 'doctor-cancel',
                  onClick: () => this.post({ type: 'cancel' }),
                })
              : textButton({
                  label: l10n.t('Check Again'),
                  appearance: 'primary',
                  testId: 'doctor-again',
                  onClick: () => this.post({ type: 'runAgain' }),
                })
          }
          ${textButton({
            label: l10n.t('Copy Report'),
            appearance: 'secondary',
            testId: 'doctor-copy',
            disabled: running,
            onClick: () => this.post({ type: 'copyReport' }),
          })}
          <span class="hint">${l10n.t('Without keys, account numbers or anything you asked.')}</span>
        </div>
      </header>
      <ul class="checks">
        ${lines.map((line) => this.renderLine(line))}
      </ul>
    </main>`;
  }

  private renderLine(line: CheckLine): TemplateResult {
    if (line.state === 'ended') {
      return this.renderResult(line.check);
    }
    const icon = line.state === 'running' ? 'loading codicon-modifier-spin' : 'circle-large-outline';
    return html`<li class="check" data-testid="doctor-check" data-id=${line.id} data-status=${line.state}>
      ${mark(icon, line.state === 'running' ? l10n.t('Being checked') : l10n.t('Not checked yet'))}
      <div><h2>${line.title}</h2></div>
    </li>`;
  }

  private renderResult({ id, title, tried, status, result, fix, action }: CheckResult): TemplateResult {
    return html`<li class="check" data-testid="doctor-check" data-id=${id} data-status=${status}>
      ${mark(icons[status], statusName(status))}
      <div>
        <h2>${title}</h2>
        ${tried === '' ? nothing : html`<p class="tried">${tried}</p>`}
        <p data-testid="doctor-result">${result}</p>
        ${fix === '' ? nothing : html`<p class="fix" data-testid="doctor-fix"><b>${l10n.t('To do:')}</b> ${fix}</p>`}
        ${
          action === null
            ? nothing
            : textButton({
                label: action.label,
                appearance: status === 'failed' ? 'primary' : 'secondary',
                testId: `doctor-action-${id}`,
                onClick: () => this.post({ type: 'act', check: id }),
              })
        }
      </div>
    </li>`;
  }
}

const icons: Readonly<Record<CheckStatus, string>> = {
  ok: 'pass',
  warning: 'warning',
  failed: 'error',
  skipped: 'circle-slash',
};

function statusName(status: CheckStatus): string {
  switch (status) {
    case 'ok':
      return l10n.t('OK');
    case 'warning':
      return l10n.t('Warning');
    case 'failed':
      return l10n.t('Failed');
    case 'skipped':
      return l10n.t('Skipped');
  }
}

/** An icon with its meaning in words, for those who do not see it. */
function mark(icon: string, meaning: string): TemplateResult {
  return html`<span
    class="mark codicon codicon-${icon}"
    role="img"
    aria-label=${meaning}
    title=${meaning}
  ></span>`;
}
