import * as l10n from '@vscode/l10n';
import type { ReadingAnswers } from '../../../protocol/costReading';
import type { CostFormat } from '../../../protocol/finops';
import { placeIn } from '../canonical';
import type { FormatColumns } from '../formatPlace';
import { finopsError } from '../finopsError';
import { detectFormat } from '../costFormats';
import {
  decideReading,
  type Evidence,
  EvidenceGatherer,
  type FileReading,
  formatOfTable,
  genericColumns,
} from '../reading/fileReading';
import { recordsOf } from '../reading/records';
import { SourceColumns } from './columns';
import { type DuckDBConnection, parquetOf, rowsOf } from './duckdb';
import { fromDuckDb } from './failures';
import { decideRoles, type Roles } from '../reading/roles';
import { identifier } from '../sql';
import { isEstimate, noCharges, refuseColumns, refuseNested, refuseTables } from './refusals';
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
  /** Where the canonical columns are among its own. */
  readonly place: FormatColumns;
  /** Which column is what, where the format does not say. */
  readonly roles: Roles;
}

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
  refuseNested(file, header, types);
  if (detection.kind === 'commitments') {
    throw noCharges.commitments(file);
  }
  const format = detection.kind === 'known' ? detection.format : 'generic';
  const names = columnNames(header);
  const evidence = new EvidenceGatherer(names);
  for (const row of await sampleOf(connection, file, header)) {
    evidence.add(row.map((cell) => cell ?? ''));
  }
  const roles = format === 'generic' ? decideRoles(evidence.facts, evidence.rows, answers) : {};
  const place = format === 'generic' ? genericColumns(roles) : placeIn(format, names);
  return { file, header, types, format, evidence, place, roles };
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
  const { isCommitments, explorer, format } = formatOfTable(file.table);
  if (isCommitments === true) {
    throw noCharges.commitments(file);
  }
  if (isEstimate(file.table)) {
    throw noCharges.estimate(file);
  }
  if (format === 'generic' || format === 'cost-explorer') {
    refuseTables(file);
  }
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
  const { format: decided, roles } = reading;
  const place = decided === 'generic' ? genericColumns(roles) : placeIn(decided, names);
  return { file, header, types: [], format: decided, reading, evidence, place, roles };
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
