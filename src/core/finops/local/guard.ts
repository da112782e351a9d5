import * as v from 'valibot';
import { finopsError } from '../finopsError';
import type { DuckDBConnection } from './duckdb';
import { textOf } from './duckdb';

/** Functions that make rows out of their arguments and of nothing else. */
const allowedTableFunctions = new Set([
  'range',
  'generate_series',
  'unnest',
  'json_each',
  'json_tree',
  'repeat',
  'repeat_row',
]);

const parsedSchema = v.variant('error', [
  v.object({ error: v.literal(false), statements: v.array(v.unknown()) }),
  v.object({ error: v.literal(true), error_type: v.string(), error_message: v.string() }),
]);

/**
 * Lets one statement pass that only reads, judged by DuckDB's own parser: exactly one SELECT, without functions
 * that read files, change settings or take SQL as text.
 * @throws FinopsError `notReadOnly` or `sql`.
 */
export async function checkStatement(connection: DuckDBConnection, sql: string): Promise<void> {
  const result = await connection.run('SELECT json_serialize_sql($1::VARCHAR) AS tree', [sql]);
  const [row] = await result.getRowObjectsJson();
  const parsed = v.parse(parsedSchema, JSON.parse(textOf(row?.['tree'])));
  if (parsed.error) {
    if (parsed.error_type === 'parser')
      throw finopsError('sql', `The SQL is not valid: ${parsed.error_message}.`);
    throw finopsError(
      'notReadOnly',
      'Only a SELECT is allowed: statements that change data, files or settings are refused. ' +
        'PIVOT works with a list of values (IN …) in FROM.',
    );
  }
  const count = parsed.statements.length;
  if (count !== 1) {
    const found = count === 0 ? 'none' : `${count}`;
    throw finopsError('notReadOnly', `Exactly one statement is allowed; there is ${found}.`);
  }
  const forbidden = findTableFunction(parsed.statements);
  if (forbidden !== undefined) {
    const message = `The function ${forbidden} is not allowed: queries read the loaded cost data only.`;
    throw finopsError('notReadOnly', message);
  }
}

/** The first function in a FROM that is not on the list. */
function findTableFunction(node: unknown): string | undefined {
  if (Array.isArray(node)) {
    for (const item of node) {
      const found = findTableFunction(item);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (typeof node !== 'object' || node === null) return undefined;
  if ('type' in node && node.type === 'TABLE_FUNCTION' && 'function' in node) {
    const call = node.function;
    const name =
      typeof call === 'object' && call !== null && 'function_name' in call ? String(call.function_name) : '?';
    if (!allowedTableFunctions.has(name.toLowerCase())) return name;
  }
  return findTableFunction(Object.values(node));
}
