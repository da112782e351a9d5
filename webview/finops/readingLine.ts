import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { FromFinops } from '../../src/protocol/finopsView';
import type { ChangedReading, ShownReading } from '../../src/protocol/shownReading';
import { textButton } from '../components/buttons';
import { LightElement } from '../components/lightElement';
import { formatCount } from '../../src/shared/format';
import { currencyField, openQuestions } from './openQuestions';
import { readingForm, changesOf } from './readingForm';

/** How files were read, in a line; what only the user knows, as questions; and a form to change it. */
export class ReadingLine extends LightElement {
  static override properties = { reading: { attribute: false }, isOpen: { state: true } };

  reading: ShownReading | null = null;
  private isOpen = false;
  post: (message: FromFinops) => void = () => undefined;

  protected override render() {
    const { reading } = this;
    if (reading === null) {
      return nothing;
    }
    const { change, answered } = reading;
    const canChange = change.roles.length > 0 || change.dateOrder || change.currency || change.totals;
    const isAsking = !this.isOpen;
    return html`<p class="reading quiet">
        <span data-testid="finops-reading">${readingText(reading)}</span>
        ${answered === 'before' ? html`<span data-testid="finops-remembered">· ${l10n.t('as was said of a file with the same header')}</span>` : nothing}
        ${
          canChange || answered !== 'no'
            ? html`<button
                class="link"
                data-testid="finops-reading-change"
                aria-expanded=${String(this.isOpen)}
                @click=${() => (this.isOpen = !this.isOpen)}
              >
                ${l10n.t({ message: 'Change…', comment: ['Button: changes how a file is read'] })}
              </button>`
            : nothing
        }
      </p>
      ${this.isOpen ? this.renderForm(reading) : nothing}
      ${isAsking ? openQuestions(reading, (changed) => this.answer(changed)) : nothing}
      ${isAsking && reading.currency === null ? currencyField((currency) => this.answer({ currency })) : nothing}`;
  }

  private renderForm(reading: ShownReading): TemplateResult {
    const apply = () => {
      const form = this.querySelector('form');
      const changed = form === null ? {} : changesOf(reading, form);
      if (changed !== undefined) {
        this.close();
        this.answer(changed);
      }
    };
    return html`<form
      class="card reading-form"
      data-testid="finops-reading-form"
      aria-label=${l10n.t('How the file is read')}
      @submit=${(event: Event) => {
        event.preventDefault();
        apply();
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape') {
          this.close();
        }
      }}
    >
      ${readingForm(reading)}
      <div class="buttons">
        ${textButton({
          label: l10n.t({ message: 'Apply', comment: ['Button of a form: how a file is read'] }),
          appearance: 'primary',
          testId: 'finops-reading-apply',
          onClick: apply,
        })}
        ${textButton({ label: l10n.t('Cancel'), appearance: 'secondary', onClick: () => this.close() })}
        ${reading.answered === 'no' ? nothing : this.renderForget()}
      </div>
    </form>`;
  }

  private renderForget(): TemplateResult {
    return html`<button
      type="button"
      class="link"
      data-testid="finops-reading-forget"
      title=${l10n.t('Forgets what was said of files with this header, and reads this one by its evidence')}
      @click=${() => {
        this.close();
        this.post({ type: 'forgetReading' });
      }}
    >
      ${l10n.t({ message: 'Read as Before', comment: ['Button: reads a file as before the user changed how'] })}
    </button>`;
  }

  private close(): void {
    this.isOpen = false;
    this.querySelector<HTMLElement>('[data-testid=finops-reading-change]')?.focus();
  }

  private answer(answers: ChangedReading): void {
    if (Object.keys(answers).length > 0) {
      this.post({ type: 'answerReading', answers });
    }
  }
}

/** As `Cost: amount · Day: date, day first · Currency: EUR · 1 total row left out`. */
function readingText(reading: ShownReading): string {
  const { cost, currency, totalRows, keepTotals } = reading;
  const parts = [
    l10n.t('Cost: {0}', cost),
    dayText(reading),
    currency === null ? l10n.t('Currency: not told') : l10n.t('Currency: {0}', currency),
  ];
  if (totalRows > 0) {
    parts.push(
      totalRows === 1
        ? l10n.t('1 total row left out')
        : l10n.t('{0} total rows left out', formatCount(totalRows)),
    );
  }
  return [...parts, ...(keepTotals ? [l10n.t('total rows counted')] : [])].join(' · ');
}

function dayText({ date, dateOrder, open }: ShownReading): string {
  const day = date ?? l10n.t({ message: 'none', comment: ['The column of days, where there is none'] });
  if (open.some(({ about }) => about === 'dateOrder')) {
    return l10n.t('Day: {0}, order not told', day);
  }
  switch (dateOrder) {
    case 'dayFirst':
      return l10n.t('Day: {0}, day first', day);
    case 'monthFirst':
      return l10n.t('Day: {0}, month first', day);
    case null:
      return l10n.t('Day: {0}', day);
  }
}
