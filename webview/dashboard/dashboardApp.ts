import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { FromDashboard } from '../../src/protocol/dashboard';
import type { ExportFormat } from '../../src/protocol/metrics';
import { textButton } from '../components/buttons';
import { BucketEvent } from '../components/chartPanel';
import type { MenuItem } from '../components/menuButton';
import { formatCount } from '../../src/shared/format';
import { bucketLabel } from '../components/timeAxis';
import { chartData, dashboardCharts } from './charts';
import { featureUsageSection } from './costUse';
import type { DashboardModel } from './dashboardModel';
import { figureRow } from './figures';
import { filterBar } from './filterBar';
import { SortEvent } from './invocationTable';
import { promptCacheSection } from './promptCache';
import { isFiltered } from './ranges';
import { runHistorySection } from './runHistory';
import { LightElement } from '../components/lightElement';

const SEARCH_DELAY_MS = 200;

/** The whole dashboard: figures, charts, raw table, log. */
export class DashboardApp extends LightElement {
  static override properties = { revision: { state: true }, following: { state: true } };

  model: DashboardModel | null = null;
  post: (message: FromDashboard) => void = () => undefined;
  revision = 0;
  following = true;
  private marked = false;
  private searching: ReturnType<typeof setTimeout> | undefined;
  /** The data a chart was given, so that only new data is drawn. */
  private drawn: { series: unknown; models: unknown; charts: ReturnType<typeof chartData>[] } | undefined;

  /** The model changed: draws it with the next frame at the latest. */
  changed(): void {
    this.revision += 1;
  }

  /** Rows of the raw table came: draws that table alone. */
  rowsCame(): void {
    this.querySelector('bc-invocations')?.requestUpdate();
  }

  protected override firstUpdated(): void {
    this.addEventListener(BucketEvent.type, (event) => {
      const { fromMs, toMs } = event as BucketEvent;
      this.model?.setTable({ drill: { fromMs, toMs } });
      this.querySelector('bc-invocations')?.scrollToTop();
      this.querySelector('.invocations')?.scrollIntoView({ block: 'nearest' });
    });
    this.addEventListener(SortEvent.type, (event) => {
      this.model?.setTable({ sort: (event as SortEvent).sort });
    });
  }

  protected override updated(): void {
    if (this.marked || (this.model?.summary.value ?? null) === null) {
      return;
    }
    this.marked = true;
    // For measurements: when the page was of use.
    requestAnimationFrame(() => performance.mark('figures'));
  }

  protected override render() {
    const { model } = this;
    if (model === null) {
      return nothing;
    }
    const failure = model.summary.failure ?? model.series.failure ?? model.rows.failure;
    const empty = model.summary.value?.requests === 0;
    return html`${filterBar({
        view: model.view,
        models: model.models,
        updatedMs: model.updatedMs,
        nowMs: Date.now(),
        onView: (change) => model.setView(change),
        onRefresh: () => model.refresh(),
      })}
      <main>
        ${failure === null ? nothing : this.renderFailure(failure)}
        ${figureRow(model.summary.value, model.outlook)}
        ${empty && failure === null ? this.renderEmpty(model) : nothing}
        <div class="charts">${this.renderCharts(model, empty)}</div>
        ${promptCacheSection(model.cache, (advice) => this.post({ type: 'followAdvice', advice }))}
        ${featureUsageSection(model.featureUsage)} ${this.renderTable(model)}
        ${runHistorySection(model.runs.value, model.runs.failure, {
          onLog: (run) => this.post({ type: 'openRunLog', run }),
          onResult: (run) => this.post({ type: 'openRunResult', run }),
        })}
        <bc-log
          .log=${model.log.value}
          .failure=${model.log.failure}
          .level=${model.logLevel}
          .following=${this.following}
          .onLevel=${model.setLogLevel.bind(model)}
          .onFollow=${(following: boolean) => (this.following = following)}
          .onOpen=${() => this.post({ type: 'openLog' })}
        ></bc-log>
      </main>`;
  }

  private renderFailure(detail: string): TemplateResult {
    return html`<div class="error-card" role="alert" data-testid="dashboard-error">
      <span class="codicon codicon-error" aria-hidden="true"></span>
      <div class="error-body">
        <p>
          ${l10n.t('The metrics could not be read, so what is shown may be old. Chat goes on without them.')}
        </p>
        <details>
          <summary>${l10n.t('Details')}</summary>
          <pre tabindex="0" role="group" aria-label=${l10n.t('Details')}>${detail}</pre>
        </details>
        <div class="error-actions">
          ${textButton({
            label: l10n.t('Try Again'),
            appearance: 'primary',
            testId: 'dashboard-retry',
            onClick: () => this.model?.refresh(),
          })}
          ${textButton({
            label: l10n.t('Open Log'),
            appearance: 'secondary',
            onClick: () => this.post({ type: 'openLog' }),
          })}
        </div>
      </div>
    </div>`;
  }

  private renderEmpty(model: DashboardModel): TemplateResult {
    const narrowed = isFiltered(model.view) || model.models.length > 0;
    return html`<div class="empty" data-testid="dashboard-empty">
      <p>
        ${narrowed ? l10n.t('No calls match the range and the filters.') : l10n.t('No calls yet: ask something.')}
      </p>
      ${
        narrowed
          ? textButton({
              label: l10n.t('Show All Calls'),
              appearance: 'primary',
              testId: 'show-all',
              onClick: () => model.setView({ range: 'all', models: [], surfaces: [], outcomes: [] }),
            })
          : textButton({
              label: l10n.t('Open Chat'),
              appearance: 'primary',
              testId: 'open-chat',
              onClick: () => this.post({ type: 'openChat' }),
            })
      }
    </div>`;
  }

  private renderCharts(model: DashboardModel, empty: boolean): TemplateResult[] {
    const series = model.series.value;
    if (series !== null && (this.drawn?.series !== series || this.drawn.models !== model.models)) {
      const charts = dashboardCharts.map((chart) => chartData(chart, series, model.models, model.seriesMs));
      this.drawn = { series, models: model.models, charts };
    }
    return dashboardCharts.map((chart, index) => {
      const data = this.drawn?.charts[index] ?? null;
      const unpriced = data !== null && data.series.length === 0 && !empty;
      return html`<bc-chart
        .heading=${chart.heading(series?.bucketMs ?? 60_000, series)}
        .testId=${chart.testId}
        .format=${chart.format}
        .formatTick=${chart.formatTick ?? chart.format}
        .formatExact=${chart.formatExact}
        .data=${data}
        .note=${unpriced ? l10n.t('No price is known for these calls.') : ''}
      ></bc-chart>`;
    });
  }

  private renderTable(model: DashboardModel): TemplateResult {
    const { total } = model.rows;
    const exportAs = (label: string, format: ExportFormat): MenuItem => ({
      label,
      testId: `export-${format}`,
      onSelect: () => {
        const { filter, search } = model.rowsQuery();
        this.post({ type: 'export', filter, search, format });
      },
    });
    return html`<section class="invocations" aria-label=${l10n.t('Invocations')}>
      <div class="section-head">
        <h2>${l10n.t('Invocations')}${total === null ? '' : ` (${formatCount(total)})`}</h2>
        ${model.drill === null ? nothing : this.renderDrill(model)}
        <span class="spacer"></span>
        <input
          type="search"
          class="search"
          data-testid="invocations-search"
          aria-label=${l10n.t('Search invocations')}
          placeholder=${l10n.t('Search model, error, conversation…')}
          maxlength="200"
          @input=${(event: Event) => this.searchLater((event.target as HTMLInputElement).value)}
        />
        <bc-menu-button
          icon="export"
          .label=${l10n.t('Export')}
          testId="invocations-export"
          .items=${[
            exportAs(l10n.t('Export as CSV…'), 'csv'),
            exportAs(l10n.t('Export as JSON…'), 'json'),
            exportAs(l10n.t('Export as SQLite…'), 'sqlite'),
          ]}
        ></bc-menu-button>
      </div>
      <bc-invocations .pages=${model.rows} .sort=${model.sort} .revision=${this.revision}></bc-invocations>
    </section>`;
  }

  private renderDrill(model: DashboardModel): TemplateResult {
    const { fromMs, toMs } = model.drill ?? { fromMs: 0, toMs: 0 };
    const narrowedTo = bucketLabel(fromMs, toMs - fromMs);
    return html`<button
      class="chip"
      data-testid="drill"
      title=${l10n.t('Show calls of the whole range again')}
      aria-label=${l10n.t('{0}: show calls of the whole range again', narrowedTo)}
      @click=${() => model.setTable({ drill: null })}
    >
      ${narrowedTo}<span class="codicon codicon-close" aria-hidden="true"></span>
    </button>`;
  }

  private searchLater(search: string): void {
    clearTimeout(this.searching);
    this.searching = setTimeout(() => this.model?.setTable({ search }), SEARCH_DELAY_MS);
  }
}
