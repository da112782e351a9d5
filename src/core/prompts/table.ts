import * as l10n from '@vscode/l10n';
import { CsvError, parse } from 'csv-parse/sync';
import { LineIndex } from './lineIndex';
import type { Problem } from './prompt';
import { promptLimits } from './promptLimits';
import { formatCount } from '../../shared/format';
import { errorMessage } from '../util/errorMessage';

/** The values that fill in a file's placeholders. */
export interface Table {
  readonly columns: readonly string[];
  /** Of each row its values, in the order of the columns. */
  readonly rows: readonly (readonly string[])[];
}

/** A table as far as it could be read; the spans of its problems are in the CSV's own text. */
export interface TableReading {
  readonly table: Table | undefined;
  readonly problems: readonly Problem[];
}

/** Reads the CSV beside a prompt file: a header, then a row for each time the prompts are run. Never throws. */
export function readTable(text: string): TableReading {
  let lines: LineIndex | undefined;
  const problem = (message: string, line: number): Problem => {
    lines ??= new LineIndex(text);
    return { severity: 'error', message, span: lines.line(line) };
  };
  const refused = (message: string, line = 1): TableReading => {
    return { table: undefined, problems: [problem(message, line)] };
  };
  if (text.length > promptLimits.tableBytes) {
    return refused(tableTooLarge());
  }
  const rows: string[][] = [];
  const problems: Problem[] = [];
  let columns: string[] | undefined;
  try {
    parse(text, {
      bom: true,
      skip_empty_lines: true,
      relax_column_count: true,
      // One more than allowed tells that there are more; nothing behind it is read.
      to: promptLimits.rows + 2,
      on_record: (record: string[], info) => {
        if (columns === undefined) {
          columns = record.slice(0, promptLimits.columns + 1).map((name) => name.trim());
          return null;
        }
        if (record.length !== columns.length && problems.length <= promptLimits.problems) {
          const message =
            record.length === 1
              ? l10n.t('Line {0} has 1 value, where the header has {1}.', info.lines, columns.length)
              : l10n.t(
                  'Line {0} has {1} values, where the header has {2}.',
                  info.lines,
                  record.length,
                  columns.length,
                );
          problems.push(problem(message, info.lines));
        }
        rows.push(record);
        return null;
      },
    });
  } catch (error) {
    const line = error instanceof CsvError ? Number(error['lines'] ?? 1) : 1;
    const reason = errorMessage(error);
    return refused(l10n.t('This is not CSV: {0}.', reason), line);
  }
  if (columns === undefined) {
    return refused(l10n.t('The table is empty; it begins with the names.'));
  }
  if (columns.length > promptLimits.columns) {
    const most = formatCount(promptLimits.columns);
    return refused(l10n.t('A table has at most {0} columns. Leave some out.', most));
  }
  if (rows.length > promptLimits.rows) {
    return refused(l10n.t('A table has at most {0} rows. Split it.', formatCount(promptLimits.rows)));
  }
  if (rows.length === 0) {
    return refused(l10n.t('The table has names and no rows, so that nothing would be run. Add a row.'));
  }
  return { table: { columns, rows }, problems: [...headerFaults(columns, problem), ...problems] };
}

/** The message for a file that is too large for a table. */
export function tableTooLarge(): string {
  return l10n.t('A table is at most {0} MB large. Split it.', promptLimits.tableBytes / 1024 / 1024);
}

function headerFaults(
  columns: readonly string[],
  problem: (message: string, line: number) => Problem,
): Problem[] {
  const seen = new Set<string>();
  return columns.flatMap((name, index) => {
    if (name === '') {
      return [problem(l10n.t('Column {0} has no name.', index + 1), 1)];
    }
    const known = seen.has(name);
    seen.add(name);
    return known ? [problem(l10n.t('There are two columns "{0}".', name), 1)] : [];
  });
}
