import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PanelStep } from '../../src/protocol/chatPanel';
import { defaultDashboardView } from '../../src/protocol/dashboard';
import type { ToDoctor } from '../../src/protocol/doctor';
import type { ToFinops } from '../../src/protocol/finopsView';
import type { Reconciliation } from '../../src/protocol/reconciliation';
import type { RunHistory, RunRow } from '../../src/protocol/runHistory';
import type { Translations } from '../../src/shared/translations';
import { MemoryMetrics } from '../support/fakes/memoryMetrics';
import { pseudoLanguage, pseudoTexts } from '../support/pseudo';
import { recordDrawnTexts, stringsIn, untranslatedTexts } from '../support/untranslated';
import { WebviewHost, type WebviewPage } from '../support/webviewPage';
import { answer, attached, figures, question, snapshot, useChatHost } from './chatPage';
import { useCostPages } from './costPage';
import { call, MINUTE, mixed, useDashboardHost } from './dashboardPage';

/** Names that are the same in every language: products, codes, units. */
const names = ['Bedrock', 'Bedrock Chat', '@bedrock', 'FinOps', 'USD', 'min'];

/** Dates in a language without Latin letters, so that what has them is a text of ours. */
const locale = 'ja-JP';

describe('the texts of the pages', function () {
  this.timeout(120_000);
  const translations: Translations = { language: pseudoLanguage, texts: pseudoTexts().code };

  /** What a page shows that is neither translated nor from the state it was given. */
  async function untranslated({ page }: WebviewPage, state: unknown): Promise<string[]> {
    await page.waitForTimeout(300);
    return page.evaluate(untranslatedTexts, { known: [...names, ...stringsIn(state)] });
  }

  describe('of the chat', () => {
    const host = useChatHost();
    const tool = { type: 'tool', at: 3, name: 'find_files', input: '{"q":1}', result: '' } as const;
    const states = ['running', 'done', 'failed', 'declined', 'stopped'] as const;
    const steps: PanelStep[] = [
      { type: 'reasoning', id: 's1', at: 0, text: 'Ωμ', durationMs: null },
      { type: 'reasoning', id: 's2', at: 0, text: 'Ωμ', durationMs: 4000 },
      ...states.map((state) => ({ ...tool, id: state, state, durationMs: 12 })),
    ];
    const markdown = 'Ωμ ![Ψ](https://example.com/a.png)\n\n```ts\nlet x\n```\n\n|α|\n|-|\n|β|';
    const error = { code: 'throttled', message: 'Ωμ.', detail: 'Φ', actions: [] } as const;
    const many = { ...figures, estimated: true, calls: 3, attempts: 4, modelNote: 'newest Claude' };
    const signedOut = { modelLabel: '', modelTooltip: '', region: '', signedIn: 'no' } as const;
    const shown = [
      snapshot({ header: signedOut }),
      snapshot({
        tools: 2,
        attachments: [attached()],
        messages: [question('Ωμ'), answer(markdown, { figures: many, steps })],
      }),
      snapshot({
        messages: [
          answer('', { streaming: true }),
          answer('Ωμ', {
            id: 'a2',
            error: { ...error, actions: [] },
            canGoOn: true,
            figures: { ...figures, costUsd: null },
          }),
        ],
      }),
      snapshot({ busy: true, messages: [answer('', { streaming: true, waitsToRetry: true })] }),
      snapshot({ messages: [answer('', { error: { ...error, code: 'credentialsMissing', actions: [] } })] }),
    ];

    it('are all translated, in every state and menu', async () => {
      const chat = await host.open({ translations, locale });
      for (const [at, state] of shown.entries()) {
        await chat.receive(state);
        assert.deepEqual(await untranslated(chat.webview, state), [], `state ${String(at)}`);
      }
      for (const menu of ['chat-more', 'chat-attach']) {
        await chat.byId(menu).click();
        assert.deepEqual(await untranslated(chat.webview, shown), [], menu);
        await chat.page.keyboard.press('Escape');
      }
      await chat.receive(snapshot({ messages: [question('Ωμ')] }));
      await chat.byId('chat-edit').click();
      assert.deepEqual(await untranslated(chat.webview, shown), [], 'editing');
      assert.deepEqual(await chat.webview.problems(), []);
    });

    it('are told from others: a literal that was missed is found, also in a shadow root', async () => {
      const chat = await host.open({ translations, locale });
      await chat.receive(snapshot());
      await chat.page.evaluate(() => {
        const missed = document.createElement('p');
        missed.attachShadow({ mode: 'open' }).append('Missed here');
        missed.title = 'And there';
        document.body.append(missed);
      });
      assert.deepEqual(await untranslated(chat.webview, snapshot()), [
        'p, title: And there',
        'a shadow root: Missed here',
      ]);
    });
  });

  describe('of the dashboard', () => {
    const host = useDashboardHost();
    const run = (at: number, said: Partial<RunRow> = {}): RunRow => ({
      id: `01M7YG8CQSFP289NDD05AEXR${String(10 + at)}`,
      file: '/project/prompts.txt',
      state: 'Completed',
      steps: 3,
      done: 3,
      failed: 0,
      startedAt: '2026-11-20T14:03:22.000Z',
      endedAt: '2026-11-20T14:03:25.500Z',
      tokens: 1234,
      costUsd: 0.5,
      unpriced: 0,
      ...said,
    });
    const runs: RunHistory = {
      total: 8,
      rows: [
        run(0, { state: 'Pending', costUsd: 0, unpriced: 2 }),
        run(1, { state: 'Running', unpriced: 1 }),
        ...(['Retrying', 'Completed', 'Cached', 'Failed', 'Cancelled', 'Crashed'] as const).map((state, at) =>
          run(at + 2, { state }),
        ),
      ],
      log: ['14:03:22.123 [INFO] 1: asking'],
    };
    const outlook = { monthUsd: 3, perDayUsd: 1, projectedUsd: 9, savedUsd: 1, unpricedCalls: 2 };
    const features = ['load', 'analysis', 'question', 'query', 'chart', 'export', 'athena'] as const;
    const featureUsage = {
      conversations: 2,
      questions: 4,
      questionsPerConversation: 2,
      queries: 5,
      queriesPerConversation: 2.5,
      meanQueryMs: 40,
      queryErrorRate: 0.2,
      helpful: 1,
      unhelpful: 1,
      features: features.map((feature, at) => ({ feature, count: 1 + (at % 2) })),
    };
    const logLines = ['2026-11-20 14:03:22,123 [INFO] bedrock: Call ended'];

    it('are all translated, in figures, charts, tables, menus and failures', async () => {
      const store = new MemoryMetrics([
        ...mixed(),
        call(4 * MINUTE, { outcome: 'blocked', surface: 'provider' }),
        call(4 * MINUTE, { outcome: 'interrupted', surface: 'finops' }),
        call(4 * MINUTE, { surface: 'prompts', model_id: 'meta.llama3-3-70b' }),
        call(4 * MINUTE, { surface: 'doctor' }),
      ]);
      const custom = { fromMs: Date.now() - 24 * 3_600_000, toMs: Date.now() + 1000 };
      const remembered = { ...defaultDashboardView, range: 'custom', custom };
      const state = [store.invocations, logLines, runs, 'prompts.txt', 'disk failure'];
      const dashboard = await host.open({
        translations,
        locale,
        store,
        logLines,
        runs,
        outlook,
        featureUsage,
        remembered,
      });
      const { page, webview } = dashboard;
      await page.evaluate(recordDrawnTexts);
      await dashboard.ready();
      await dashboard.byId('invocation-row').first().waitFor();
      for (const canvas of await page.locator('canvas').all()) {
        // At its end is the bucket that is still filling.
        const { width = 0 } = (await canvas.boundingBox()) ?? {};
        await canvas.hover({ position: { x: width - 15, y: 40 } });
        await page.waitForTimeout(100);
      }
      assert.deepEqual(await untranslated(webview, state), [], 'charts');
      assert.notEqual(await page.evaluate(() => drawnTexts?.size), 0);
      for (const chart of [
        'chart-requests',
        'chart-latency',
        'chart-error-rate',
        'chart-tokens',
        'chart-cost',
      ]) {
        await dashboard.byId(`${chart}-toggle`).click();
      }
      await dashboard.byId('chart-latency-table').getByRole('button').last().click();
      await dashboard.byId('drill').waitFor();
      for (const menu of ['filter-model', 'filter-surface', 'filter-outcome', 'invocations-export']) {
        await dashboard.byId(menu).click();
        assert.deepEqual(await untranslated(webview, state), [], menu);
        await page.keyboard.press('Escape');
      }
      await dashboard.choose('filter-surface', 'panel');
      await dashboard.choose('filter-surface', 'provider');
      await dashboard.byId('log-level').selectOption('ERROR');
      store.failure = new Error('disk failure');
      await dashboard.byId('refresh').click();
      await dashboard.byId('dashboard-error').waitFor();
      assert.deepEqual(await untranslated(webview, state), [], 'failure');
      const empty = await host.open({ translations, locale });
      await empty.byId('dashboard-empty').waitFor();
      assert.deepEqual(await untranslated(empty.webview, []), [], 'empty');
      assert.deepEqual(await webview.problems(), []);
    });
  });

  describe('of the connection check', () => {
    it('are all translated, however a check stands', async () => {
      const host = await WebviewHost.start('webview/doctor/main.ts', ['media/doctor.css']);
      try {
        const ended = (['ok', 'warning', 'failed', 'skipped'] as const).map((status) => ({
          state: 'ended' as const,
          id: 'region' as const,
          check: {
            id: 'region',
            title: 'Ω',
            tried: 'Ω',
            status,
            result: 'Ω',
            fix: 'Ω',
            action: null,
          } as const,
        }));
        const state: ToDoctor = {
          type: 'state',
          running: true,
          summary: 'Ω',
          lines: [
            ...ended,
            { state: 'running', id: 'model', title: 'Ω' },
            { state: 'waiting', id: 'clock', title: 'Ω' },
          ],
        };
        const doctor = await host.open({ translations, locale });
        for (const running of [true, false]) {
          await doctor.receive({ ...state, running });
          assert.deepEqual(await untranslated(doctor, state), []);
        }
        assert.equal(await doctor.page.getByTestId('doctor-check').count(), 6);
      } finally {
        await host.dispose();
      }
    });
  });

  describe('of cost data', () => {
    const pages = useCostPages({ cost: 'amount', service: 'what', currencyCode: 'EUR' });
    const amounts = { calls: 3, inputTokens: 1200, outputTokens: 340, cacheTokens: 600 };
    const total = { ...amounts, recorded: '0.01', billed: '2.5', gap: '2.49' };
    const reconciliation: Reconciliation = {
      state: 'compared',
      currency: 'USD',
      rows: [
        { day: '2026-10-02', model: 'Nova Pro', ...total },
        { day: '2026-10-01', model: 'Nova Pro', ...total, recorded: null },
      ],
      rowCount: 9,
      days: [{ day: '2026-10-02', recorded: '0.01', billed: '2.5', gap: '2.49' }],
      total,
      reasons: ['Ω'],
    };

    it('are all translated, loading, loaded, in conversation and failed', async () => {
      const { session, folder } = pages;
      const shown = await pages.open({ translations, locale, width: 1400, height: 1000 });
      const { page } = shown;
      await page.evaluate(recordDrawnTexts);
      const check = async (state: unknown, where: string) =>
        assert.deepEqual(await untranslated(shown, state), [], where);
      const files = ['a.csv', 'b.csv'];
      const failed = { state: 'failed', files, message: 'Ω', place: 'Ω', again: true, athena: true } as const;
      const before: ToFinops[] = [
        { state: 'empty' },
        { state: 'loading', files, phase: 'starting', percent: 3, summary: null },
        { state: 'loading', files, phase: 'reading', percent: 3, summary: null },
        { state: 'loading', files, phase: 'storing', percent: 3, summary: null },
        failed,
      ];
      for (const state of before) {
        await shown.receive(state);
        await check(state, JSON.stringify(state));
      }
      await session.load([join(folder, 'costs', 'focus-sample.csv')]);
      const loaded = session.state;
      const conversation = conversationOf();
      await shown.receive(loaded, { type: 'reconciliation', reconciliation }, ...conversation);
      await page.locator('bc-cost-chart[data-points] canvas').nth(3).waitFor();
      for (const canvas of await page.locator('.charts canvas').all()) {
        await canvas.hover();
      }
      const state = [loaded, reconciliation, conversation];
      await check(state, 'loaded');
      for (const chart of ['bar', 'pie', 'time']) {
        await page.getByTestId(`finops-chart-${chart}-toggle`).click();
        await page.getByTestId(`finops-chart-${chart}-export`).click();
        await check(state, `${chart} as a table, and its menu`);
        await page.keyboard.press('Escape');
      }
      await writeFile(join(folder, 'credits.csv'), 'what,amount\nCompute,12.5\nCredit,-3\nmore,1,2\n');
      await session.load([join(folder, 'credits.csv')]);
      await shown.receive(session.state);
      await check([state, session.state], 'with skipped rows');
      assert.deepEqual(await shown.problems(), []);
    });
  });
});

/** A question, and an answer from queries that ended in every way. */
function conversationOf() {
  const states = ['running', 'done', 'failed'] as const;
  const steps: PanelStep[] = ['t1', 't2', ...states].map((id) => ({
    type: 'tool',
    id,
    at: 0,
    name: 'query_cost_data',
    input: '{}',
    result: '',
    durationMs: 12,
    state: states.find((state) => state === id) ?? 'done',
  }));
  const query = { sql: 'SELECT 1', purpose: '' };
  const outcome = {
    state: 'ended',
    result: { columns: [], rows: [], rowCount: 2, truncated: true, elapsedMs: 3 },
  };
  const header = { modelLabel: '', modelTooltip: '', region: '', signedIn: 'unknown' };
  const messages = [question('Ω'), answer('Ω 12.5, 13.5, 77.77', { steps })];
  const cited = [
    { text: '12.5', queryId: 'data', cell: null },
    { text: '13.5', queryId: 'q1', cell: null },
  ];
  return [
    { type: 'brief', text: 'Ω', limit: 9000 },
    { type: 'chat', message: { type: 'snapshot', messages, header, attachments: [], tools: 0, busy: false } },
    {
      type: 'evidence',
      queries: [
        { toolUseId: 't1', id: 'q1', ...query, outcome },
        { toolUseId: 't2', id: 'q2', ...query, outcome: { state: 'failed', message: 'Ω' } },
      ],
      charts: [],
      citations: [{ messageId: 'a1', cited, uncited: ['77.77'] }],
    },
  ];
}
