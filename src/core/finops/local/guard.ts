import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { finopsError } from '../finopsError';
import { refuseControls } from '../sql';
import { formatCount } from '../../../shared/format';
import { duckdbFunctions, trinoFunctions } from './allowedFunctions';
import { type DuckDBConnection, textOf } from './duckdb';
import { duckdbForms, findForbidden, type Forbidden, type StatementRules } from './statementTree';

const parsedSchema = v.variant('error', [
  v.object({ error: v.literal(false), statements: v.array(v.unknown()) }),
  v.object({ error: v.literal(true), error_type: v.string(), error_message: v.string() }),
]);
const statementSchema = v.object({
  node: v.looseObject({ modifiers: v.array(v.looseObject({ type: v.string() })) }),
});

/**
 * Lets one statement pass that only reads, judged by DuckDB's own parser: exactly one SELECT, of the given relations
 * and what it defines itself, with functions of {@link duckdbFunctions} alone.
 * @throws FinopsError `notReadOnly` or `sql`.
 */
export async function checkStatement(
  connection: DuckDBConnection,
  sql: string,
  relations: readonly string[],
): Promise<void> {
  const rules = { relations: new Set(relations), functions: duckdbFunctions, moreForms: duckdbForms };
  refuseForbidden(await parseSelect(connection, sql), rules, relations);
}

/**
 * As {@link checkStatement}, for a statement that Athena runs, with functions of {@link trinoFunctions}; says whether
 * it limits its rows itself.
 * @throws FinopsError
 */
export async function checkForeign(
  connection: DuckDBConnection,
  sql: string,
  relations: readonly string[],
): Promise<{ limited: boolean }> {
  const tree = await parseSelect(connection, sql);
  const rules = { relations: new Set(relations), functions: trinoFunctions, moreForms: new Set<string>() };
  refuseForbidden(tree, rules, relations);
  const { node } = v.parse(statementSchema, tree);
  return { limited: node.modifiers.some(({ type }) => type === 'LIMIT_MODIFIER') };
}

/** The tree of the one statement that there is. */
async function parseSelect(connection: DuckDBConnection, sql: string): Promise<unknown> {
  // The parser ends at NUL, where others go on.
  refuseControls(sql);
  const result = await connection.run('SELECT json_serialize_sql($1::VARCHAR) AS tree', [sql]);
  const [row] = await result.getRowObjectsJson();
  const parsed = v.parse(parsedSchema, JSON.parse(textOf(row?.['tree'])));
  if (parsed.error) {
    if (parsed.error_type === 'parser') {
      throw finopsError('sql', l10n.t('The SQL is not valid: {0}.', parsed.error_message));
    }
    throw finopsError(
      'notReadOnly',
      l10n.t(
        'Only a SELECT is allowed: statements that change data, files or settings are refused. PIVOT works with a list of values (IN …) in FROM.',
      ),
    );
  }
  const count = parsed.statements.length;
  if (count !== 1) {
    throw finopsError(
      'notReadOnly',
      count === 0
        ? l10n.t('Exactly one statement is allowed; there is none.')
        : l10n.t('Exactly one statement is allowed; there is {0}.', formatCount(count)),
    );
  }
  return parsed.statements[0];
}

function refuseForbidden(tree: unknown, rules: StatementRules, relations: readonly string[]): void {
  const found = findForbidden(tree, rules);
  if (found !== undefined) {
    throw finopsError('notReadOnly', refusal(found, relationsText(relations)));
  }
}

function relationsText(relations: readonly string[]): string {
  const [first = '', second, ...more] = relations;
  return second === undefined || more.length > 0
    ? relations.join(', ')
    : l10n.t({ message: '{0} and {1}', args: [first, second], comment: ['Two names of tables'] });
}

/** Refusals, and what to write instead; a model reads it too. */
function refusal({ what, name }: Forbidden, relations: string): string {
  switch (what) {
    case 'function':
      return l10n.t(
        'The function {0} is not allowed. A query may use functions of numbers, texts, dates, lists, maps and JSON, aggregates and windows; it reads {1} only, no file, setting or catalog.',
        name,
        relations,
      );
    case 'relation':
      return l10n.t(
        'The table {0} is not allowed. A query reads {1} only, by these names alone, and what its own WITH defines before it is used.',
        name,
        relations,
      );
    case 'form':
      return l10n.t('{0} is not allowed in a query. Write it as a plain SELECT of {1}.', name, relations);
  }
}
