import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadingAnswers } from '../../../protocol/costReading';
import { placeIn } from '../canonical';
import { decideReading, EvidenceGatherer, type FileReading } from '../reading/fileReading';
import { type Normalized, Normalizer } from '../reading/normalizer';
import type { NormalShape } from '../reading/normalShape';
import { totalWords } from '../reading/totalRows';
import type { HeadedFile } from './headedFile';
import { checkIntegrity } from './integrity';
import type { CsvFile } from './sourceFile';
import { readRecords } from './textStream';

/** The plain form of a file, as it was written, and what became of its rows. */
export interface NormalFile {
  readonly path: string;
  readonly reading: FileReading;
  readonly shape: NormalShape;
  readonly result: Normalized;
}

/** Files of no known format that are no larger are read row by row here, in which more is seen than in SQL. */
const DIRECT_BYTES = 16 * 1024 * 1024;
/** What somebody pays is nobody else's business. */
const OWNER_ONLY = 0o600;

/** Whether a file is as plain as a program writes it, so that DuckDB reads it as it is. */
export function isPlain({ file, reading, evidence }: HeadedFile): boolean {
  if (file.kind !== 'csv' || reading === undefined) {
    return true;
  }
  const { table, format, explorer, roles } = reading;
  const generic = format === 'generic';
  if (
    file.rows !== undefined ||
    file.encoding !== 'utf-8' ||
    table.headerAt !== 0 ||
    table.padded ||
    explorer !== undefined ||
    format === 'aws-billing' ||
    format === 'aws-detailed-billing' ||
    format === 'google-cloud' ||
    (generic && file.bytes < DIRECT_BYTES)
  ) {
    return false;
  }
  const place = placeIn(format, reading.columns);
  const money = generic ? [roles.cost?.column ?? ''] : place.measures.flatMap(({ names }) => names);
  const dates = generic ? [roles.date?.column ?? ''] : place.start;
  const tags = generic ? [roles.tags?.column ?? ''] : place.tags;
  return evidence.facts.every((facts) => {
    const plainAmounts = facts.plainAmounts + countOf(facts.distinct, 'NULL') >= facts.filled;
    const named = (names: readonly string[]) =>
      names.some((name) => name.toLowerCase() === facts.name.toLowerCase());
    return (
      (!named(money) || plainAmounts) &&
      (!named(dates) || facts.isoDates >= facts.filled - facts.withoutAmount) &&
      (!named(tags) || facts.jsonTags >= facts.filled - facts.withoutAmount) &&
      (named(money) || ![...facts.distinct].some((text) => speaksOfTotals(text, generic)))
    );
  });
}

/** Whether a text may be the label of a total; where a format has a scheme of its own, only one that surely is. */
function speaksOfTotals(text: string, generic: boolean): boolean {
  const says = totalWords(text);
  return says === 'surely' || (generic && says === 'perhaps');
}

/** As many as there may be of a value that was seen. */
function countOf(distinct: ReadonlySet<string>, value: string): number {
  return distinct.has(value) ? Infinity : 0;
}

/** Collaborators of {@link writeNormal}. */
export interface NormalJob {
  readonly folder: string;
  readonly at: number;
  readonly answers: ReadingAnswers;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

/** Writes the plain form of a file. All of it is looked at first where its beginning is not all. @throws FinopsError */
export async function writeNormal(headed: HeadedFile, job: NormalJob): Promise<NormalFile> {
  const { file } = headed;
  if (file.kind !== 'csv' || headed.reading === undefined) {
    throw new TypeError('Only files of separated values have a plain form.');
  }
  if (!file.encoding.startsWith('utf-16') && file.rows === undefined) {
    await checkIntegrity(file, job.signal);
  }
  const { reading, damaged } = await readWhole(file, headed.reading, job);
  const path = join(job.folder, `plain-${job.at}.csv`);
  const output = await open(path, 'w', OWNER_ONLY);
  try {
    let waiting: string[] = [];
    const flush = async () => {
      const text = waiting.join('');
      waiting = [];
      await output.appendFile(text);
    };
    const normalizer = new Normalizer(reading, damaged, (line) => waiting.push(line));
    await readRecords(file, reading.headerLine, (record) => normalizer.add(record), {
      signal: job.signal,
      onPiece: async (bytes) => {
        job.onBytes(bytes);
        await flush();
      },
    });
    const result = normalizer.end();
    await flush();
    return { path, reading, shape: normalizer.shape, result };
  } finally {
    await output.close();
  }
}

/** The reading by the evidence of the whole file. */
async function readWhole(
  file: CsvFile,
  first: FileReading,
  { answers, signal }: NormalJob,
): Promise<{ reading: FileReading; damaged: boolean }> {
  const damagedHead = file.damaged;
  if (file.complete) {
    return { reading: first, damaged: damagedHead };
  }
  const { table, encoding, columns } = first;
  const gatherer = new EvidenceGatherer(columns);
  let damaged = damagedHead;
  await readRecords(
    file,
    first.headerLine,
    ({ cells }) => {
      damaged ||= encoding === 'utf-8' && cells.some((cell) => cell.includes('\uFFFD'));
      gatherer.add(cells);
    },
    { signal },
  );
  return { reading: decideReading({ table, encoding, columns }, gatherer, answers), damaged };
}
