import type { ColumnInfo, Datum, Row } from '@aws-sdk/client-athena';
import type { Cell, ColumnKind, QueryResult } from '../../../protocol/finops';
import { trimAmount } from '../amounts';
import { boundedCell, refuseManyColumns } from '../resultBounds';
import { entryOf } from '../../util/entryOf';

const kindByType: Readonly<Record<string, ColumnKind>> = {
  decimal: 'decimal',
  tinyint: 'integer',
  smallint: 'integer',
  integer: 'integer',
  int: 'integer',
  bigint: 'integer',
  double: 'number',
  float: 'number',
  real: 'number',
  varchar: 'text',
  char: 'text',
  string: 'text',
  date: 'date',
  timestamp: 'timestamp',
  'timestamp with time zone': 'timestamp',
  boolean: 'boolean',
};

/**
 * The columns of a result, with the spelling that the SQL has: Athena makes all names lower-case.
 * @throws FinopsError where there are too many
 */
export function columnsOf(infos: readonly ColumnInfo[], sql: string): QueryResult['columns'] {
  refuseManyColumns(infos.length);
  const spelled = new Map<string, string>();
  for (const word of sql.match(/\w+/g) ?? []) {
    const known = spelled.get(word.toLowerCase());
    // A name that is written in capitals and small letters anywhere is meant so everywhere.
    if (known === undefined || known === known.toLowerCase()) {
      spelled.set(word.toLowerCase(), word);
    }
  }
  return infos.map(({ Name: name = '', Label: label = name, Type: type = '' }) => ({
    name: spelled.get(label.toLowerCase()) ?? label,
    kind: entryOf(kindByType, type.toLowerCase()) ?? 'other',
  }));
}

/** A row, each value as what its column says it is: decimals as exact text. */
export function cellsOf({ Data: data = [] }: Row, columns: QueryResult['columns']): Cell[] {
  return columns.map(({ kind }, at) => cellOf(data[at], kind));
}

function cellOf(datum: Datum | undefined, kind: ColumnKind): Cell {
  const text = datum?.VarCharValue;
  // NULL is a datum without a value.
  if (text === undefined) {
    return null;
  }
  switch (kind) {
    case 'decimal':
      return trimAmount(text);
    case 'integer': {
      const number = Number(text);
      return Number.isSafeInteger(number) ? number : text;
    }
    case 'number': {
      const number = Number(text);
      return Number.isFinite(number) ? number : text;
    }
    case 'boolean':
      return text === 'true';
    default:
      return boundedCell(text);
  }
}

/** Whether a row is the line of names that comes before the first row of a SELECT. */
export function isHeader({ Data: data = [] }: Row, infos: readonly ColumnInfo[]): boolean {
  return data.length === infos.length && infos.every(({ Name: name }, at) => data[at]?.VarCharValue === name);
}
