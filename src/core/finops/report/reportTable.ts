import * as l10n from '@vscode/l10n';
import type { AskedChart, AskedQuery } from '../../../protocol/costConversation';
import { formatCount } from '../../../shared/format';

/** Exact rows with their titles. */
export interface ReportTable {
  readonly columns: readonly { readonly name: string; readonly isNumber: boolean }[];
  readonly rows: readonly (readonly string[])[];
}

/** The kept rows of a query's result; undefined where it failed. */
export function queryTable({ outcome }: AskedQuery): ReportTable | undefined {
  if (outcome.state === 'failed') {
    return undefined;
  }
  const { columns, rows } = outcome.result;
  return {
    columns: columns.map(({ name, kind }) => ({
      name,
      isNumber: kind === 'decimal' || kind === 'integer' || kind === 'number',
    })),
    rows: rows.map((row) => row.map((cell) => String(cell ?? ''))),
  };
}

/** The numbers of a chart; undefined where it could not be drawn. */
export function chartTable({ chart }: AskedChart): ReportTable | undefined {
  if (!chart.possible) {
    return undefined;
  }
  const { label, value, series } = chart;
  const many = series.length > 1;
  const curve = l10n.t({
    message: 'Curve',
    comment: ['Heading of a column: which line of a chart a number is of'],
  });
  return {
    columns: [label, ...(many ? [curve] : []), value].map((name) => ({ name, isNumber: name === value })),
    rows: series.flatMap(({ name, parts }) =>
      parts.map((part) => (many ? [part.name, name, part.value] : [part.name, part.value])),
    ),
  };
}

/** How many of a query's rows are not here; empty where all are. */
export function cutText({ outcome }: AskedQuery): string {
  if (outcome.state === 'failed') {
    return outcome.message;
  }
  const { rows, rowCount, truncated, note = '' } = outcome.result;
  const cut =
    truncated || rowCount > rows.length
      ? l10n.t('The first {0} rows; there are more.', formatCount(rows.length))
      : '';
  return [cut, note].filter((text) => text !== '').join(' ');
}
