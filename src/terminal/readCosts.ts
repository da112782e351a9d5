import type { CostEngine } from '../core/finops/costEngine';
import { FinopsError } from '../core/finops/finopsError';
import type { Cell, DataSet, FinopsProblem } from '../protocol/finops';
import { costFigures, type CostFigures } from './costFigures';
import { chooseReading, readingOf, type CostReading, type NamedColumns } from './costReading';

/** What is asked of files of cost data. */
export interface CostsRequest extends NamedColumns {
  readonly files: readonly string[];
  /** A SELECT over the views `costs` and `source`, in place of the figures. */
  readonly sql?: string | undefined;
}

/** The figures of files, and how these were read. */
export interface CostsReport extends CostFigures {
  readonly format: DataSet['format'];
  readonly formatTitle: string;
  readonly files: DataSet['files'];
  readonly reading: CostReading;
}

/** The rows of a query. */
export interface CostsRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Whether there are more rows than these. */
  readonly truncated: boolean;
  readonly notices: readonly string[];
}

/** Why there are none. */
export interface CostsRefusal {
  readonly refused: FinopsProblem;
}

/** Rows of a query beyond so many are left out. */
const MAX_ROWS = 10_000;
/** A statement over a large bill may take its time where nobody waits at a page. */
const QUERY_MS = 10 * 60_000;

/** Reads files of cost data and gives their figures, or the rows of a query; never rejects for what files or SQL hold. */
export async function readCosts(
  engine: Pick<CostEngine, 'inspect' | 'load' | 'summary' | 'query'>,
  request: CostsRequest,
  signal: AbortSignal,
  onProgress: (text: string) => void = () => undefined,
): Promise<CostsReport | CostsRows | CostsRefusal> {
  try {
    return await read(engine, request, signal, onProgress);
  } catch (error) {
    if (error instanceof FinopsError) {
      return { refused: error.problem };
    }
    throw error;
  }
}

async function read(
  engine: Pick<CostEngine, 'inspect' | 'load' | 'summary' | 'query'>,
  request: CostsRequest,
  signal: AbortSignal,
  onProgress: (text: string) => void,
): Promise<CostsReport | CostsRows> {
  const { files, sql } = request;
  const inspection = await engine.inspect(files);
  const chosen = chooseReading(inspection, request);
  const dataSet = await engine.load(files, {
    answers: chosen.answers,
    signal,
    onProgress: ({ file, percent }) => onProgress(`Reading ${file}: ${10 * Math.floor(percent / 10)} %`),
  });
  const first = await engine.summary(dataSet.id);
  const measure = chosen.measure ?? first.scope.measure;
  const summary =
    measure === first.scope.measure ? first : await engine.summary(dataSet.id, { ...first.scope, measure });
  const { scope } = summary;
  if (sql !== undefined) {
    const limits = { scope, maxRows: MAX_ROWS, timeoutMs: QUERY_MS, signal };
    const { columns, rows, truncated } = await engine.query(dataSet.id, sql, limits);
    const notices =
      dataSet.currencies.length > 1 ? [...dataSet.notices, `costs has the rows in ${scope.currency}.`] : [];
    return { columns: columns.map(({ name }) => name), rows, truncated, notices };
  }
  const { format, formatTitle, files: read } = dataSet;
  const reading = readingOf(inspection, dataSet, measure, request);
  return { format, formatTitle, files: read, reading, ...(await costFigures(engine, dataSet, summary)) };
}
