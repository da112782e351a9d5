import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { OpenQuestion } from '../../src/protocol/costReading';
import type { ChangedReading, ShownReading } from '../../src/protocol/shownReading';
import { textButton } from '../components/buttons';

type Answer = (changed: ChangedReading) => void;

/** What only the user knows of a file, each with its answers. */
export function openQuestions({ open }: ShownReading, answer: Answer): TemplateResult | typeof nothing {
  const orders = open.find(({ about }) => about === 'dateOrder');
  const signs = open.find(({ about }) => about === 'decimalSign');
  return html`${orders === undefined ? nothing : dateQuestion(orders, answer)}
  ${signs === undefined ? nothing : signQuestion(signs, answer)}`;
}

function dateQuestion({ example }: OpenQuestion, answer: Answer): TemplateResult {
  const [, first = '', second = ''] = /(\d{1,2})\D+(\d{1,2})/.exec(example) ?? [];
  return question(
    'finops-ask-order',
    l10n.t(
      '“{0}” can be read with the day first and with the month first, and nothing in the file says which. Until you say it, nothing is shown by day.',
      example,
    ),
    [
      {
        label: l10n.t('Day {0}, Month {1}', first, second),
        testId: 'finops-day-first',
        onClick: () => answer({ dateOrder: 'dayFirst' }),
      },
      {
        label: l10n.t('Month {0}, Day {1}', first, second),
        testId: 'finops-month-first',
        onClick: () => answer({ dateOrder: 'monthFirst' }),
      },
    ],
  );
}

function signQuestion({ notice }: OpenQuestion, answer: Answer): TemplateResult {
  return question('finops-ask-sign', notice, [
    {
      label: l10n.t('The Point Divides Off Decimals'),
      testId: 'finops-point',
      onClick: () => answer({ decimalSign: '.' }),
    },
    {
      label: l10n.t('The Comma Divides Off Decimals'),
      testId: 'finops-comma',
      onClick: () => answer({ decimalSign: ',' }),
    },
  ]);
}

interface Choice {
  readonly label: string;
  readonly testId: string;
  readonly onClick: () => void;
}

function question(testId: string, text: string, choices: readonly Choice[]): TemplateResult {
  return html`<div class="question-card" role="group" aria-label=${text} data-testid=${testId}>
    <p><span class="codicon codicon-question" aria-hidden="true"></span> ${text}</p>
    <div class="buttons">${choices.map((choice) => textButton({ ...choice, appearance: 'secondary' }))}</div>
  </div>`;
}

/** Asks for the currency where nothing tells it. */
export function currencyField(answer: (currency: string) => void): TemplateResult {
  const text = l10n.t('Nothing in the file tells its currency.');
  const send = (event: Event) => {
    event.preventDefault();
    const place = event.currentTarget instanceof Element ? event.currentTarget.closest('form') : null;
    const code = place?.querySelector('input');
    if (code?.reportValidity() === true && code.value !== '') {
      answer(code.value.trim().toUpperCase());
    }
  };
  return html`<form
    class="question-card"
    aria-label=${text}
    data-testid="finops-ask-currency"
    @submit=${send}
  >
    <p><span class="codicon codicon-question" aria-hidden="true"></span> ${text}</p>
    <div class="buttons">
      ${currencyInput('', 'finops-currency')}
      ${textButton({ label: l10n.t('Set Currency'), appearance: 'secondary', testId: 'finops-set-currency', onClick: send })}
    </div>
  </form>`;
}

/** A code that everybody knows. */
const EXAMPLE = 'USD';

/** A field for a currency's code. */
export function currencyInput(value: string, testId: string): TemplateResult {
  return html`<label
    >${l10n.t('Currency')}
    <input
      name="currency"
      data-testid=${testId}
      .value=${value}
      size="4"
      maxlength="3"
      pattern="[A-Za-z]{3}"
      placeholder=${EXAMPLE}
      title=${l10n.t('A currency’s code has three letters.')}
      autocomplete="off"
  /></label>`;
}
