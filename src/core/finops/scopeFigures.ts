import type { CostScope } from '../../protocol/finops';
import { breakDown, periodBefore, spanOf, type DaySpan } from './breakdown';
import type { CostEngine } from './costEngine';
import type { ShownFigures } from './costView';
import { beforeCredits, creditsCancel } from './credits';
import type { ReadFiles } from './fileReader';
import { isDayOpen, shownReading } from './shownReading';

/** How figures are worked out. */
export interface FiguresJob {
  readonly engine: Pick<CostEngine, 'summary' | 'query'>;
  /** Each query costs money: none but those of the figures are made, and nothing of them can be chosen. */
  readonly isRemote: boolean;
  readonly files: ReadFiles;
  /** The first that makes sense unless given. */
  readonly scope: CostScope | undefined;
  readonly withCredits: boolean;
  /** The days of all the data, where they are known. */
  readonly span: DaySpan | null;
  readonly signal: AbortSignal;
}

/** Works out the figures of a scope: those on top, those of charts, and what the cost is divided by. */
export async function figuresOf(job: FiguresJob): Promise<ShownFigures> {
  const { engine, isRemote, files, withCredits, signal } = job;
  const { dataSet } = files;
  const summary = await engine.summary(dataSet.id, job.scope);
  const before = creditsCancel(summary)
    ? await engine.summary(dataSet.id, beforeCredits(summary.scope))
    : undefined;
  const figures = { summary, beforeCredits: before, withCredits };
  if (isRemote) {
    return { ...figures, reading: null, drill: null };
  }
  const charted = withCredits ? summary : (before ?? summary);
  const by = await breakDown(engine, dataSet, charted, signal);
  const all = summary.scope.filter === undefined ? spanOf(summary) : job.span;
  const span = isDayOpen(dataSet.reading) ? null : all;
  const drill = {
    dimension: by.dimension,
    span,
    before: await periodBefore(engine, dataSet.id, summary.scope, span),
  };
  return { ...figures, reading: shownReading(files, summary.scope), by, drill };
}
