import {
  dashboardViewSchema,
  defaultDashboardView,
  type DashboardAnswer,
  type DashboardQuery,
  type DashboardView,
  type FromDashboard,
  type ToDashboard,
} from '../../protocol/dashboard';
import type { FeatureUsage } from '../../protocol/featureUsage';
import type {
  ExportFormat,
  MetricsFilter,
  MetricsSeries,
  MetricsSummary,
  Rows,
  RowsRequest,
  SpendingOutlook,
} from '../../protocol/metrics';
import type { CacheAdviceId, CacheOverview } from '../../protocol/promptCache';
import type { RunHistory } from '../../protocol/runHistory';
import type { LogTail } from '../logging/tail';
import type { Disposable } from '../util/disposable';
import { readAs } from '../util/readAs';
import { errorMessage } from '../util/errorMessage';

/** The dashboard's queries of the metrics store. Every method rejects when the metrics cannot be read. */
export interface MetricsSource {
  summary(filter: MetricsFilter): Promise<MetricsSummary>;
  series(filter: MetricsFilter, maxPoints: number): Promise<MetricsSeries>;
  rows(request: RowsRequest): Promise<Rows>;
  models(): Promise<string[]>;
  onDidChange(listener: () => void): Disposable;
}

/** Where the dashboard remembers what was looked at. */
export interface ViewMemory {
  get(): unknown;
  set(view: DashboardView): Promise<void>;
}

/** Actions of a user from the dashboard besides looking. */
export interface DashboardActions {
  export(filter: MetricsFilter, search: string, format: ExportFormat): Promise<void>;
  openLog(): Promise<void>;
  openRunLog(run: string): Promise<void>;
  openRunResult(run: string): Promise<void>;
  openChat(): Promise<void>;
  followAdvice(advice: CacheAdviceId): Promise<void>;
}

/** Where what the dashboard shows comes from. */
export interface DashboardSources {
  readonly store: MetricsSource;
  readonly log: Pick<LogTail, 'read'>;
  /** This month's money; a page that is shown without it has no figure of it. */
  readonly outlook?: () => Promise<SpendingOutlook | null>;
  /** How cost data was used, where anybody did. */
  readonly featureUsage?: () => Promise<FeatureUsage | undefined>;
  /** How calls fared with the prompt cache, where any used it. */
  readonly cache?: () => Promise<CacheOverview | null>;
  /** The last runs of prompt files, with so many lines of the newest one's log. */
  readonly runs: (logLines: number) => Promise<RunHistory>;
}

/** Collaborators of one page of the dashboard. */
export interface DashboardSessionParts {
  readonly sources: DashboardSources;
  readonly settings: () => { readonly refreshSeconds: number; readonly logLines: number };
  readonly memory: ViewMemory;
  readonly actions: DashboardActions;
  readonly post: (message: ToDashboard) => void;
  /** Whether anyone can see the page: what is hidden is told nothing. */
  readonly isVisible: () => boolean;
}

/** Answers one page of the dashboard: each question ends in an answer or a failure, whatever the store does. */
export class DashboardSession implements Disposable {
  private readonly listening: Disposable;
  private disposed = false;

  constructor(private readonly parts: DashboardSessionParts) {
    this.listening = parts.sources.store.onDidChange(() => {
      if (parts.isVisible()) {
        this.post({ type: 'changed' });
      }
    });
  }

  /** Takes what the page sends; rejects when an action fails. */
  async handle(message: FromDashboard): Promise<void> {
    const { actions, memory } = this.parts;
    switch (message.type) {
      case 'ready':
        return this.post({ type: 'init', view: this.view(), ...this.parts.settings() });
      case 'query':
        return this.reply(message.id, message.query);
      case 'remember':
        return memory.set(message.view);
      case 'export':
        return actions.export(message.filter, message.search, message.format);
      case 'openLog':
        return actions.openLog();
      case 'openRunLog':
        return actions.openRunLog(message.run);
      case 'openRunResult':
        return actions.openRunResult(message.run);
      case 'openChat':
        return actions.openChat();
      case 'followAdvice':
        return actions.followAdvice(message.advice);
    }
  }

  dispose(): void {
    this.disposed = true;
    this.listening.dispose();
  }

  private async reply(id: number, query: DashboardQuery): Promise<void> {
    try {
      this.post({ type: 'answer', id, answer: await this.answer(query) });
    } catch (error) {
      this.post({ type: 'failure', id, detail: errorMessage(error) });
    }
  }

  private async answer(query: DashboardQuery): Promise<DashboardAnswer> {
    const { sources, settings } = this.parts;
    const { store, log } = sources;
    switch (query.kind) {
      case 'summary':
        return {
          kind: 'summary',
          summary: await store.summary(query.filter),
          // The other figures do not fail because of it.
          outlook: (await sources.outlook?.().catch(() => null)) ?? null,
          featureUsage: (await sources.featureUsage?.().catch(() => null)) ?? null,
          cache: (await sources.cache?.().catch(() => null)) ?? null,
        };
      case 'series':
        return { kind: 'series', series: await store.series(query.filter, query.maxPoints) };
      case 'rows':
        return { kind: 'rows', rows: await store.rows(query.rows) };
      case 'models':
        return { kind: 'models', models: await store.models() };
      case 'log': {
        const { lines, cut } = await log.read({ lines: settings().logLines, level: query.level });
        return { kind: 'log', log: { lines, cut } };
      }
      case 'runs':
        return { kind: 'runs', runs: await sources.runs(settings().logLines) };
    }
  }

  private view(): DashboardView {
    return readAs(dashboardViewSchema, this.parts.memory.get()) ?? defaultDashboardView;
  }

  private post(message: ToDashboard): void {
    if (!this.disposed) {
      this.parts.post(message);
    }
  }
}
