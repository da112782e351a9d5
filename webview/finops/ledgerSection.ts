import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Reconciliation, ReconciliationRow } from '../../src/protocol/reconciliation';
import type { ShownChart } from '../../src/protocol/finopsView';
import { formatAmount, formatCount, formatCost } from '../../src/shared/format';

type Compared = Extract<Reconciliation, { state: 'compared' }>;

/** Our record of calls beside what the bill says of Bedrock, with the gap and what it may come from. */
export function reconciliationSection(
  reconciliation: Reconciliation | null,
): TemplateResult | typeof nothing {
  if (reconciliation === null) {
    return nothing;
  }
  if (reconciliation.state === 'compared') {
    return comparison(reconciliation);
  }
  return html`<section
    class="card"
    aria-labelledby="reconciliation-heading"
    data-testid="finops-ledger"
    data-state=${reconciliation.state}
  >
    <h2 id="reconciliation-heading">${l10n.t('Our record against the bill')}</h2>
    ${reconciliation.state === 'working' ? html`<p class="quiet">${l10n.t('Putting them side by side…')}</p>` : nothing}
    ${reconciliation.state === 'nothing' ? html`<p class="quiet">${reconciliation.sentence}</p>` : nothing}
  </section>`;
}

/** Folded to its sentence where one side has nothing. */
function comparison(compared: Compared): TemplateResult {
  const { calls, billed } = compared.total;
  return html`<details
    class="card"
    data-testid="finops-ledger"
    data-state="compared"
    ?open=${calls > 0 && billed !== null}
  >
    <summary>
      <h2 class="in-summary">${l10n.t('Our record against the bill')}</h2>
      <span class="quiet" data-testid="finops-ledger-sentence">${sentence(compared)}</span>
    </summary>
    <bc-cost-chart
      .heading=${l10n.t('Record and bill by day')}
      .testId=${'finops-ledger-chart'}
      .chart=${chartOf(compared)}
    ></bc-cost-chart>
    ${numbers(compared)}
  </details>`;
}

function sentence({ currency, total: { calls, recorded, billed, gap } }: Compared): string {
  const ours = recorded === null ? l10n.t('unknown') : formatAmount(recorded, 'USD');
  if (billed === null) {
    return calls === 1
      ? l10n.t('Our record has 1 call, estimated at {0}; the bill has no tokens of these days.', ours)
      : l10n.t(
          'Our record has {0} calls, estimated at {1}; the bill has no tokens of these days.',
          formatCount(calls),
          ours,
        );
  }
  const theirs = formatAmount(billed, currency);
  if (calls === 0) {
    return l10n.t('The bill has {0} for tokens, and our record no call of these days.', theirs);
  }
  return gap === null
    ? l10n.t('Ours {0}, the bill {1}.', ours, theirs)
    : l10n.t('Ours {0}, the bill {1}: a gap of {2}.', ours, theirs, signed(gap));
}

/** Two lines, and the gap between them as a broken one. */
function chartOf({ currency, days, total }: Compared): ShownChart {
  if (total.gap === null) {
    const reason = l10n.t('The bill is in {0}, and our record in US dollars: no scale fits both.', currency);
    return { possible: false, kind: 'time', reason };
  }
  const line = (name: string, of: 'recorded' | 'billed' | 'gap') => ({
    name,
    broken: of === 'gap',
    parts: days.flatMap(({ day, [of]: value }) => (value === null ? [] : [{ name: day, value }])),
  });
  return {
    possible: true,
    kind: 'time',
    label: l10n.t('Day (UTC)'),
    value: currency,
    series: [
      line(l10n.t('Our record'), 'recorded'),
      line(l10n.t('Bill'), 'billed'),
      line(l10n.t('Gap'), 'gap'),
    ],
  };
}

function numbers({ currency, rows, rowCount, total, reasons }: Compared): TemplateResult {
  const byModel = rows.some(({ model }) => model !== '');
  return html`<p class="quiet">
      ${l10n.t(
        'What this extension recorded of its calls on this machine, estimated by its price list, beside what the bill says of Amazon Bedrock.',
      )}
    </p>
    <div class="table" tabindex="0" role="group" aria-label=${l10n.t('Our record against the bill')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${l10n.t('Day (UTC)')}</th>
            ${byModel ? html`<th scope="col">${l10n.t('Model')}</th>` : nothing}
            <th scope="col" class="number">${l10n.t('Calls')}</th>
            <th scope="col" class="number" title=${l10n.t('Tokens of questions and answers')}>
              ${l10n.t('In → out')}
            </th>
            <th scope="col" class="number">${l10n.t('Ours, USD')}</th>
            <th scope="col" class="number">${l10n.t('Bill, {0}', currency)}</th>
            <th scope="col" class="number">${l10n.t('Gap')}</th>
          </tr>
        </thead>
        <tbody>
          <tr class="total" data-testid="finops-ledger-total">
            <td colspan=${byModel ? 2 : 1}>${l10n.t('All days')}</td>
            ${cells(total, currency)}
          </tr>
          ${rows.map(
            (row) =>
              html`<tr data-testid="finops-ledger-row" data-day=${row.day} data-model=${row.model}>
                <td>${row.day}</td>
                ${byModel ? html`<td>${row.model}</td>` : nothing} ${cells(row, currency)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      rowCount > rows.length
        ? html`<p class="quiet">
            ${l10n.t(
              'The newest {0} of {1} rows; the sums are of all.',
              formatCount(rows.length),
              formatCount(rowCount),
            )}
          </p>`
        : nothing
    }
    <h3>${l10n.t('What the gap may come from')}</h3>
    <ul class="reasons" data-testid="finops-ledger-reasons">
      ${reasons.map((reason) => html`<li>${reason}</li>`)}
    </ul>`;
}

function cells(row: Omit<ReconciliationRow, 'day' | 'model'>, currency: string): TemplateResult {
  const { calls, inputTokens, outputTokens, cacheTokens, recorded, billed, gap } = row;
  return html`<td class="number">${formatCount(calls)}</td>
    <td
      class="number"
      title=${l10n.t('Besides {0} read from the prompt cache or written to it', formatCount(cacheTokens))}
    >
      ${formatCount(inputTokens)} → ${formatCount(outputTokens)}
    </td>
    ${amountCell(recorded, 'USD', calls === 0 ? '' : l10n.t('unknown'))} ${amountCell(billed, currency, '')}
    <td
      class="number"
      data-testid="finops-ledger-gap"
      data-exact=${gap ?? nothing}
      title=${exactly(gap, currency)}
    >
      ${gap === null ? '' : signed(gap)}
    </td>`;
}

function amountCell(amount: string | null, currency: string, none: string): TemplateResult {
  return html`<td class="number" title=${exactly(amount, currency)} data-exact=${amount ?? nothing}>
    ${amount === null ? none : formatCost(Number(amount))}
  </td>`;
}

function exactly(amount: string | null, currency: string): string | typeof nothing {
  return amount === null ? nothing : l10n.t('Exactly {0} {1}', amount, currency);
}

function signed(amount: string): string {
  const words = formatCost(Number(amount));
  return amount === '0' || amount.startsWith('-') ? words : `+${words}`;
}
