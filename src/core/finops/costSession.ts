import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { AnalysisChoice } from './analyses/choice';
import type { Analysis } from './analyses/index';
import { OWN_PREFIX } from './analyses/ownAnalyses';
import type { DaySpan } from './breakdown';
import { beforeCredits } from './credits';
import type { AskedData } from './conversation/askedData';
import type { CostEngine } from './costEngine';
import type { Dialect } from './dialect';
import { NO_PREVIEW, previewOf } from './costPreview';
import { FileReader, remarked, type FileReaderParts, type ReadFiles } from './fileReader';
import { figuresOf } from './scopeFigures';
import { withKnownDays } from './shownReading';
import type { CostScope, CostSummary, DataSet, QueryResult } from '../../protocol/finops';
import type { ChangedReading } from '../../protocol/shownReading';
import {
  toFinopsSchema,
  type CostView,
  type ShownAnalysis,
  type ShownChartKind,
  type ToFinops,
} from '../../protocol/finopsView';
import { cancelled, chartOf, failed, listed, redrawn, viewOf } from './costView';
import { asAnalysis, toldResult, type Shown, type ShownQuery } from './shownQuery';
import { errorMessage } from '../util/errorMessage';

/** Collaborators of a session. */
export interface CostSessionParts extends Pick<FileReaderParts, 'memory' | 'askMapping'> {
  readonly engine: Pick<CostEngine, 'inspect' | 'load' | 'summary' | 'query' | 'close'>;
  /** Makes sure that a file may be read. @throws why it may not */
  readonly checkFile?: (path: string) => Promise<void>;
  /** Asks what a month may cost, as an exact amount, for the analysis that compares with it; undefined: the user gave none. */
  readonly askBudget?: (currency: string) => Promise<string | undefined>;
  /** The workspace's own analyses. */
  readonly ownAnalyses?: () => Promise<readonly Analysis[]>;
  readonly onChange: (state: ToFinops) => void;
  /** Told that the open data was closed. */
  readonly onOtherData?: () => void;
  /** Where each query costs money: its SQL, and no more queries than were asked for. Else it is the local engine. */
  readonly remote?: { readonly dialect: Dialect; readonly dialectName: string };
}

const RESULT_ROWS = 500;

/** One load of cost data and what is shown of it. Loading other files closes what was loaded before. */
export class CostSession {
  private current: ToFinops = { state: 'empty' };
  private paths: readonly string[] = [];
  /** The shown analysis, of other figures and after the next load too. */
  private shown: Shown | undefined;
  private files: ReadFiles | undefined;
  private readonly offered: AnalysisChoice;
  private figures: { readonly summary: CostSummary; readonly preview: CostView['preview'] } | undefined;
  private result: QueryResult | undefined;
  /** Credits are in the charts, though they leave nothing to draw. */
  private withCredits = false;
  /** The days of all the data, whatever is chosen of it. */
  private span: DaySpan | null = null;
  /** Ends what is under way; what ends later than that is not shown. */
  private running = new AbortController();

  private readonly reader: FileReader;

  constructor(private readonly parts: CostSessionParts) {
    const { engine, memory, askMapping, remote } = parts;
    this.reader = new FileReader({ engine, askMapping, memory: remote === undefined ? memory : undefined });
    this.offered = new AnalysisChoice(remote?.dialect, parts.ownAnalyses);
  }

  private get dataSet(): DataSet | undefined {
    return this.files?.dataSet;
  }

  /** All that is to be shown. */
  get state(): ToFinops {
    return this.current;
  }

  /** The open data, for questions about it; undefined when nothing is. */
  get data(): AskedData | undefined {
    const { dataSet, figures, current } = this;
    if (dataSet === undefined || figures === undefined || current.state !== 'ready') {
      return undefined;
    }
    const { scope } = figures.summary;
    return {
      dataSet,
      ...figures,
      chartsSkipCredits: current.view.chartedCredits === false,
      analysis: current.view.analysis.title,
      dialect: this.parts.remote?.dialectName ?? 'DuckDB',
      query: (sql, options) => this.parts.engine.query(dataSet.id, sql, { ...options, scope }),
    };
  }

  /** Loads files as one data set; what goes wrong is shown and does not reject. */
  async load(paths: readonly string[], first?: Shown): Promise<void> {
    const signal = this.begin();
    this.paths = paths;
    this.shown = first;
    this.withCredits = false;
    const files = paths.map((path) => basename(path));
    this.show({ state: 'loading', files, phase: 'starting', percent: 0, summary: null });
    await this.closeData();
    try {
      const read = await this.read(paths, files, signal);
      if (read === undefined || signal.aborted) {
        if (read !== undefined) {
          await this.parts.engine.close(read.dataSet.id);
        }
        if (signal === this.running.signal) {
          this.show(cancelled(files));
        }
        return;
      }
      this.files = read;
      await this.offered.open(withKnownDays(read.dataSet));
      await this.present(undefined, signal);
      signal.throwIfAborted();
    } catch (error) {
      // Other files took its place: nobody waits for these.
      if (signal !== this.running.signal) {
        return;
      }
      this.show(signal.aborted ? cancelled(files) : failed(files, error));
    }
  }

  /** Says of files that were open why they cannot be opened again. */
  drop(files: string[], message: string): void {
    this.begin();
    this.show({ state: 'failed', files, message, place: '', again: false, athena: false });
  }

  /** Loads the same files once more. */
  async loadAgain(): Promise<void> {
    if (this.paths.length > 0) {
      await this.load(this.paths, this.shown);
    }
  }

  /** Takes what the user says of how the files are read, and reads them again. */
  async answerReading(changed: ChangedReading): Promise<void> {
    if (this.files !== undefined) {
      await this.reader.answer(this.files, changed);
      await this.loadAgain();
    }
  }

  /** Forgets what the user said so, and reads the files by their evidence. */
  async forgetReading(): Promise<void> {
    if (this.files !== undefined) {
      await this.reader.forget(this.files);
      await this.loadAgain();
    }
  }

  /** Ends a load that is under way. */
  cancel(): void {
    if (this.current.state === 'loading') {
      this.running.abort();
    }
  }

  /** Makes another analysis. */
  async runAnalysis(id: string): Promise<void> {
    if (id.startsWith(OWN_PREFIX)) {
      await this.refreshOwn();
    }
    const offered = this.offered.possible(id);
    if (offered === undefined || this.current.state !== 'ready') {
      return;
    }
    this.shown = { analysisId: id };
    const signal = this.begin();
    if (offered.analysis.needsBudget === true) {
      const currency = this.figures?.summary.scope.currency ?? '';
      this.offered.setBudget(await this.parts.askBudget?.(currency));
    }
    if (!signal.aborted) {
      await this.showAnalysis(this.offered.possible(id) ?? offered, this.current.view, signal);
    }
  }

  /** Lists the workspace's own analyses as they are now. */
  async refreshOwn(): Promise<void> {
    await this.offered.refresh();
    if (this.current.state === 'ready') {
      const { view } = this.current;
      this.show({ state: 'ready', view: { ...view, analyses: listed(this.offered.list) } });
    }
  }

  /** Makes an analysis of a query that is none of the saved ones. */
  async showQuery(title: string, sql: string, chart: ShownChartKind): Promise<void> {
    if (this.current.state !== 'ready') {
      return;
    }
    this.shown = { title, description: l10n.t('Asked by a model.'), sql, chart };
    await this.showAnalysis(asAnalysis(this.shown), this.current.view, this.begin());
  }

  /** Draws the result of the analysis in another way. */
  draw(label: string, value: string, kind: ShownChartKind): void {
    if (this.current.state !== 'ready' || this.result === undefined) {
      return;
    }
    const view = redrawn(this.current.view, this.result, { label, value, kind });
    this.show({ state: 'ready', view });
  }

  /** Shows another cost, another currency, or leaves out other charges. */
  async setScope(scope: CostScope): Promise<void> {
    if (this.current.state !== 'ready') {
      return;
    }
    const { view } = this.current;
    const signal = this.begin();
    this.show({ state: 'ready', view: { ...view, busy: true, problem: '' } });
    try {
      await this.present(scope, signal);
    } catch (error) {
      if (!signal.aborted) {
        this.show({ state: 'ready', view: { ...view, busy: false, problem: errorMessage(error) } });
      }
    }
  }

  /** Draws charts and makes analyses with credits that cancel the cost, or before them. */
  async chartCredits(include: boolean): Promise<void> {
    if (this.current.state === 'ready') {
      this.withCredits = include;
      await this.setScope(this.current.view.summary.scope);
    }
  }

  /** Ends what is under way and forgets the data. */
  async close(): Promise<void> {
    this.running.abort();
    await this.closeData();
  }

  private async read(
    paths: readonly string[],
    files: string[],
    signal: AbortSignal,
  ): Promise<ReadFiles | undefined> {
    for (const path of paths) {
      await this.parts.checkFile?.(path);
    }
    return this.reader.read(paths, {
      signal,
      onProgress: ({ phase, percent, summary = null }) => {
        if (signal.aborted || this.current.state !== 'loading') {
          return;
        }
        this.show({ ...this.current, files, phase, percent, summary: summary ?? this.current.summary });
      },
    });
  }

  /** Works out the figures of a scope, the first that makes sense unless given, and shows them. */
  private async present(scope: CostScope | undefined, signal: AbortSignal): Promise<void> {
    const { files, offered, shown } = this;
    if (files === undefined) {
      return;
    }
    const { dataSet } = files;
    const { engine, remote } = this.parts;
    const isRemote = remote !== undefined;
    const { withCredits, span } = this;
    const figures = await figuresOf({ engine, isRemote, files, scope, withCredits, span, signal });
    const preview = isRemote ? NO_PREVIEW : await previewOf(engine, dataSet, signal);
    const wanted = shown !== undefined && 'analysisId' in shown ? shown.analysisId : '';
    const chosen = offered.possible(wanted) ?? offered.list.find((one) => one.available);
    if (signal.aborted) {
      return;
    }
    this.figures = { summary: figures.summary, preview };
    this.span = figures.drill?.span ?? null;
    const view = viewOf(remarked(files), figures, preview, offered.list);
    const asked = shown !== undefined && 'sql' in shown ? asAnalysis(shown) : chosen;
    if (asked === undefined) {
      this.show({ state: 'ready', view });
    } else {
      await this.showAnalysis(asked, view, signal);
    }
  }

  private async showAnalysis(
    { analysis, sql }: ShownQuery,
    before: CostView,
    signal: AbortSignal,
  ): Promise<void> {
    const { id } = analysis;
    const [title, description] = [analysis.title(), analysis.description()];
    const show = (outcome: ShownAnalysis['outcome']) => {
      // What was chosen since then is what is shown.
      if (signal.aborted) {
        return;
      }
      this.show({ state: 'ready', view: { ...before, analysis: { id, title, description, outcome } } });
    };
    show({ state: 'running' });
    try {
      const { summary, chartedCredits } = before;
      const skipsCredits = chartedCredits === false && analysis.ofCredits !== true;
      const scope = skipsCredits ? beforeCredits(summary.scope) : summary.scope;
      const options = { scope, maxRows: RESULT_ROWS, signal };
      const answered = await this.parts.engine.query(this.dataSet?.id ?? '', sql, options);
      const result = toldResult(answered, analysis, scope.currency);
      if (!signal.aborted) {
        this.result = result;
      }
      show({ state: 'ended', result, drawn: chartOf(result, analysis.chart) });
    } catch (error) {
      show({ state: 'failed', message: errorMessage(error) });
    }
  }

  private begin(): AbortSignal {
    this.running.abort();
    this.running = new AbortController();
    return this.running.signal;
  }

  private async closeData(): Promise<void> {
    const { dataSet } = this;
    this.files = undefined;
    this.figures = undefined;
    this.result = undefined;
    if (dataSet !== undefined) {
      this.parts.onOtherData?.();
    }
    // What cannot be removed now is removed when the window ends.
    if (dataSet !== undefined) {
      await this.parts.engine.close(dataSet.id).catch(() => undefined);
    }
  }

  private show(state: ToFinops): void {
    // What the page does not show is not posted to it, each time something changes.
    this.current = v.parse(toFinopsSchema, state);
    this.parts.onChange(this.current);
  }
}
