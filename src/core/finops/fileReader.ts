import * as l10n from '@vscode/l10n';
import type { ReadingAnswers } from '../../protocol/costReading';
import type { ColumnMapping, DataSet, Inspection } from '../../protocol/finops';
import type { ChangedReading } from '../../protocol/shownReading';
import type { CostEngine, LoadOptions } from './costEngine';
import { FinopsError } from './finopsError';
import type { ReadingMemory } from './readingMemory';

/** Collaborators of a reader. */
export interface FileReaderParts {
  readonly engine: Pick<CostEngine, 'inspect' | 'load' | 'close'>;
  /** What users said before; nothing is remembered without it. */
  readonly memory?: Pick<ReadingMemory, 'find' | 'keep' | 'forget'> | undefined;
  /** Asks which column is the cost where nothing looks like it; undefined: the user gave up. */
  readonly askMapping: (inspection: Inspection) => Promise<ColumnMapping | undefined>;
}

/** Files as they were read. */
export interface ReadFiles {
  readonly dataSet: DataSet;
  readonly inspection: Inspection;
  readonly answers: ReadingAnswers;
  readonly answered: 'no' | 'now' | 'before';
  /** Why what was remembered is not used; empty where it is. */
  readonly remark: string;
}

/** Reads files by their evidence, below what the user says of them, or said of files with the same header. */
export class FileReader {
  /** Headers that the user spoke of since this window opened. */
  private readonly saidNow = new Map<string, ReadingAnswers>();

  constructor(private readonly parts: FileReaderParts) {}

  /** Reads files as one data set; undefined where the user gave up, or the load ended before it began. @throws FinopsError */
  async read(
    paths: readonly string[],
    options: Pick<LoadOptions, 'onProgress'> & { readonly signal: AbortSignal },
  ): Promise<ReadFiles | undefined> {
    const { engine, memory } = this.parts;
    const plain = await engine.inspect(paths);
    const now = this.saidNow.get(keyOf(plain));
    const known = now ?? memory?.find(plain.columns);
    const inspection = known === undefined ? plain : await engine.inspect(paths, known);
    const asksCost = inspection.format === 'generic' && inspection.suggestedMapping === undefined;
    const mapped = asksCost ? await this.askCost(inspection) : (known ?? {});
    if (mapped === undefined || options.signal.aborted) {
      return undefined;
    }
    const answered = now !== undefined || asksCost ? 'now' : known === undefined ? 'no' : 'before';
    try {
      const dataSet = await engine.load(paths, { ...options, answers: mapped });
      return { dataSet, inspection, answers: mapped, answered, remark: '' };
    } catch (error) {
      // What fits one file need not fit another with the same header.
      const isMisfit = error instanceof FinopsError && misfits.includes(error.problem.reason);
      if (answered === 'no' || asksCost || !isMisfit) {
        throw error;
      }
      this.saidNow.delete(keyOf(plain));
      const dataSet = await engine.load(paths, { ...options, answers: {} });
      const remark = l10n.t(
        'What was said of files with this header does not fit this one, which was read without it: {0}',
        error.message,
      );
      return { dataSet, inspection: plain, answers: {}, answered: 'no', remark };
    }
  }

  /** Takes what the user says of files that were read; the next read heeds it. */
  async answer({ inspection, answers }: ReadFiles, changed: ChangedReading): Promise<void> {
    const columns = { ...answers.columns, ...changed.columns };
    const all = { ...answers, ...changed, columns };
    this.saidNow.set(keyOf(inspection), all);
    await this.parts.memory?.keep(inspection.columns, all);
  }

  /** Forgets what the user said of files that were read. */
  async forget({ inspection }: ReadFiles): Promise<void> {
    this.saidNow.delete(keyOf(inspection));
    await this.parts.memory?.forget(inspection.columns);
  }

  private async askCost(inspection: Inspection): Promise<ReadingAnswers | undefined> {
    const mapping = await this.parts.askMapping(inspection);
    if (mapping === undefined) {
      return undefined;
    }
    const { cost, date = null, service = null, currencyCode } = mapping;
    const answers = { columns: { cost, date, service }, currency: currencyCode };
    this.saidNow.set(keyOf(inspection), answers);
    await this.parts.memory?.keep(inspection.columns, answers);
    return answers;
  }
}

/** Failures that answers can be the reason of. */
const misfits: readonly string[] = ['format', 'noRows', 'needsMapping'];

function keyOf({ columns }: Inspection): string {
  return JSON.stringify(columns);
}

/** The data, with what is to be said of what was remembered of its files. */
export function remarked({ dataSet, remark }: ReadFiles): DataSet {
  return remark === '' ? dataSet : { ...dataSet, notices: [remark, ...dataSet.notices] };
}
