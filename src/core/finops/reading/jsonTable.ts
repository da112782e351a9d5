import { ccusageRows } from './jsonCcusage';
import { costAndUsageRows } from './jsonCostExplorer';
import { bucketRows, isRecord, type JsonRow, parseJson } from './jsonRows';

/** Names of lists of rows that tools put an object around. */
const LISTS = ['data', 'value', 'items', 'results', 'rows', 'records', 'costs', 'usage'];

/**
 * The rows of a text in JSON: the report of a tool or an API that is known, or a list of objects. Undefined where it
 * is no JSON, and 'unknown' where it is of another shape.
 */
export function rowsOfJson(text: string): readonly JsonRow[] | 'unknown' | undefined {
  const parsed = parseJson(text) ?? parseLines(text);
  if (parsed === undefined) {
    return undefined;
  }
  const known = ccusageRows(parsed) ?? costAndUsageRows(parsed) ?? bucketRows(parsed);
  if (known !== undefined) {
    return known;
  }
  const list = listIn(parsed);
  return list === undefined || list.length === 0 ? 'unknown' : list.map(flat);
}

/** Rows as a text of separated values, as all others are read. */
export function csvOfRows(rows: readonly JsonRow[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  const lines = [names, ...rows.map((row) => names.map((name) => row[name] ?? ''))];
  return `${lines.map((cells) => cells.map(quoted).join(',')).join('\n')}\n`;
}

/** One object a line. */
function parseLines(text: string): unknown {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const parsed = lines.map((line) => parseJson(line));
  return lines.length > 1 && parsed.every(isRecord) ? parsed : undefined;
}

function listIn(value: unknown): readonly Readonly<Record<string, unknown>>[] | undefined {
  const isList = (one: unknown): one is Readonly<Record<string, unknown>>[] =>
    Array.isArray(one) && one.every(isRecord);
  if (isList(value)) {
    return value;
  }
  if (!isRecord(value)) {
    return undefined;
  }
  const lists = Object.entries(value).filter(([, one]) => isList(one) && one.length > 0);
  const [only] = lists;
  // Of several lists nothing says which is meant, nor whether they are the same money.
  return lists.length === 1 && only !== undefined && LISTS.includes(only[0].toLowerCase()) && isList(only[1])
    ? only[1]
    : undefined;
}

/** Members of members as `a.b`; lists stay JSON. */
function flat(value: Readonly<Record<string, unknown>>): JsonRow {
  const row: Record<string, string> = {};
  const put = (name: string, member: unknown) => {
    if (isRecord(member)) {
      Object.entries(member).forEach(([key, one]) => put(`${name}.${key}`, one));
    } else if (member !== null && member !== undefined) {
      row[name] = typeof member === 'string' ? member : JSON.stringify(member);
    }
  };
  Object.entries(value).forEach(([name, member]) => put(name, member));
  return row;
}
