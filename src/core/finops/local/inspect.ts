import * as l10n from '@vscode/l10n';
import type { ReadingAnswers } from '../../../protocol/costReading';
import type { ColumnMapping, Inspection } from '../../../protocol/finops';
import { formatTitle } from '../costFormats';
import { finopsError } from '../finopsError';
import { isNumeric } from '../reading/costColumn';
import { readingRoles } from '../reading/roleNames';
import type { Roles } from '../reading/roles';
import type { DuckDBConnection } from './duckdb';
import { columnNames } from './headedFile';
import { noMoney, readHeaders } from './plan';
import { readingValue } from './readingValue';

const SHOWN_ROWS = 20;

/**
 * Says what files are, from their headers and first rows.
 * @throws FinopsError, also when there is no column that could be a cost.
 */
export async function inspectFiles(
  connection: DuckDBConnection,
  paths: readonly string[],
  answers: ReadingAnswers = {},
): Promise<Inspection> {
  const { format, files } = await readHeaders(connection, paths, answers);
  const [first] = files;
  if (!first) {
    throw finopsError('empty', l10n.t('No file was chosen.'));
  }
  const { evidence, reading, roles } = first;
  const sample = evidence.rows.slice(0, SHOWN_ROWS);
  const base = {
    format,
    formatTitle: formatTitle(format),
    columns: [...columnNames(first.header)],
    sample: sample.map((row) => first.header.map((_, at) => row[at]?.trim() || null)),
    reading: reading && readingValue(reading, []),
  };
  if (format !== 'generic') {
    return { ...base, numericColumns: [] };
  }
  const numericColumns = evidence.facts.filter(isNumeric).map(({ name }) => name);
  if (numericColumns.length === 0) {
    throw noMoney(first);
  }
  return {
    ...base,
    roles: { ...roles },
    numericColumns,
    suggestedMapping: mappingOf(roles, reading?.currency),
  };
}

/** What the roles say, as what a user may change; undefined where nothing looks like a cost. */
function mappingOf(roles: Roles, currency: string | undefined): ColumnMapping | undefined {
  const { cost } = roles;
  if (cost === undefined) {
    return undefined;
  }
  const named = readingRoles.flatMap((role) => {
    const column = roles[role]?.column;
    return column === undefined ? [] : [[role, column] as const];
  });
  const code = roles.currency === undefined && currency !== undefined ? { currencyCode: currency } : {};
  return { ...Object.fromEntries(named), cost: cost.column, ...code };
}
