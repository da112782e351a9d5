import * as l10n from '@vscode/l10n';
import type { ReadingAnswers } from '../../../protocol/costReading';
import type { CostFormat } from '../../../protocol/finops';
import { formatCount } from '../../../shared/format';
import { finopsError } from '../finopsError';
import { detectFormat } from '../costFormats';
import {
  decideReading,
  type Evidence,
  EvidenceGatherer,
  type FileReading,
  formatOfTable,
} from '../reading/fileReading';
import { recordsOf } from '../reading/records';
import { SourceColumns } from './columns';
import { type DuckDBConnection, parquetOf, rowsOf } from './duckdb';
import { fromDuckDb } from './failures';
import { decideRoles, type Roles } from '../reading/roles';
import { identifier } from '../sql';
import { type CsvFile, openSource, type ParquetFile, type SourceFile } from './sourceFile';

/** A file with its header, and its columns' types where they are known. */
export interface HeadedFile {
  readonly file: SourceFile;
  readonly header: readonly string[];
  readonly types: readonly (string | undefined)[];
  readonly format: CostFormat;
  /** Of a file of separated values: how it is read, by the evidence of its beginning. */
  readonly reading?: FileReading;
  readonly evidence: Evidence;
  /** Which column is what, where the format does not say. */
  readonly roles: Roles;
}

/** Cost exports have some hundreds, tags included. Statements about many thousands take minutes to plan alone. */
const MAX_COLUMNS = 5_000;
/** Names are shown, told to models and written into statements; the longest of cost exports have some hundreds. */
const MAX_COLUMN_NAME = 1_000;
/** Records of a longer file that are looked at before it is read. */
const LOOKED_AT = 300;

/** Looks at a file: its header, its format and how it is to be read. @throws FinopsError */
export async function readHeader(
  connection: DuckDBConnection,
  path: string,
  answers: ReadingAnswers,
): Promise<HeadedFile> {
  const file = await openSource(path);
  return file.kind === 'csv' ? headText(file, answers) : headParquet(connection, file, answers);
}

async function headParquet(
  connection: DuckDBConnection,
  file: ParquetFile,
  answers: ReadingAnswers,
): Promise<HeadedFile> {
  const { header, types } = await describe(connection, file);
  refuseColumns(file, header);
  const detection = detectFormat(header);
  refuseForeign(file, detection.kind === 'foreign' ? detection.vendor : undefined);
  const format = detection.kind === 'known' ? detection.format : 'generic';
  const evidence = new EvidenceGatherer(columnNames(header));
  for (const row of await sampleOf(connection, file, header)) {
    evidence.add(row.map((cell) => cell ?? ''));
  }
  const roles = format === 'generic' ? decideRoles(evidence.facts, evidence.rows, answers) : {};
  return { file, header, types, format, evidence, roles };
}

const SAMPLE_ROWS = 200;
/** A cell of a few bytes in Parquet may unpack to any length; what it is shows at its beginning. */
const MAX_SAMPLE_CELL = 1_000;

async function sampleOf(
  connection: DuckDBConnection,
  file: ParquetFile,
  header: readonly string[],
): Promise<(string | null)[][]> {
  const names = header.map((name, at) => ({ name: identifier(name), alias: `s${at}` }));
  const list = names.map(
    ({ name, alias }) => `left(CAST(${name} AS VARCHAR), ${MAX_SAMPLE_CELL}) AS ${alias}`,
  );
  try {
    const sql = `SELECT ${list.join(', ')} FROM ${parquetOf(file.path)} LIMIT ${SAMPLE_ROWS}`;
    const rows = await rowsOf(connection, sql);
    return rows.map((row) =>
      names.map(({ alias }) => {
        const value = row[alias];
        return typeof value === 'string' ? value : null;
      }),
    );
  } catch (error) {
    throw fromDuckDb(error, file.name);
  }
}

function headText(file: CsvFile, answers: ReadingAnswers): HeadedFile {
  const { header } = file;
  refuseColumns(file, header);
  const { vendor, explorer } = formatOfTable(file.table);
  refuseForeign(file, vendor);
  if (explorer?.columns.length === 0) {
    const unit = explorer.others.slice(0, 3).join(', ');
    const message = l10n.t(
      '{0} holds usage, not money: {1}. Download the costs, and load that.',
      file.name,
      unit,
    );
    throw finopsError('format', message, { file: file.name, line: 1 });
  }
  const names = columnNames(header);
  const evidence = evidenceOf(file, names);
  const facts = { table: file.table, encoding: file.encoding, columns: names };
  const reading = decideReading(facts, evidence, answers);
  return { file, header, types: [], format: reading.format, reading, evidence, roles: reading.roles };
}

/** The names of a file's columns, each once. */
export function columnNames(header: readonly string[]): readonly string[] {
  const columns = new SourceColumns();
  columns.add(header);
  return columns.names;
}

function evidenceOf(file: CsvFile, names: readonly string[]): Evidence {
  const gatherer = new EvidenceGatherer(names);
  const from = (file.table.headerAt ?? 0) + 1;
  const records = recordsOf(file.head, file.delimiter, file.complete ? Infinity : from + LOOKED_AT);
  // The last one may be cut.
  const whole = file.complete ? records : records.slice(0, Math.max(from + 1, records.length - 1));
  for (const { cells } of whole.slice(from)) {
    gatherer.add(cells);
  }
  return gatherer;
}

function refuseColumns(file: SourceFile, header: readonly string[]): void {
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

function refuseForeign(file: SourceFile, vendor: string | undefined): void {
  if (vendor === undefined) {
    return;
  }
  const message = l10n.t(
    '{0} is a cost export of {1} in its own format, which cannot be read here. Export it as FOCUS, which {1} offers, and load that.',
    file.name,
    vendor,
  );
  throw finopsError('foreign', message, { file: file.name, line: 1 });
}

async function describe(connection: DuckDBConnection, file: ParquetFile) {
  try {
    const rows = await rowsOf(connection, `DESCRIBE SELECT * FROM ${parquetOf(file.path)}`);
    return {
      header: rows.map((row) => String(row['column_name'])),
      types: rows.map((row) => String(row['column_type'])),
    };
  } catch (cause) {
    const message = l10n.t(
      '{0} is no valid Parquet file: it is cut off or damaged. Download it again.',
      file.name,
    );
    const failure = fromDuckDb(cause);
    if (failure.reason !== 'unexpected') {
      throw failure;
    }
    throw finopsError('truncated', message, { file: file.name }, { cause });
  }
}
