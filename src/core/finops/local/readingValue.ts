import * as l10n from '@vscode/l10n';
import type { CostReading, LeftOut, RoleReading } from '../../../protocol/costReading';
import { dimensionRole } from '../reading/dimensions';
import type { ExplorerTable } from '../reading/explorerTable';
import type { FileReading } from '../reading/fileReading';

/** A reading as a value that can be shown, sent and kept. */
export function readingValue(reading: FileReading, leftOut: readonly LeftOut[]): CostReading {
  const {
    encoding,
    table,
    headerLine,
    explorer,
    dateOrder,
    ordersSeen,
    decimalSign,
    currency,
    notices,
    open,
  } = reading;
  return {
    encoding,
    delimiter: table.delimiter,
    headerLine,
    shape: explorer === undefined ? 'long' : explorer.turned ? 'turned' : 'wide',
    roles: explorer === undefined ? { ...reading.roles } : wideRoles(explorer),
    dateOrder: ordersSeen ? dateOrder : null,
    decimalSign,
    currency: currency ?? null,
    leftOut: [...leftOut],
    open: open.length === 0 ? undefined : [...open],
    notices: [...notices],
  };
}

function wideRoles(table: ExplorerTable): Record<string, RoleReading> {
  const { dimension } = table;
  const role = dimensionRole(table);
  const name = dimension === '' ? 'Group' : dimension;
  const given = (column: string, reason: string): RoleReading => ({
    column,
    reason,
    points: 100,
    others: [],
  });
  const each = l10n.t('Each amount of the table is a row of its own.');
  const grouped = given(name, l10n.t('It is what the table is grouped by.'));
  return {
    cost: given('Cost', each),
    date: given('Date', each),
    ...(role === 'none' ? {} : { [role === 'tag' ? 'tags' : role]: grouped }),
    ...(role === 'account' ? { accountName: { ...grouped, column: `${name} name` } } : {}),
  };
}
