import assert from 'node:assert/strict';
import { monotonicFactory } from 'ulid';
import type { MinimumLogLevel, FromDashboard, ToDashboard } from '../../src/protocol/dashboard';
import { DashboardSession } from '../../src/core/metrics/dashboardSession';
import type { Invocation } from '../../src/protocol/invocation';
import type { FeatureUsage } from '../../src/protocol/featureUsage';
import type { Rows, RowsRequest, SpendingOutlook } from '../../src/protocol/metrics';
import type { CacheOverview } from '../../src/protocol/promptCache';
import type { RunHistory } from '../../src/protocol/runHistory';
import { MemoryMetrics } from '../support/fakes/memoryMetrics';
import { WebviewHost, type PageOptions, type WebviewPage } from '../support/webviewPage';

/** How a dashboard is opened in a test. */
export interface DashboardOptions extends PageOptions {
  store?: MemoryMetrics;
  logLines?: string[];
  runs?: RunHistory;
  outlook?: SpendingOutlook;
  featureUsage?: FeatureUsage;
  cache?: CacheOverview;
  refreshSeconds?: number;
  /** State remembered from an earlier time. */
  remembered?: unknown;
}

/** Starts a browser and a server before the tests of a file and ends them after. */
export function useDashboardHost(): { open(options?: DashboardOptions): Promise<DashboardPage> } {
  let host: WebviewHost | undefined;
  const pages: DashboardPage[] = [];
  before(async function () {
    this.timeout(60_000);
    host = await WebviewHost.start('webview/dashboard/main.ts', ['media/dashboard.css']);
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) {
      await page.close();
    }
  });
  after(() => host?.dispose());
  return {
    async open(options = {}) {
      if (host === undefined) {
        throw new Error('The host starts before the first test');
      }
      const webview = await host.open({ width: 1200, height: 900, ...options });
      const page = new DashboardPage(webview, options);
      await page.connect();
      pages.push(page);
      return page;
    },
  };
}

/** The dashboard in a browser, answered by the real session over a store in memory. */
export class DashboardPage {
  readonly page;
  readonly store: MemoryMetrics;
  /** Messages of the page that are no questions. */
  readonly intents: FromDashboard[] = [];
  /** Questions are kept from the host while true, as when it is busy. */
  deaf = false;
  logLines: string[];
  remembered: unknown;
  private readonly session: DashboardSession;
  private sending: Promise<unknown> = Promise.resolve();

  constructor(
    readonly webview: WebviewPage,
    options: DashboardOptions,
  ) {
    this.page = webview.page;
    this.store = options.store ?? new MemoryMetrics();
    this.logLines = options.logLines ?? [];
    this.remembered = options.remembered;
    const intents = this.intents;
    this.session = new DashboardSession({
      sources: {
        store: this.store,
        log: { read: ({ level }) => Promise.resolve({ lines: this.linesOf(level), cut: false }) },
        runs: () => Promise.resolve(options.runs ?? { total: 0, rows: [], log: [] }),
        outlook: () => Promise.resolve(options.outlook ?? null),
        featureUsage: () => Promise.resolve(options.featureUsage),
        cache: () => Promise.resolve(options.cache ?? null),
      },
      settings: () => ({ refreshSeconds: options.refreshSeconds ?? 0, logLines: 20 }),
      memory: {
        get: () => this.remembered,
        set: (view) => Promise.resolve(void (this.remembered = view)),
      },
      actions: {
        export: async (filter, search, format) => {
          intents.push({ type: 'export', filter, search, format });
        },
        openLog: async () => void intents.push({ type: 'openLog' }),
        openChat: async () => void intents.push({ type: 'openChat' }),
        followAdvice: async (advice) => void intents.push({ type: 'followAdvice', advice }),
        openRunLog: async (run) => void intents.push({ type: 'openRunLog', run }),
        openRunResult: async (run) => void intents.push({ type: 'openRunResult', run }),
      },
      post: (message) => void this.receive(message),
      isVisible: () => true,
    });
  }

  /** Connects the page's end of the line with the session, what was said before included. */
  async connect(): Promise<void> {
    await this.page.exposeFunction('toHost', (message: FromDashboard) => {
      if (!this.deaf) {
        void this.session.handle(message);
      }
    });
    await this.page.evaluate(() => {
      const { toHost } = globalThis as unknown as { toHost: (message: unknown) => void };
      const { posted } = vscodeStub;
      posted.push = (...messages: unknown[]) => {
        messages.forEach((message) => toHost(message));
        return Array.prototype.push.apply(posted, messages);
      };
      posted.forEach((message) => toHost(message));
    });
  }

  /** Hands messages to the page, in order; typed arrays stay what they are. */
  receive(...messages: ToDashboard[]): Promise<unknown> {
    this.sending = this.sending
      .then(() => this.page.evaluate((batch) => vscodeStub.receive(batch), messages))
      // A page that is closed hears nothing.
      .catch(() => undefined);
    return this.sending;
  }

  byId(testId: string) {
    return this.page.getByTestId(testId);
  }

  /** A figure on top, as it is read. */
  async figure(testId: string): Promise<string> {
    return (await this.byId(testId).innerText()).trim();
  }

  /** Turns one value of a filter on or off, or with `all` all of them on. */
  async choose(filter: string, value: string): Promise<void> {
    await this.byId(filter).click();
    await this.byId(`${filter}-${value}`).click();
    await this.page.keyboard.press('Escape');
  }

  /** Resolves once the figures are there. */
  async ready(): Promise<void> {
    await this.byId('updated').locator('time').waitFor();
  }

  /** A chart's numbers: time, then a value for each line. */
  async table(chart: string): Promise<string[][]> {
    const toggle = this.byId(`${chart}-toggle`);
    if ((await toggle.getAttribute('aria-pressed')) === 'false') {
      await toggle.click();
    }
    return this.byId(`${chart}-table`)
      .locator('tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent.trim())),
      );
  }

  async close(): Promise<void> {
    this.session.dispose();
    await this.webview.close();
  }

  private linesOf(least: MinimumLogLevel): string[] {
    const levels = ['DEBUG', 'INFO', 'WARNING', 'ERROR'];
    return this.logLines.filter((line) =>
      levels.slice(levels.indexOf(least)).some((level) => line.includes(`[${level}]`)),
    );
  }
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
const nextId = monotonicFactory();

/** A call, so many milliseconds ago. */
export function call(agoMs: number, said: Partial<Invocation> = {}): Invocation {
  const outcome = said.outcome ?? 'success';
  return {
    id: nextId(),
    timestamp: new Date(Date.now() - agoMs).toISOString(),
    latency_ms: 1200,
    time_to_first_token_ms: 400,
    success: outcome === 'success' ? 1 : 0,
    outcome,
    error_code: null,
    attempts: 1,
    operation: 'ConverseStream',
    surface: 'panel',
    conversation_id: null,
    model_id: 'anthropic.claude-sonnet-4',
    inference_profile: null,
    region: 'us-east-1',
    stop_reason: 'end_turn',
    input_tokens: 800,
    output_tokens: 300,
    cache_read_tokens: 200,
    cache_write_tokens: 0,
    usage_source: 'reported',
    cost_usd: 0.5,
    price_version: null,
    feedback: null,
    ...said,
  };
}

/** Calls of every outcome, and one of yesterday's yesterday. */
export const mixed = () => [
  call(1 * MINUTE, { latency_ms: 1000 }),
  call(2 * MINUTE, { latency_ms: 2000, surface: 'participant', model_id: 'amazon.nova-pro' }),
  call(3 * MINUTE, { latency_ms: 3000, outcome: 'error', error_code: 'ValidationException', cost_usd: null }),
  call(5 * HOUR, { latency_ms: 4000, outcome: 'throttled', error_code: 'ThrottlingException' }),
  call(6 * HOUR, { latency_ms: 5000, outcome: 'cancelled', usage_source: 'estimated' }),
  call(50 * HOUR),
];

/** The raw table's rows in their order, cells between bars. */
export function rowTexts(dashboard: DashboardPage): Promise<string[]> {
  return dashboard
    .byId('invocation-row')
    .evaluateAll((rows) =>
      rows
        .toSorted((a, b) => Number(a.dataset['index']) - Number(b.dataset['index']))
        .map((row) => [...row.children].map((cell) => cell.textContent.trim()).join('|')),
    );
}

/** Resolves once what is read is what is expected. */
export async function until<T>(read: () => Promise<T>, expected: T): Promise<void> {
  const giveUp = Date.now() + 10_000;
  for (;;) {
    const value = await read();
    try {
      return assert.deepEqual(value, expected);
    } catch (error) {
      if (Date.now() > giveUp) {
        throw error;
      }
    }
  }
}

/** A million rows, each made when it is asked for; its model says where it is. */
export class MillionRows extends MemoryMetrics {
  override async rows({ offset, limit }: RowsRequest): Promise<Rows> {
    const length = Math.min(limit, 1_000_000 - offset);
    const rows: Invocation[] = Array.from({ length }, (_, at) =>
      call(offset + at, { model_id: `model-${String(offset + at)}` }),
    );
    return { total: 1_000_000, rows };
  }
}
