import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { ChangedReading, RoleChoice, ShownReading } from '../../src/protocol/shownReading';
import { currencyInput } from './openQuestions';

/** Values of radios that are no names of columns: those begin with a colon. */
const NONE = 'none';
const OTHER = 'other';

/** The parts of a reading that can be changed, as fields: candidates with their reasons. */
export function readingForm(reading: ShownReading): TemplateResult {
  const { change, dateOrder, currency, keepTotals } = reading;
  const isSaid = dateOrder !== null && !reading.open.some(({ about }) => about === 'dateOrder');
  return html`${change.roles.map(roleField)}
  ${
    change.dateOrder
      ? html`<fieldset>
          <legend>${l10n.t('Order of day and month')}</legend>
          ${radio('dateOrder', 'dayFirst', l10n.t('Day first'), isSaid && dateOrder === 'dayFirst')}
          ${radio('dateOrder', 'monthFirst', l10n.t('Month first'), isSaid && dateOrder === 'monthFirst')}
        </fieldset>`
      : nothing
  }
  ${
    change.decimalSign
      ? html`<fieldset>
          <legend>${l10n.t('Decimal sign')}</legend>
          ${radio('decimalSign', '.', l10n.t('Point'), false)}
          ${radio('decimalSign', ',', l10n.t('Comma'), false)}
        </fieldset>`
      : nothing
  }
  ${change.currency ? html`<p>${currencyInput(currency ?? '', 'finops-reading-currency')}</p>` : nothing}
  ${
    change.totals
      ? html`<p>
          <label
            ><input
              type="checkbox"
              name="leaveTotals"
              data-testid="finops-leave-totals"
              .checked=${!keepTotals}
            />
            ${l10n.t('Leave out rows that are totals of others')}</label
          >
        </p>`
      : nothing
  }`;
}

/** What a user changed in the form; undefined where a field holds what cannot be. */
export function changesOf(reading: ShownReading, form: HTMLFormElement): ChangedReading | undefined {
  if (!form.reportValidity()) {
    return undefined;
  }
  const data = new FormData(form);
  const text = (name: string) => {
    const value = data.get(name);
    return typeof value === 'string' ? value : '';
  };
  const changed: ChangedReading = {};
  const columns: ChangedReading['columns'] = {};
  for (const { role, column } of reading.change.roles) {
    const value = text(role) === OTHER ? text(`${role}-other`) : text(role);
    const chosen = value.startsWith(':') ? value.slice(1) : null;
    if (chosen === column || (role === 'cost' && chosen === null)) {
      continue;
    }
    if (role === 'cost') {
      columns.cost = chosen ?? '';
    } else {
      columns[role] = chosen;
    }
  }
  if (Object.keys(columns).length > 0) {
    changed.columns = columns;
  }
  const [order, sign] = [text('dateOrder'), text('decimalSign')];
  const isOpen = reading.open.some(({ about }) => about === 'dateOrder');
  if ((order === 'dayFirst' || order === 'monthFirst') && (isOpen || order !== reading.dateOrder)) {
    changed.dateOrder = order;
  }
  if (sign === '.' || sign === ',') {
    changed.decimalSign = sign;
  }
  const currency = text('currency').trim().toUpperCase();
  if (currency !== '' && currency !== reading.currency) {
    changed.currency = currency;
  }
  const keepTotals = reading.change.totals && data.get('leaveTotals') === null;
  if (keepTotals !== reading.keepTotals) {
    changed.keepTotals = keepTotals;
  }
  return changed;
}

function roleField({ role, column, candidates, others }: RoleChoice): TemplateResult {
  return html`<fieldset data-testid=${`finops-role-${role}`}>
    <legend>${roleName(role)}</legend>
    ${candidates.map((one) => radio(role, `:${one.column}`, one.column, one.column === column, one.reason))}
    ${role === 'cost' ? nothing : radio(role, NONE, l10n.t('None of them'), column === null)}
    ${
      others.length === 0
        ? nothing
        : html`<div class="radio">
            ${radio(role, OTHER, l10n.t('Another column:'), false)}
            <select
              name=${`${role}-other`}
              aria-label=${l10n.t('{0}: another column', roleName(role))}
              @change=${(event: Event) => selectOther(event)}
            >
              ${others.map((name) => html`<option value=${`:${name}`}>${name}</option>`)}
            </select>
          </div>`
    }
  </fieldset>`;
}

/** Who chooses another column means it. */
function selectOther(event: Event): void {
  const place = event.target instanceof Element ? event.target.closest('.radio') : null;
  const other = place?.querySelector<HTMLInputElement>('input[type=radio]');
  if (other instanceof HTMLInputElement) {
    other.checked = true;
  }
}

function radio(name: string, value: string, label: string, isChosen: boolean, reason = ''): TemplateResult {
  return html`<label class="radio"
    ><input type="radio" name=${name} value=${value} ?checked=${isChosen} /><span
      >${label}${reason === '' ? nothing : html`<span class="quiet"> · ${reason}</span>`}</span
    ></label
  >`;
}

function roleName(role: RoleChoice['role']): string {
  switch (role) {
    case 'cost':
      return l10n.t('Column of the cost');
    case 'date':
      return l10n.t('Column of the day');
    case 'service':
      return l10n.t('Column of the service');
  }
}
