import * as l10n from '@vscode/l10n';
import type { ColumnMapping, CostFormat, Measure } from '../../../protocol/finops';
import { detectFormat, formatTitle, type FormatColumns } from '../costFormats';
import { finopsError } from '../finopsError';
import { type CanonicalPlan, columnsOf, mappedColumns, moneyNames, planCanonical } from '../canonical';
import { duckdb, type SourceColumn } from '../dialect';
import { SourceColumns, stored } from './columns';
import { type DuckDBConnection, parquetOf, rowsOf } from './duckdb';
import { fromDuckDb } from './failures';
import { csvRelation, explorerTable, parquetRelation, type ScanMode } from './relation';
import { type SourceFile, openSource } from './sourceFile';
import { formatCount } from '../../../shared/format';

type PresentColumns = ReadonlyMap<number, string | undefined>;

/** A file, and how its rows are read. */
export interface PlannedFile {
  readonly file: SourceFile;
  /** The places of its columns among those of the data set. */
  readonly indexes: readonly number[];
  /** The columns that it has, each with its type in SQL where that is not text. */
  readonly present: PresentColumns;
  /** The columns that are read as exact decimals. */
  readonly money: ReadonlySet<number>;
  readonly canonical: CanonicalPlan;
  /** SQL that reads its rows; what cannot be read goes to the table of rejects of that name. */
  readonly relation: (rejects: string, mode: ScanMode) => string;
}

/** How files are loaded. */
export interface Plan {
  readonly format: CostFormat;
  readonly files: readonly PlannedFile[];
  /** The columns of the rows as they are stored. */
  readonly columns: SourceColumns;
  /** Those of them that are stored as text, for their types differ between files. */
  readonly mixed: ReadonlySet<number>;
  /** The columns of the files. */
  readonly header: readonly string[];
  readonly measures: readonly Measure[];
  readonly hasTags: boolean;
  readonly notices: readonly string[];
}

/** A file with its header, and its columns' types where they are known. */
export interface HeadedFile {
  readonly file: SourceFile;
  readonly header: readonly string[];
  readonly types: readonly (string | undefined)[];
  readonly format: CostFormat;
}

/**
 * Looks at files and tells their format, which has to be one.
 * @throws FinopsError
 */
export async function readHeaders(
  connection: DuckDBConnection,
  paths: readonly string[],
): Promise<{ format: CostFormat; files: HeadedFile[] }> {
  const files: HeadedFile[] = [];
  for (const path of paths) {
    files.push(await readHeader(connection, path));
  }
  const [first] = files;
  if (!first) {
    throw finopsError('empty', l10n.t('No file was chosen.'));
  }
  const other = files.find(({ format }) => family(format) !== family(first.format));
  if (other) {
    const message = l10n.t(
      'These files cannot be one data set: {0} is {1}, {2} is {3}. Load them one after the other.',
      first.file.name,
      formatTitle(first.format),
      other.file.name,
      formatTitle(other.format),
    );
    throw finopsError('format', message, { file: other.file.name });
  }
  const newest =
    files
      .map(({ format }) => format)
      .toSorted()
      .at(-1) ?? first.format;
  return { format: newest, files };
}

/** Cost exports have some hundreds, tags included. Statements about many thousands take minutes to plan alone. */
const MAX_COLUMNS = 5_000;
/** Names are shown, told to models and written into statements; the longest of cost exports have some hundreds. */
const MAX_COLUMN_NAME = 1_000;

/** Versions of FOCUS have the same columns where they matter. */
function family(format: CostFormat): string {
  return format.startsWith('focus') ? 'focus' : format;
}

async function readHeader(connection: DuckDBConnection, path: string): Promise<HeadedFile> {
  const file = await openSource(path);
  const { header, types } =
    file.kind === 'csv' ? { header: file.header, types: [] } : await describe(connection, file);
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
  const detection = detectFormat(header);
  if (detection.kind === 'foreign') {
    const message = l10n.t(
      '{0} is a cost export of {1} in its own format, which cannot be read here. Export it as FOCUS, which {1} offers, and load that.',
      file.name,
      detection.vendor,
    );
    throw finopsError('foreign', message, { file: file.name, line: 1 });
  }
  return { file, header, types, format: detection.kind === 'known' ? detection.format : 'generic' };
}

async function describe(connection: DuckDBConnection, file: SourceFile) {
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

/** Decides how every file is read. @throws FinopsError */
export async function planLoad(
  connection: DuckDBConnection,
  paths: readonly string[],
  mapping: ColumnMapping | undefined,
): Promise<Plan> {
  const { format, files: headed } = await readHeaders(connection, [...new Set(paths)]);
  const notices: string[] = [];
  if (new Set(paths).size < paths.length) {
    notices.push(l10n.t('A file that was named twice is loaded once.'));
  }
  if (format === 'generic' && mapping === undefined) {
    const name = headed[0]?.file.name ?? '';
    const message = l10n.t(
      '{0} is of no known format. Say which of its columns is the cost, the date and the service.',
      name,
    );
    throw finopsError('needsMapping', message, { file: name });
  }
  const fileColumns = new SourceColumns();
  for (const { header } of headed) {
    fileColumns.add(header);
  }
  if (format === 'cost-explorer') {
    return planExplorer(headed, fileColumns, notices);
  }
  const place = columnsOf(format, mapping);
  refuseMissing(format, place, fileColumns, headed);
  const files = headed.map((one) => planFile(one, place, fileColumns, mapping?.currencyCode));
  return {
    format,
    files,
    columns: fileColumns,
    mixed: mixedTypes(files, fileColumns),
    header: fileColumns.names,
    measures: unionOf(files),
    hasTags: files.some(({ canonical }) => canonical.expressions.has('Tags')),
    notices,
  };
}

function refuseMissing(
  format: CostFormat,
  place: FormatColumns,
  columns: SourceColumns,
  headed: readonly HeadedFile[],
): void {
  const cost = place.measures.some(({ names }) => names.some((name) => columns.find(name) !== undefined));
  if (cost) {
    return;
  }
  const wanted = place.measures.flatMap(({ names }) => names).join(', ');
  const name = headed[0]?.file.name ?? '';
  const message = l10n.t(
    '{0} looks like {1}, but has no column with a cost ({2}).',
    name,
    formatTitle(format),
    wanted,
  );
  throw finopsError('format', message, { file: name, line: 1 });
}

function planFile(
  { file, header, types }: HeadedFile,
  place: FormatColumns,
  columns: SourceColumns,
  currencyCode: string | undefined,
): PlannedFile {
  const indexes = columns.add(header);
  const money = new Set(moneyNames(place).flatMap((name) => columns.find(name) ?? []));
  const present = new Map(indexes.map((index, position) => [index, typeOf(types[position])]));
  const relation = (rejects: string, mode: ScanMode) =>
    file.kind === 'csv'
      ? csvRelation(file, indexes, money, rejects, mode)
      : parquetRelation(file, header, indexes, money);
  return {
    file,
    indexes,
    present,
    money,
    canonical: planCanonical(place, storedColumns(columns, present), currencyCode, duckdb),
    relation,
  };
}

function storedColumns(columns: SourceColumns, present: PresentColumns): SourceColumn[] {
  return columns.names.flatMap((name, index) =>
    present.has(index) ? [{ name, sql: stored(index), type: present.get(index) }] : [],
  );
}

function typeOf(type: string | undefined): string | undefined {
  return type === 'VARCHAR' ? undefined : type;
}

/** The columns that are of one type in one file and of another in the next. */
function mixedTypes(files: readonly PlannedFile[], columns: SourceColumns): Set<number> {
  const mixed = columns.names.flatMap((_, index) => {
    const having = files.filter(({ present, money }) => present.has(index) && !money.has(index));
    return new Set(having.map(({ present }) => present.get(index))).size > 1 ? [index] : [];
  });
  return new Set(mixed);
}

function planExplorer(headed: readonly HeadedFile[], fileColumns: SourceColumns, notices: string[]): Plan {
  const columns = new SourceColumns();
  const files = headed.map(({ file, header }): PlannedFile => {
    if (file.kind !== 'csv') {
      throw finopsError('format', l10n.t('{0} is Parquet, which Cost Explorer never writes.', file.name));
    }
    // Columns of the table as it is in the file are numbered by themselves.
    const wide = header.map((_, position) => position);
    const { dimension, currency, amounts } = explorerTable(header, '');
    const indexes = columns.add(['Date', dimension, 'Cost']);
    const relation = (rejects: string, mode: ScanMode) =>
      explorerTable(header, csvRelation(file, wide, new Set(amounts), rejects, mode)).sql;
    const present = new Map(indexes.map((index) => [index, undefined]));
    const place = explorerColumns(dimension);
    const canonical = planCanonical(place, storedColumns(columns, present), currency, duckdb);
    return { file, indexes, present, money: new Set<number>(), canonical, relation };
  });
  return {
    format: 'cost-explorer',
    files,
    columns,
    mixed: new Set(),
    header: fileColumns.names,
    measures: unionOf(files),
    hasTags: false,
    notices: [
      ...notices,
      l10n.t(
        'Totals in the file are left out, so that nothing is counted twice. A row is one amount of the table.',
      ),
    ],
  };
}

function explorerColumns(dimension: string): FormatColumns {
  const name = dimension.toLowerCase();
  const mapping: Record<string, string> = { cost: 'Cost', date: 'Date' };
  if (name === 'region') {
    mapping['region'] = dimension;
  } else if (name === 'linked account') {
    mapping['account'] = dimension;
  } else if (name === 'usage type') {
    mapping['usageType'] = dimension;
  } else {
    mapping['service'] = dimension;
  }
  return mappedColumns({ cost: 'Cost', ...mapping });
}

function unionOf(files: readonly PlannedFile[]): Measure[] {
  const all = files.flatMap(({ canonical }) => canonical.measures);
  return all.filter((one, at) => all.findIndex(({ column }) => column === one.column) === at);
}
