import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { CheckLine, CheckResult, CheckStatus, FromDoctor, ToDoctor } from '../../src/protocol/doctor';
import { textButton } from '../components/buttons';

/** The whole report: a line for each check, with what was tried, what came of it, and the step that mends it. */
export class DoctorApp extends LitElement {
  static override properties = { state: { attribute: false } };

  state: ToDoctor | null = null;
  post: (message: FromDoctor) => void = () => undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render() {
    const { state } = this;
    if (state === null) {
      return nothing;
    }
    const { running, summary, lines } = state;
    return html`<main>
      <header>
        <h1>Connection to Amazon Bedrock</h1>
        <p class="summary" role="status" data-testid="doctor-summary" ?data-running=${running}>${summary}</p>
        <div class="buttons">
          ${
            running
              ? textButton({
                  label: 'Cancel',
                  appearance: 'secondary',
                  testId: 'doctor-cancel',
                  onClick: () => this.post({ type: 'cancel' }),
                })
              : textButton({
                  label: 'Check Again',
                  appearance: 'primary',
                  testId: 'doctor-again',
                  onClick: () => this.post({ type: 'runAgain' }),
                })
          }
          ${textButton({
            label: 'Copy Report',
            appearance: 'secondary',
            testId: 'doctor-copy',
            disabled: running,
            onClick: () => this.post({ type: 'copyReport' }),
          })}
          <span class="hint">Without keys, account numbers or anything you asked.</span>
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
      ${mark(icon, line.state === 'running' ? 'Being checked' : 'Not checked yet')}
      <div><h2>${line.title}</h2></div>
    </li>`;
  }

  private renderResult({ id, title, tried, status, result, fix, action }: CheckResult): TemplateResult {
    return html`<li class="check" data-testid="doctor-check" data-id=${id} data-status=${status}>
      ${mark(icons[status], words[status])}
      <div>
        <h2>${title}</h2>
        ${tried === '' ? nothing : html`<p class="tried">${tried}</p>`}
        <p data-testid="doctor-result">${result}</p>
        ${fix === '' ? nothing : html`<p class="fix" data-testid="doctor-fix"><b>To do:</b> ${fix}</p>`}
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

const words: Readonly<Record<CheckStatus, string>> = {
  ok: 'OK',
  warning: 'Warning',
  failed: 'Failed',
  skipped: 'Skipped',
};

/** An icon with its meaning in words, for those who do not see it. */
function mark(icon: string, meaning: string): TemplateResult {
  return html`<span
    class="mark codicon codicon-${icon}"
    role="img"
    aria-label=${meaning}
    title=${meaning}
  ></span>`;
}
