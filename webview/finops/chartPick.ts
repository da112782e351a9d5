import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { ShownChart } from '../../src/protocol/finopsView';

type Parts = (ShownChart & { possible: true })['series'][number]['parts'];

/** A user chose a part of a chart; it bubbles up to the page. */
export class ChartPickEvent extends Event {
  constructor(readonly key: string) {
    super('chartpick', { bubbles: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    chartpick: ChartPickEvent;
  }
}

/** The numbers of a chart as a table whose names choose their parts: what a click on a bar does, by keyboard. */
export function pickTable(table: {
  readonly label: string;
  readonly testId: string;
  readonly columns: readonly [name: string, value: string];
  readonly parts: Parts;
}): TemplateResult {
  const [name, value] = table.columns;
  const choose = (event: Event, key: string) => event.target?.dispatchEvent(new ChartPickEvent(key));
  return html`<div class="table" tabindex="0" role="group" aria-label=${table.label}>
    <table data-testid=${table.testId}>
      <thead>
        <tr>
          <th scope="col">${name}</th>
          <th scope="col" class="number">${value}</th>
        </tr>
      </thead>
      <tbody>
        ${table.parts.map(
          (part) =>
            html`<tr>
              <td>${part.key === undefined ? part.name : pickButton(part.name, part.key, choose)}</td>
              <td class="number">${part.value}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function pickButton(name: string, key: string, choose: (event: Event, key: string) => void): TemplateResult {
  return html`<button
    class="link"
    data-testid="finops-pick"
    title=${l10n.t('Shows {0} alone', name)}
    @click=${(event: Event) => choose(event, key)}
  >
    ${name}
  </button>`;
}
