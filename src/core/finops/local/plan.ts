import * as l10n from '@vscode/l10n';
import type { ReadingAnswers } from '../../../protocol/costReading';
import type { ColumnMapping, CostFormat, Measure } from '../../../protocol/finops';
import { formatTitle } from '../costFormats';
import { type FinopsError, finopsError } from '../finopsError';
import { type CanonicalPlan, columnsOf, moneyNames, placeIn, planCanonical } from '../canonical';
import { duckdb, type SourceColumn } from '../dialect';
import { isNumeric } from '../reading/costColumn';
import type { FileReading } from '../reading/fileReading';
import { hidden, hiddenName } from '../reading/normalShape';
import { readingRoles } from '../reading/roleNames';
import { SourceColumns, stored } from './columns';
import type { DuckDBConnection } from './duckdb';
import { type HeadedFile, readHeader } from './headedFile';
import { isPlain, type NormalFile, writeNormal } from './normalFile';
import { csvRelation, normalRelation, parquetRelation, type ScanMode } from './relation';
import type { SourceFile } from './sourceFile';

type PresentColumns = ReadonlyMap<number, string | undefined>;

/** A file, and how its rows are read. */
export interface PlannedFile {
  readonly file: SourceFile;
  readonly headed: HeadedFile;
  /** Its plain form, where that is read in its place. */
  readonly normal?: NormalFile;
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

/**
 * Looks at files and tells their format, which has to be one.
 * @throws FinopsError
 */
export async function readHeaders(
  connection: DuckDBConnection,
  paths: readonly string[],
  answers: ReadingAnswers,
): Promise<{ format: CostFormat; files: HeadedFile[] }> {
  const files: HeadedFile[] = [];
  for (const path of paths) {
    files.push(await readHeader(connection, path, answers));
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

/** Versions of FOCUS have the same columns where they matter. */
function family(format: CostFormat): string {
  return format.startsWith('focus') ? 'focus' : format;
}

/** What a plan is made of. */
export interface PlanJob {
  readonly connection: DuckDBConnection;
  readonly paths: readonly string[];
  readonly mapping: ColumnMapping | undefined;
  readonly answers: ReadingAnswers | undefined;
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Told how much of a file was read to give it its plain form. */
  readonly onRead: (file: SourceFile, bytes: number) => void;
}

/** Decides how every file is read, and gives those a plain form that are not as plain as a program writes them. @throws FinopsError */
export async function planLoad(job: PlanJob): Promise<Plan> {
  const { connection, paths, mapping } = job;
  const answers = answersOf(mapping, job.answers);
  const { format, files: headed } = await readHeaders(connection, [...new Set(paths)], answers);
  const notices: string[] = [];
  if (new Set(paths).size < paths.length) {
    notices.push(l10n.t('A file that was named twice is loaded once.'));
  }
  if (format === 'generic' && mapping === undefined && job.answers === undefined) {
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
  refuseMissing(format, headed, fileColumns);
  const columns = format === 'cost-explorer' ? new SourceColumns() : fileColumns;
  const files: PlannedFile[] = [];
  for (const [at, one] of headed.entries()) {
    files.push(
      isPlain(one) ? planFile(one, columns, mapping) : await planNormal(one, at, columns, answers, job),
    );
  }
  return {
    format,
    files,
    columns,
    mixed: mixedTypes(files, columns),
    header: fileColumns.names,
    measures: unionOf(files),
    hasTags: files.some(({ canonical }) => canonical.expressions.has('Tags')),
    notices,
  };
}

/** A file that turned out to be not as plain as its beginning, in its plain form. @throws FinopsError */
export async function planAgain(
  planned: PlannedFile,
  at: number,
  plan: Plan,
  job: PlanJob,
): Promise<PlannedFile> {
  return planNormal(planned.headed, at, plan.columns, answersOf(job.mapping, job.answers), job);
}

/** A mapping is an answer to all questions of columns. */
function answersOf(mapping: ColumnMapping | undefined, answers: ReadingAnswers | undefined): ReadingAnswers {
  if (mapping === undefined) {
    return answers ?? {};
  }
  const { currencyCode, ...named } = mapping;
  const columns = Object.fromEntries(
    readingRoles.map((role) => [role, named[role] === undefined || named[role] === '' ? null : named[role]]),
  );
  return { currency: currencyCode, ...answers, columns };
}

/** What is to be said of how a file was read. */
export function noticesOf({ headed, normal }: PlannedFile): string[] {
  const reading = normal?.reading ?? headed.reading;
  return [...(reading?.notices ?? []), ...explorerNotice(reading), ...(normal?.result.notices ?? [])];
}

function explorerNotice(reading: FileReading | undefined): string[] {
  return reading?.explorer === undefined
    ? []
    : [
        l10n.t(
          'Totals in the file are left out, so that nothing is counted twice. A row is one amount of the table.',
        ),
      ];
}

function refuseMissing(format: CostFormat, headed: readonly HeadedFile[], columns: SourceColumns): void {
  const name = headed[0]?.file.name ?? '';
  if (format === 'cost-explorer') {
    const parquet = headed.find(({ file }) => file.kind !== 'csv');
    if (parquet !== undefined) {
      const message = l10n.t('{0} is Parquet, which Cost Explorer never writes.', parquet.file.name);
      throw finopsError('format', message);
    }
    return;
  }
  if (format === 'generic') {
    const without = headed.find(({ roles }) => roles.cost === undefined);
    if (without !== undefined) {
      throw noMoney(without);
    }
    return;
  }
  const wanted = columnsOf(format, undefined)
    .measures.flatMap(({ names }) => names)
    .join(', ');
  if (placeIn(format, columns.names).measures.some(({ names }) => names.length > 0)) {
    return;
  }
  const message = l10n.t(
    '{0} looks like {1}, but has no column with a cost ({2}).',
    name,
    formatTitle(format),
    wanted,
  );
  throw finopsError('format', message, { file: name, line: 1 });
}

/** The refusal of a file in which nothing is money; of one without rows, that it has none. */
export function noMoney({ file, evidence }: HeadedFile): FinopsError {
  if (evidence.facts.every(({ filled }) => filled === 0)) {
    return finopsError('empty', l10n.t('{0} has a header, but no rows.', file.name), { file: file.name });
  }
  const numbers = evidence.facts.filter(isNumeric).map((facts) => facts.name);
  const message =
    numbers.length === 0
      ? l10n.t('{0} is of no known cost format, and none of its columns holds numbers.', file.name)
      : l10n.t(
          '{0} is of no known cost format, and none of its columns looks like money: {1} are counts, ids, shares or prices of one unit. Say which column is the cost if one is.',
          file.name,
          numbers.slice(0, 5).join(', '),
        );
  return finopsError('format', message, { file: file.name, line: 1 });
}

function planFile(
  headed: HeadedFile,
  columns: SourceColumns,
  mapping: ColumnMapping | undefined,
): PlannedFile {
  const { file, header, types, reading, place } = headed;
  const indexes = columns.add(header);
  const money = new Set(moneyNames(place).flatMap((name) => columns.find(name) ?? []));
  const present = new Map(indexes.map((index, position) => [index, typeOf(types[position])]));
  const relation = (rejects: string, mode: ScanMode) =>
    file.kind === 'csv'
      ? csvRelation(file, indexes, money, rejects, mode)
      : parquetRelation(file, header, indexes, money);
  const currency = mapping?.currencyCode ?? reading?.currency;
  const canonical = planCanonical(place, storedColumns(columns, present), currency, duckdb);
  return { file, headed, indexes, present, money, canonical, relation };
}

async function planNormal(
  headed: HeadedFile,
  at: number,
  columns: SourceColumns,
  answers: ReadingAnswers,
  job: PlanJob,
): Promise<PlannedFile> {
  const { file } = headed;
  const { folder, signal } = job;
  const onBytes = (bytes: number) => job.onRead(file, bytes);
  const normal = await writeNormal(headed, { folder, at, answers, signal, onBytes });
  const { shape } = normal;
  const indexes = columns.add(shape.columns);
  const money = new Set(shape.money.flatMap((place) => indexes[place] ?? []));
  const present = new Map(indexes.map((index) => [index, undefined]));
  const beside = hidden.map((name) => ({ name: hiddenName(name), sql: `h_${name}`, type: undefined }));
  const source = [...storedColumns(columns, present), ...beside];
  const canonical = planCanonical(shape.place, source, undefined, duckdb);
  const relation = (rejects: string) => normalRelation(normal.path, indexes, money, rejects);
  return { file, headed, normal, indexes, present, money, canonical, relation };
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

function unionOf(files: readonly PlannedFile[]): Measure[] {
  const all = files.flatMap(({ canonical }) => canonical.measures);
  return all.filter((one, at) => all.findIndex(({ column }) => column === one.column) === at);
}
