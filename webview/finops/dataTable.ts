import { html, nothing, type TemplateResult } from 'lit';
import type { Cell } from '../../src/protocol/finops';

/** Rows and columns as they are, exact. */
export interface DataTable {
  label: string;
  testId?: string;
  columns: readonly { name: string; numeric: boolean }[];
  rows: readonly (readonly Cell[])[];
}

/** A table that scrolls within its place, by keyboard too. */
export function dataTable({ label, testId, columns, rows }: DataTable): TemplateResult {
  const align = (at: number) => (columns[at]?.numeric === true ? 'number' : nothing);
  return html`<div class="table" tabindex="0" role="group" aria-label=${label}>
    <table data-testid=${testId ?? nothing}>
      <thead>
        <tr>
          ${columns.map(({ name }, at) => html`<th scope="col" class=${align(at)}>${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, at) => html`<td class=${align(at)}>${cell === null ? '' : String(cell)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Whether a column's values are numbers, to be set to the right. */
export function isNumeric(kind: string): boolean {
  return kind === 'decimal' || kind === 'integer' || kind === 'number';
}
