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
  await parseSelect(connection, sql);
}

/** The tree of the one statement that there is. */
async function parseSelect(connection: DuckDBConnection, sql: string): Promise<unknown> {
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
  return parsed.statements[0];
}

/**
 * As {@link checkStatement}, for a statement that is run elsewhere, where other tables could be read: it may read the
 * given ones, by their bare names, and what it defines itself.
 * @throws FinopsError
 */
export async function checkForeign(
  connection: DuckDBConnection,
  sql: string,
  tables: readonly string[],
): Promise<{ limited: boolean }> {
  const statement = v.parse(statementSchema, await parseSelect(connection, sql));
  const forbidden = findTable(statement.node, new Set(tables.map((name) => name.toLowerCase())));
  if (forbidden !== undefined) {
    const allowed = tables.join(' and ');
    throw finopsError('notReadOnly', `The table ${forbidden} is not allowed: a query reads ${allowed} only.`);
  }
  return { limited: statement.node.modifiers.some(({ type }) => type === 'LIMIT_MODIFIER') };
}

const statementSchema = v.object({
  node: v.looseObject({ modifiers: v.array(v.looseObject({ type: v.string() })) }),
});

const tableSchema = v.object({
  type: v.picklist(['BASE_TABLE', 'SHOW_REF']),
  schema_name: v.string(),
  catalog_name: v.string(),
  table_name: v.string(),
});
const definitionsSchema = v.looseObject({
  cte_map: v.object({ map: v.array(v.object({ key: v.string(), value: v.unknown() })) }),
});

/** The first table that is neither on the list nor defined by the query around it. */
function findTable(node: unknown, known: ReadonlySet<string>): string | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  const table = v.safeParse(tableSchema, node);
  if (table.success) {
    const { type, catalog_name: catalog, schema_name: schema, table_name: name } = table.output;
    if (type === 'SHOW_REF' || catalog !== '' || schema !== '' || !known.has(name.toLowerCase()))
      return [catalog, schema, name].filter(Boolean).join('.');
  }
  const defining = v.safeParse(definitionsSchema, node);
  if (!defining.success) return findIn(Object.values(node), known);
  const { cte_map: definitions, ...rest } = defining.output;
  const within = new Set(known);
  for (const { key, value } of definitions.map) {
    // What a definition calls by its own name is another table: it sees those before it only.
    const found = findTable(value, within);
    if (found !== undefined) return found;
    within.add(key.toLowerCase());
  }
  return findIn(Object.values(rest), within);
}

function findIn(nodes: readonly unknown[], known: ReadonlySet<string>): string | undefined {
  for (const node of nodes) {
    const found = findTable(node, known);
    if (found !== undefined) return found;
  }
  return undefined;
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
