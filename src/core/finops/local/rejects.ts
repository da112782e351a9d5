import * as l10n from '@vscode/l10n';
import type { SkippedRow } from '../../../protocol/finops';
import { identifier } from '../sql';
import { type DuckDBConnection, rowsOf } from './duckdb';

/** How many skipped rows are shown one by one; all are counted. */
const SHOWN = 100;
/** Text of a row beyond this is cut, with a mark: a row may be as long as half a megabyte. */
const MAX_REASON = 300;

/** The rows of a file that DuckDB could not take. */
export interface Rejects {
  readonly count: number;
  readonly first: readonly SkippedRow[];
}

/** The rows that one scan put into its table of rejects; the table goes away. */
export async function takeRejects(
  connection: DuckDBConnection,
  table: string,
  file: string,
  nameOf: (storedName: string) => string,
): Promise<Rejects> {
  const errors = identifier(`${table}_errors`);
  const count = await rowsOf(connection, `SELECT count(DISTINCT line) AS n FROM ${errors}`);
  // A row has an error for each column; the first says it.
  const list = await rowsOf(
    connection,
    `SELECT line, arg_min(column_name, column_idx) AS column_name,
       arg_min(error_type, column_idx)::VARCHAR AS error_type, arg_min(error_message, column_idx) AS message
     FROM ${errors} GROUP BY line ORDER BY line LIMIT ${SHOWN}`,
  );
  const first = list.map((row) => {
    const storedColumn = typeof row['column_name'] === 'string' ? row['column_name'] : null;
    return {
      file,
      line: Number(row['line']),
      column: storedColumn === null ? null : nameOf(storedColumn),
      reason: shortened(rejectReason(String(row['error_type']), String(row['message']))),
    };
  });
  await dropRejects(connection, table);
  return { count: Number(count[0]?.['n'] ?? 0), first };
}

function shortened(text: string): string {
  return text.length > MAX_REASON ? `${text.slice(0, MAX_REASON)}…` : text;
}

/** Forgets what a scan put into its tables of rejects. */
export async function dropRejects(connection: DuckDBConnection, table: string): Promise<void> {
  const names = [`${table}_errors`, `${table}_scans`].map(identifier);
  for (const name of names) {
    await connection.run(`DROP TABLE IF EXISTS ${name}`);
  }
}

function rejectReason(type: string, message: string): string {
  const counts = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  switch (type) {
    case 'CAST': {
      const value = /Could not convert string "(.*)" to/s.exec(message)?.[1];
      return value === undefined
        ? l10n.t({ message: 'not a number', comment: ['Behind the place in a file: “bill.csv, line 3: …”'] })
        : l10n.t({
            message: '“{0}” is not a number',
            args: [value],
            comment: ['Behind the place in a file: “bill.csv, line 3: …”'],
          });
    }
    case 'MISSING COLUMNS':
      return counts
        ? l10n.t({
            message: 'too few columns: {0} of {1}',
            args: [counts[2] ?? '', counts[1] ?? ''],
            comment: ['Behind the place in a file: “bill.csv, line 3: …”'],
          })
        : l10n.t({
            message: 'too few columns',
            comment: ['Behind the place in a file: “bill.csv, line 3: …”'],
          });
    case 'TOO MANY COLUMNS':
      return counts
        ? l10n.t({
            message: 'too many columns: more than {0}',
            args: [counts[1] ?? ''],
            comment: ['Behind the place in a file: “bill.csv, line 3: …”'],
          })
        : l10n.t({
            message: 'too many columns',
            comment: ['Behind the place in a file: “bill.csv, line 3: …”'],
          });
    case 'UNQUOTED VALUE':
      return l10n.t({
        message: 'a quotation mark is not closed, or text follows a closing one',
        comment: ['Behind the place in a file: “bill.csv, line 3: …”'],
      });
    case 'LINE SIZE OVER MAXIMUM':
      return l10n.t({
        message: 'the row is too long, as when a quotation mark is never closed',
        comment: ['Behind the place in a file: “bill.csv, line 3: …”'],
      });
    case 'INVALID ENCODING':
      return l10n.t({
        message: 'not UTF-8 text',
        comment: ['Behind the place in a file: “bill.csv, line 3: …”'],
      });
    default:
      return message.split('\n')[0] ?? type;
  }
}
