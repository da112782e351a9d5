import { CsvError, parse } from 'csv-parse/sync';
import type { Problem } from './prompt';

/** The values that fill in a file's placeholders, a row a time. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, string>>[];
}

const MAX_BYTES = 20 * 1024 * 1024;

/**
 * Reads the CSV beside a prompt file: a header, then a row for each time the prompts are run. Never throws;
 * the spans of its problems are in the CSV's own text.
 */
export function readTable(text: string): { readonly table: Table | undefined; readonly problems: Problem[] } {
  const problem = (message: string, line: number): Problem => {
    return { severity: 'error', message, span: lineSpan(text, line) };
  };
  if (text.length > MAX_BYTES) {
    return { table: undefined, problems: [problem('The table is larger than 20 MB. Split it.', 1)] };
  }
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
    }) as unknown as typeof records;
  } catch (error) {
    const line = error instanceof CsvError ? Number(error['lines'] ?? 1) : 1;
    const reason = error instanceof Error ? error.message : String(error);
    return { table: undefined, problems: [problem(`This is not CSV: ${reason}.`, line)] };
  }
  const [header, ...body] = records;
  if (header === undefined) {
    return { table: undefined, problems: [problem('The table is empty; it begins with the names.', 1)] };
  }
  const columns = header.record.map((name) => name.trim());
  const problems = columns.flatMap((name, index) => {
    if (name === '') return [problem(`Column ${index + 1} has no name.`, 1)];
    return columns.indexOf(name) < index ? [problem(`There are two columns "${name}".`, 1)] : [];
  });
  for (const { record, info } of body) {
    if (record.length !== columns.length) {
      const counts = `${record.length} ${record.length === 1 ? 'value' : 'values'}, where the header has ${columns.length}`;
      problems.push(problem(`Line ${info.lines} has ${counts}.`, info.lines));
    }
  }
  const rows = body.map(({ record }) =>
    Object.fromEntries(columns.map((name, index) => [name, record[index] ?? ''])),
  );
  return { table: { columns, rows }, problems };
}

function lineSpan(text: string, line: number): Problem['span'] {
  let start = 0;
  for (let number = 1; number < line; number++) {
    const next = text.indexOf('\n', start);
    if (next < 0) break;
    start = next + 1;
  }
  const end = text.indexOf('\n', start);
  return { start, end: end < 0 ? text.length : end };
}
