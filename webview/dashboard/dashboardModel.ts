import type { FeatureUsage } from '../../src/protocol/featureUsage';
import {
  defaultDashboardView,
  type DashboardView,
  type LogTailLines,
  type MinimumLogLevel,
} from '../../src/protocol/dashboard';
import type {
  MetricsFilter,
  MetricsSeries,
  MetricsSummary,
  SpendingOutlook,
} from '../../src/protocol/metrics';
import type { CacheOverview } from '../../src/protocol/promptCache';
import type { RunHistory } from '../../src/protocol/runHistory';
import { QuestionFailure, type Ask } from './questions';
import { filterOf } from './ranges';
import { RowPages, type RowsQuery } from './rowPages';

/** Something asked for: its last answer, and why there is no newer one. */
export interface Slot<T> {
  value: T | null;
  failure: string | null;
}

/** Collaborators of the model. */
export interface DashboardModelParts {
  ask: Ask;
  /** Milliseconds since 1970. */
  now: () => number;
  /** As many points as a chart has pixels. */
  maxPoints: () => number;
  remember: (view: DashboardView) => void;
  onChange: () => void;
  /** Rows of the raw table came, and nothing else changed. */
  onRows: () => void;
}

/**
 * The dashboard's model, without a DOM: asks for it, asks again when told, and keeps the last answers
 * while newer ones are on their way. An answer to what was looked at before is dropped.
 */
export class DashboardModel {
  view: DashboardView = defaultDashboardView;
  summary: Slot<MetricsSummary> = { value: null, failure: null };
  /** This month's money, whatever is looked at. */
  outlook: SpendingOutlook | null = null;
  /** How cost data was used, whatever is looked at. */
  featureUsage: FeatureUsage | null = null;
  /** How the prompt cache fared this month and in this window, whatever is looked at. */
  cache: CacheOverview | null = null;
  series: Slot<MetricsSeries> = { value: null, failure: null };
  /** The last runs of prompt files, whatever is looked at. */
  runs: Slot<RunHistory> = { value: null, failure: null };
  log: Slot<LogTailLines> = { value: null, failure: null };
  models: readonly string[] = [];
  logLevel: MinimumLogLevel = 'DEBUG';
  /** The instant of the last complete look. */
  updatedMs: number | null = null;
  /** The instant that the shown series was asked at. */
  seriesMs = 0;
  /** A stretch of time that the raw table is narrowed to. */
  drill: { fromMs: number; toMs: number } | null = null;
  search = '';
  sort: RowsQuery['sort'] = { column: 'timestamp', descending: true };
  readonly rows: RowPages;
  /** The last known state of the rows as a whole. */
  private told: Pick<RowPages, 'total' | 'failure'> = { total: null, failure: null };
  private filter: MetricsFilter | null = null;
  /** Looks are numbered; only the last one's answers count. */
  private look = 0;
  private looking = false;
  private lookAgain = false;

  constructor(private readonly parts: DashboardModelParts) {
    this.rows = new RowPages(parts.ask, () => this.rowsCame());
  }

  /** Begins with what was looked at last time. */
  start(view: DashboardView): void {
    this.view = view;
    void this.lookNow();
  }

  /** Looks at something else, and remembers it. */
  setView(change: Partial<DashboardView>): void {
    this.view = { ...this.view, ...change };
    this.drill = null;
    this.parts.remember(this.view);
    void this.lookNow();
  }

  /** Looks again at the same; however often it is called, one look at a time is under way. */
  refresh(): void {
    if (this.looking) {
      this.lookAgain = true;
    } else {
      void this.lookNow();
    }
  }

  /** Narrows or orders the raw table. */
  setTable(change: Partial<Pick<DashboardModel, 'drill' | 'search' | 'sort'>>): void {
    Object.assign(this, change);
    this.rows.load(this.rowsQuery());
    this.parts.onChange();
  }

  /** The level of the log's lines to show. */
  setLogLevel(level: MinimumLogLevel): void {
    this.logLevel = level;
    void this.loadLog();
  }

  /** The query of the raw table; an export of it has the same rows. */
  rowsQuery(): RowsQuery {
    const filter = this.filter ?? filterOf(this.view, this.parts.now());
    return { filter: { ...filter, ...this.drill }, search: this.search, sort: this.sort };
  }

  /** Reads the end of the log again. */
  async loadLog(): Promise<void> {
    const level = this.logLevel;
    const { log, failure } = await this.parts.ask({ kind: 'log', level }).then(
      (answer) => ({ log: answer.log, failure: null }),
      (error: unknown) => ({ log: null, failure: errorMessage(error) }),
    );
    if (level !== this.logLevel) {
      return;
    }
    const value = log ?? this.log.value;
    // Followed, it is read every other second, and seldom is there anything new.
    if (failure === this.log.failure && isSameLog(value, this.log.value)) {
      return;
    }
    this.log = { value, failure };
    this.parts.onChange();
  }

  /** While someone scrolls, pages come many times a second: all else is drawn only where it changed. */
  private rowsCame(): void {
    const { total, failure } = this.rows;
    const { told } = this;
    if (told.total === total && told.failure === failure) {
      return this.parts.onRows();
    }
    this.told = { total, failure };
    this.parts.onChange();
  }

  private async lookNow(): Promise<void> {
    const { ask, now, maxPoints } = this.parts;
    const look = ++this.look;
    const nowMs = now();
    this.looking = true;
    this.lookAgain = false;
    const filter = (this.filter = filterOf(this.view, nowMs));
    // In the order in which a user looks: they are answered one after another.
    const summary = ask({ kind: 'summary', filter });
    const series = ask({ kind: 'series', filter, maxPoints: maxPoints() });
    this.rows.load(this.rowsQuery());
    const models = ask({ kind: 'models' });
    const runs = ask({ kind: 'runs' });
    this.parts.onChange();
    await Promise.all([
      this.settle(look, summary, (answer, failure) => {
        this.summary = { value: answer?.summary ?? this.summary.value, failure };
        if (answer === null) {
          return;
        }
        this.outlook = answer.outlook;
        this.featureUsage = answer.featureUsage;
        this.cache = answer.cache;
      }),
      this.settle(look, series, (answer, failure) => {
        this.series = { value: answer?.series ?? this.series.value, failure };
        if (answer !== null) {
          this.seriesMs = nowMs;
        }
      }),
      this.settle(look, models, (answer) => (this.models = answer?.models ?? this.models)),
      this.settle(look, runs, (answer, failure) => {
        this.runs = { value: answer?.runs ?? this.runs.value, failure };
      }),
      this.loadLog(),
    ]);
    if (look !== this.look) {
      return;
    }
    this.looking = false;
    if (this.summary.failure === null) {
      this.updatedMs = nowMs;
    }
    this.parts.onChange();
    this.makeUp();
  }

  /** Does the look that was asked for during the last one. */
  private makeUp(): void {
    if (this.lookAgain) {
      void this.lookNow();
    }
  }

  private async settle<T>(
    look: number,
    asked: Promise<T>,
    put: (answer: T | null, failure: string | null) => void,
  ): Promise<void> {
    const [answer, failure] = await asked.then(
      (value) => [value, null] as const,
      (error: unknown) => [null, errorMessage(error)] as const,
    );
    if (look !== this.look) {
      return;
    }
    put(answer, failure);
    this.parts.onChange();
  }
}

function isSameLog(one: LogTailLines | null, other: LogTailLines | null): boolean {
  return one?.cut === other?.cut && one?.lines.join('\n') === other?.lines.join('\n');
}

function errorMessage(error: unknown): string {
  return error instanceof QuestionFailure ? error.message : String(error);
}
