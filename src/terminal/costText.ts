import { compareAmounts } from '../core/finops/amounts';
import { formatAmount, formatCount } from '../shared/format';
import type { CostsRefusal, CostsReport, CostsRows } from './readCosts';
import { readingRoles } from '../core/finops/reading/roleNames';
import { textTable } from './textTable';

const TOP = 10;

/** The figures of cost data for a user to read. */
export function reportText(report: CostsReport): string {
  const { reading, notices, total, totalsByCurrency, rows, rowsWithoutAmount, days, firstDay, lastDay } =
    report;
  const currency = report.currency ?? '';
  const totals =
    total === null
      ? Object.entries(totalsByCurrency).map(([code, amount]) => ['Total', `${amount} ${code}`])
      : [
          [
            'Total',
            `${total.amount}${total.currency === null ? ' (the files name no currency)' : ` ${total.currency}`}`,
          ],
        ];
  const without =
    rowsWithoutAmount === 0 ? '' : `, ${formatCount(rowsWithoutAmount)} of them without an amount`;
  const facts = [
    ...totals,
    ['Format', report.formatTitle],
    ['Rows', `${formatCount(rows)}${without}`],
    ...(firstDay === null || lastDay === null ? [] : [['Days', `${days}, ${firstDay} to ${lastDay}`]]),
  ];
  const read = readingRoles.flatMap((role) => {
    const reason = reading.reasons[role];
    return reason === undefined ? [] : [[role, reading[role] ?? '-', reason]];
  });
  const kinds = Object.entries(report.totalsByKind);
  return [
    ...aligned(facts),
    ...section('How it was read', read),
    ...section('By kind', kinds.length < 2 ? [] : priced(kinds, currency)),
    ...section('By service', top(report.byService, currency)),
    ...section('By account', top(report.byAccount, currency)),
    ...section(
      'Worth knowing',
      notices.map((notice) => [notice]),
    ),
    '',
  ].join('\n');
}

/** The rows of a query as a table. */
export function rowsText({ columns, rows, truncated, notices }: CostsRows): string {
  const cells = rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))));
  const more = truncated ? [`Only the first ${formatCount(rows.length)} rows are shown.`] : [];
  const rest = [...notices, ...more].map((notice) => `${notice}\n`).join('');
  return `${textTable(columns, cells)}${rest}`;
}

/** Why files were not read. */
export function refusalText({ refused: { message, line, column } }: CostsRefusal): string {
  const place = [line === undefined ? '' : `line ${line}`, column === undefined ? '' : `column ${column}`];
  const where = place.filter((part) => part !== '' && !message.includes(part)).join(', ');
  return where === '' ? message : `${message} (${where})`;
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : ['', title, ...aligned(rows).map((line) => `  ${line}`)];
}

function top(named: Readonly<Record<string, string>>, currency: string): string[][] {
  const all = Object.entries(named).sort(([, one], [, other]) => compareAmounts(other, one));
  const shown = priced(all.slice(0, TOP), currency);
  return all.length > TOP ? [...shown, [`and ${formatCount(all.length - TOP)} more`]] : shown;
}

function priced(entries: readonly (readonly [string, string])[], currency: string): string[][] {
  return entries.map(([name, amount]) => [name === '' ? '(none)' : name, formatAmount(amount, currency)]);
}

/** Columns as wide as the widest cell, the last one excepted. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.slice(0, -1).forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)));
  }
  return rows.map((row) =>
    row
      .map((cell, at) => (at < row.length - 1 ? cell.padEnd(widths[at] ?? 0) : cell))
      .join('  ')
      .trimEnd(),
  );
}
