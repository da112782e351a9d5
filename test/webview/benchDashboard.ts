// Measures what the dashboard's page takes by itself, with a host that answers at once: a chart of 1,440 points
// and three lines, and scrolling through 1,000,000 rows. One JSON object a line.
import type { MetricsFilter, MetricsSeries } from '../../src/protocol/metrics';
import { WebviewHost } from '../support/webviewPage';
import { DashboardPage, MillionRows } from './dashboardPage';

const POINTS = 1440;
const MODELS = ['anthropic.claude-sonnet-4', 'amazon.nova-pro', 'meta.llama3-3-70b'];
const RUNS = 9;

/** A day of minutes, other numbers each time. */
class BusyDay extends MillionRows {
  override async series(_filter: MetricsFilter): Promise<MetricsSeries> {
    const numbers = (most: number) => Float64Array.from({ length: POINTS }, () => Math.random() * most);
    const first = Math.floor(Date.now() / 60_000) * 60_000 - (POINTS - 1) * 60_000;
    return {
      bucketMs: 60_000,
      startMs: Float64Array.from({ length: POINTS }, (_, at) => first + at * 60_000),
      requests: numbers(50),
      latencyAvgMs: numbers(3000),
      latencyP50Ms: numbers(3000),
      latencyP95Ms: numbers(9000),
      latencyP99Ms: numbers(9000),
      errorRate: numbers(1),
      inputTokens: numbers(1e5),
      outputTokens: numbers(1e5),
      costByModel: MODELS.map((model) => ({ model, costUsd: numbers(1), totalUsd: 1 })),
      modelsWithCost: MODELS.length,
    };
  }

  override async models(): Promise<string[]> {
    return MODELS;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function print(name: string, unit: string, values: object): void {
  console.log(JSON.stringify({ name, ...values, unit }));
}

/** Milliseconds from the series' arrival to the frame after the last of the five charts is drawn. */
async function drawCharts(dashboard: DashboardPage): Promise<number> {
  const drawn = dashboard.page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let arrived = NaN;
        const listening = new AbortController();
        window.addEventListener(
          'message',
          ({ data }: MessageEvent<{ answer?: { kind?: string } }>) => {
            if (data.answer?.kind === 'series') {
              arrived = performance.now();
            }
          },
          { capture: true, signal: listening.signal },
        );
        const charts = [...document.querySelectorAll('bc-chart')];
        charts.forEach((chart) => chart.removeAttribute('data-points'));
        const observer = new MutationObserver(() => {
          if (Number.isNaN(arrived) || charts.some((chart) => !chart.hasAttribute('data-points'))) {
            return;
          }
          observer.disconnect();
          listening.abort();
          requestAnimationFrame(() => resolve(performance.now() - arrived));
        });
        for (const chart of charts) {
          observer.observe(chart, { attributes: true });
        }
      }),
  );
  await dashboard.byId('refresh').click();
  return drawn;
}

/** Milliseconds from other data of the chart with three lines to the frame after it is drawn. */
async function drawOneChart(dashboard: DashboardPage): Promise<number> {
  return dashboard.page.evaluate(async () => {
    const [chart] = [...document.querySelectorAll('bc-chart')].slice(-1);
    if (chart?.data === null || chart === undefined) {
      throw new Error('there is no chart with data');
    }
    const started = performance.now();
    chart.data = { ...chart.data };
    await chart.updateComplete;
    await new Promise(requestAnimationFrame);
    return performance.now() - started;
  });
}

/** The longest time between two frames while the raw table is scrolled for three seconds, near and far. */
async function scrollRows(dashboard: DashboardPage): Promise<{ worstMs: number; frames: number }> {
  return dashboard.byId('invocations').evaluate(async (element) => {
    const started = performance.now();
    let last = started;
    let worstMs = 0;
    let frames = 0;
    while (last - started < 3000) {
      const now = await new Promise<number>(requestAnimationFrame);
      if (frames > 0) {
        worstMs = Math.max(worstMs, now - last);
      }
      last = now;
      frames += 1;
      // Mostly as a wheel does, now and then as a dragged scroll bar.
      element.scrollTop = frames % 30 === 0 ? Math.random() * 24_000_000 : element.scrollTop + 120;
    }
    return { worstMs, frames };
  });
}

/** Milliseconds that the page's thread has worked since it was first asked. */
async function threadMs(): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
}

const host = await WebviewHost.start('webview/dashboard/main.ts', ['media/dashboard.css']);
const store = new BusyDay();
const dashboard = new DashboardPage(await host.open({ width: 1600, height: 1000 }), { store });
await dashboard.connect();
await dashboard.ready();
const devtools = await dashboard.page.context().newCDPSession(dashboard.page);
// What the page's thread itself used, whatever else the machine was busy with.
await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
for (const [name, draw] of [
  ['a chart of 1,440 points and 3 lines, drawn after its data came', drawOneChart],
  ['five such charts with 9 lines, figures and table', drawCharts],
] as const) {
  const times: number[] = [];
  const threadTimes: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const before = await threadMs();
    times.push(await draw(dashboard));
    threadTimes.push((await threadMs()) - before);
  }
  print(name, 'ms', {
    median: Math.round(median(times)),
    worst: Math.round(Math.max(...times)),
    medianOfThreadTime: Math.round(median(threadTimes)),
  });
}
const before = await threadMs();
const { worstMs, frames } = await scrollRows(dashboard);
print('scrolling 1,000,000 rows for 3 s: longest frame', 'ms', {
  worst: Math.round(worstMs),
  frames,
  meanThreadTimePerFrame: Math.round(((await threadMs()) - before) / frames),
});
await dashboard.close();
await host.dispose();
