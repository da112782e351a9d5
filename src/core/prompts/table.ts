import { CsvError, parse } from 'csv-parse/sync';
import { LineIndex } from './lineIndex';
import type { Problem } from './prompt';
import { promptLimits } from './promptLimits';
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
          const counts = `${record.length} ${record.length === 1 ? 'value' : 'values'}, where the header has ${columns.length}`;
          problems.push(problem(`Line ${info.lines} has ${counts}.`, info.lines));
        }
        rows.push(record);
        return null;
      },
    });
  } catch (error) {
    const line = error instanceof CsvError ? Number(error['lines'] ?? 1) : 1;
    const reason = errorMessage(error);
    return refused(`This is not CSV: ${reason}.`, line);
  }
  if (columns === undefined) {
    return refused('The table is empty; it begins with the names.');
  }
  if (columns.length > promptLimits.columns) {
    return refused(
      `A table has at most ${promptLimits.columns.toLocaleString('en')} columns. Leave some out.`,
    );
  }
  if (rows.length > promptLimits.rows) {
    return refused(`A table has at most ${promptLimits.rows.toLocaleString('en')} rows. Split it.`);
  }
  if (rows.length === 0) {
    return refused('The table has names and no rows, so that nothing would be run. Add a row.');
  }
  return { table: { columns, rows }, problems: [...headerFaults(columns, problem), ...problems] };
}

/** The message for a file that is too large for a table. */
export function tableTooLarge(): string {
  return `A table is at most ${promptLimits.tableBytes / 1024 / 1024} MB large. Split it.`;
}

function headerFaults(
  columns: readonly string[],
  problem: (message: string, line: number) => Problem,
): Problem[] {
  const seen = new Set<string>();
  return columns.flatMap((name, index) => {
    if (name === '') {
      return [problem(`Column ${index + 1} has no name.`, 1)];
    }
    const known = seen.has(name);
    seen.add(name);
    return known ? [problem(`There are two columns "${name}".`, 1)] : [];
  });
}
