// Measures the dashboard on a million calls, in a real VS Code in a browser. Prints figures, asserts nothing.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Frame } from 'playwright-core';
import { ConsoleSink } from '../src/core/logging/consoleSink';
import { Logger } from '../src/core/logging/logger';
import { Redactor } from '../src/core/logging/redaction';
import { MetricsStore } from '../src/core/metrics/store';
import { COLUMNS, CREATE, INSERT } from '../src/core/metrics/worker/schema';
import { eventually } from '../test/ui/support/eventually';
import { VsCodeSession } from '../test/ui/support/vscodeSession';
import type { VsCodeWindow } from '../test/ui/support/vscodeWindow';
import { root } from './devhost/paths';
import { sampleInvocations } from './sampleInvocations';

/** Runs in the page. */
const scrolling = `(async () => {
  const table = document.querySelector('[data-testid="invocations"]');
  const scroller = [table, ...table.querySelectorAll('*')].find(
    (element) => element.scrollHeight > element.clientHeight + 1000,
  );
  if (!scroller) return undefined;
  scroller.scrollIntoView();
  const times = [];
  const steps = 300;
  let last = performance.now();
  for (let step = 0; step <= steps; step++) {
    scroller.scrollTop = ((scroller.scrollHeight - scroller.clientHeight) * step) / steps;
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const now = performance.now();
    times.push(now - last);
    last = now;
  }
  return { height: scroller.scrollHeight, times };
})()`;

const count = Number(process.argv[2] ?? 1_000_000);
const ROUNDS = 5;
const SETTLE_MS = 2000;
const monthMs = 30 * 86_400_000;

const session = await VsCodeSession.start({ signedIn: true });
try {
  await fill(join(session.globalStorage, 'metrics'));
  const window = await session.openWindow();
  await window.page.setViewportSize({ width: 1360, height: 1000 });
  await window.runCommand('View: Toggle Secondary Side Bar Visibility');
  // The extension host and the palette are there; the metrics worker is not.
  let shown = await open(window);
  console.log(`cold: ${shown.text}`);
  for (let round = 0; round < ROUNDS; round++) {
    await window.page.waitForTimeout(SETTLE_MS);
    await window.runCommand('View: Close All Editors');
    const { page } = shown;
    await eventually(() => assert.ok(page.isDetached()));
    shown = await open(window);
    console.log(`warm: ${shown.text}`);
  }
  await scroll(shown.page);
} finally {
  await session.dispose();
}

/** Writes a database of a month's calls, as the extension would have folded them. */
async function fill(metrics: string): Promise<void> {
  mkdirSync(metrics, { recursive: true });
  const database = new DatabaseSync(join(metrics, 'metrics.db'));
  database.exec(CREATE);
  database.exec('BEGIN');
  const insert = database.prepare(INSERT);
  const toMs = Date.now();
  for (const invocation of sampleInvocations({ count, fromMs: toMs - monthMs, toMs })) {
    insert.run(...COLUMNS.map((column) => invocation[column]));
  }
  database.exec('COMMIT');
  database.close();
  // The columns beside the database, which a fold leaves there.
  const logger = new Logger({ sinks: [new ConsoleSink()], redactor: new Redactor() });
  const dist = (name: string) => join(root, 'dist', name);
  const store = new MetricsStore({
    directory: metrics,
    workerPath: dist('metricsWorker.cjs'),
    wasmPath: dist('sql-wasm.wasm'),
    logger,
  });
  const start = performance.now();
  await store.models();
  console.log(`columns made in ${Math.round(performance.now() - start)} ms`);
  store.dispose();
  console.log(`${count.toLocaleString('en')} calls over 30 days`);
}

/** Runs the command and resolves once the figures are on the screen, with what it took until when. */
async function open(window: VsCodeWindow): Promise<{ text: string; page: Frame }> {
  const row = await window.findCommand('Bedrock: Open Monitoring Dashboard');
  const start = Date.now();
  await row.click();
  const page = await window.frameWith('[data-testid="kpi-requests"]');
  const [origin = NaN, painted = NaN, figures = NaN] = await eventually(async () => {
    const instants = await page.evaluate<(number | null)[]>(
      `[0, ...['first-contentful-paint', 'figures'].map((name) => performance.getEntriesByName(name)[0]?.startTime)]
        .map((ms) => performance.timeOrigin + ms)`,
    );
    assert.ok(instants.every((instant) => instant !== null && Number.isFinite(instant)));
    return instants as number[];
  });
  const after = (instant: number) => `${Math.round(instant - start)} ms`;
  const text = `figures ${after(figures)} after the command (page begun ${after(origin)}, first drawn ${after(painted)})`;
  return { text, page };
}

/** Scrolls the raw table from top to bottom and tells how long its frames took. */
async function scroll(page: Frame): Promise<void> {
  await page.getByTestId('range').selectOption('all');
  await page.getByTestId('invocation-row').first().waitFor();
  await page.waitForTimeout(3000);
  const frames = await page.evaluate<{ height: number; times: number[] } | undefined>(scrolling);
  if (frames === undefined) {
    throw new Error('The raw table does not scroll');
  }
  const sorted = frames.times.slice(1).sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1);
  console.log(
    `scrolling ${frames.height.toLocaleString('en')} px in ${sorted.length} steps: frames ` +
      `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms, ` +
      `${sorted.filter((ms) => ms > 50).length} over 50 ms`,
  );
}
