import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { AnalysisChoice } from './analyses/choice';
import type { Analysis } from './analyses/index';
import { OWN_PREFIX } from './analyses/ownAnalyses';
import { chooseChart, drawChart } from './charts';
import { beforeCredits, creditsCancel } from './credits';
import type { AskedData } from './conversation/askedData';
import type { CostEngine } from './costEngine';
import type { Dialect } from './dialect';
import { NO_PREVIEW, previewOf } from './costPreview';
import type {
  ColumnMapping,
  CostScope,
  CostSummary,
  DataSet,
  Inspection,
  QueryResult,
} from '../../protocol/finops';
import {
  toFinopsSchema,
  type CostView,
  type ShownAnalysis,
  type ShownChartKind,
  type ToFinops,
} from '../../protocol/finopsView';
import { cancelled, chartOf, failed, listed, viewOf } from './costView';
import { asAnalysis, toldResult, type Shown, type ShownQuery } from './shownQuery';
import { errorMessage } from '../util/errorMessage';

/** Collaborators of a session. */
export interface CostSessionParts {
  readonly engine: Pick<CostEngine, 'inspect' | 'load' | 'summary' | 'query' | 'close'>;
  /** Makes sure that a file may be read. @throws why it may not */
  readonly checkFile?: (path: string) => Promise<void>;
  /** Asks which column is what, for files of no known format; undefined: the user gave up. */
  readonly askMapping: (inspection: Inspection) => Promise<ColumnMapping | undefined>;
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
  private dataSet: DataSet | undefined;
  private readonly offered: AnalysisChoice;
  private figures: { readonly summary: CostSummary; readonly preview: CostView['preview'] } | undefined;
  private result: QueryResult | undefined;
  /** Credits are in the charts, though they leave nothing to draw. */
  private withCredits = false;
  /** Ends what is under way; what ends later than that is not shown. */
  private running = new AbortController();

  constructor(private readonly parts: CostSessionParts) {
    this.offered = new AnalysisChoice(parts.remote?.dialect, parts.ownAnalyses);
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
      const dataSet = await this.read(paths, files, signal);
      if (dataSet === undefined || signal.aborted) {
        if (dataSet !== undefined) {
          await this.parts.engine.close(dataSet.id);
        }
        if (signal === this.running.signal) {
          this.show(cancelled(files));
        }
        return;
      }
      this.dataSet = dataSet;
      await this.offered.open(dataSet);
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
    const { view } = this.current;
    const choice = chooseChart(this.result);
    if (choice === undefined || view.analysis.outcome.state !== 'ended') {
      return;
    }
    const { labels, values, columns } = choice;
    const series = label === columns.label ? columns.series : undefined;
    const chart = drawChart(this.result, { label, value, series }, kind);
    const outcome = { ...view.analysis.outcome, drawn: { chart, labels, values, label, value } };
    this.show({ state: 'ready', view: { ...view, analysis: { ...view.analysis, outcome } } });
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
  ): Promise<DataSet | undefined> {
    const { engine, askMapping, checkFile } = this.parts;
    for (const path of paths) {
      await checkFile?.(path);
    }
    const inspection = await engine.inspect(paths);
    const mapping = inspection.format === 'generic' ? await askMapping(inspection) : undefined;
    if (signal.aborted || (inspection.format === 'generic' && mapping === undefined)) {
      return undefined;
    }
    return engine.load(paths, {
      mapping,
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
    const { dataSet, offered, shown } = this;
    if (dataSet === undefined) {
      return;
    }
    const { engine } = this.parts;
    const summary = await engine.summary(dataSet.id, scope);
    const before = creditsCancel(summary)
      ? await engine.summary(dataSet.id, beforeCredits(summary.scope))
      : undefined;
    const preview = this.parts.remote === undefined ? await previewOf(engine, dataSet, signal) : NO_PREVIEW;
    const wanted = shown !== undefined && 'analysisId' in shown ? shown.analysisId : '';
    const chosen = offered.possible(wanted) ?? offered.list.find((one) => one.available);
    if (signal.aborted) {
      return;
    }
    this.figures = { summary, preview };
    const figures = { summary, beforeCredits: before, withCredits: this.withCredits };
    const view = viewOf(dataSet, figures, preview, offered.list);
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
    this.dataSet = undefined;
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
