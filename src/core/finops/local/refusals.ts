import * as l10n from '@vscode/l10n';
import { formatCount } from '../../../shared/format';
import { type FinopsError, finopsError } from '../finopsError';
import type { TableText } from '../reading/tableText';
import { otherTable } from '../reading/severalTables';
import type { CsvFile, SourceFile } from './sourceFile';

/** Cost exports have some hundreds, tags included. Statements about many thousands take minutes to plan alone. */
const MAX_COLUMNS = 5_000;
/** Names are shown, told to models and written into statements; the longest of cost exports have some hundreds. */
const MAX_COLUMN_NAME = 1_000;
/** Refusals of tables that are none of charges. */
export const noCharges = {
  commitments: ({ name }: SourceFile): FinopsError =>
    finopsError(
      'format',
      l10n.t(
        '{0} lists commitments, what was agreed on with a vendor, and no charges: it is the second data set of FOCUS. Load the one of costs and usage.',
        name,
      ),
      { file: name, line: 1 },
    ),
  estimate: ({ name }: SourceFile): FinopsError =>
    finopsError(
      'format',
      l10n.t(
        '{0} is an Estimate of the AWS Pricing Calculator, not what was charged. Load an export of costs.',
        name,
      ),
      { file: name, line: 1 },
    ),
};

/** Refuses a file with several tables, of which only one could be read. @throws FinopsError */
export function refuseTables({ name, table }: CsvFile): void {
  const line = otherTable(table);
  if (line === undefined) {
    return;
  }
  const message = l10n.t(
    '{0} holds several tables, one below the other; another one begins in line {1}. Save the one that is to be read as a file of its own.',
    name,
    line,
  );
  throw finopsError('structure', message, { file: name, line });
}

/** Whether a text is what AWS's Pricing Calculator exports. */
export function isEstimate({ records }: TableText): boolean {
  const [first, second] = records.map(({ cells }) => cells.map((cell) => cell.trim().toLowerCase()));
  return first?.[0] === 'estimate summary' && second?.[0] === 'upfront cost';
}

/** Refuses Parquet of Google Cloud whose credits are a list: what they take off would be missing. @throws FinopsError */
export function refuseNested(
  file: SourceFile,
  header: readonly string[],
  types: readonly (string | undefined)[],
): void {
  const at = (name: string) => header.findIndex((one) => one.toLowerCase() === name);
  if (
    at('billing_account_id') < 0 ||
    at('credits') < 0 ||
    !/\[\]$|STRUCT/i.test(types[at('credits')] ?? '')
  ) {
    return;
  }
  const message = l10n.t(
    '{0} is a cost export of Google Cloud, as Parquet, in which credits are lists that cannot be read here. Export it as CSV, or as FOCUS, and load that.',
    file.name,
  );
  throw finopsError('foreign', message, { file: file.name });
}

/** Refuses a header that no cost export has. @throws FinopsError */
export function refuseColumns(file: SourceFile, header: readonly string[]): void {
  if (header.length > MAX_COLUMNS) {
    const message = l10n.t(
      '{0} has {1} columns; no more than {2} are read. Export it with fewer, such as without the tags that are not needed.',
      file.name,
      formatCount(header.length),
      formatCount(MAX_COLUMNS),
    );
    throw finopsError('format', message, { file: file.name, line: 1 });
  }
  const long = header.findIndex((name) => name.length > MAX_COLUMN_NAME);
  if (long >= 0) {
    const message = l10n.t(
      'The name of column {0} of {1} has more than {2} characters, which no cost export has. Check the header, such as for a quotation mark that is not closed.',
      long + 1,
      file.name,
      formatCount(MAX_COLUMN_NAME),
    );
    throw finopsError('format', message, { file: file.name, line: 1 });
  }
}
