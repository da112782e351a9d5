import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultDashboardView, type DashboardAnswer, type FromDashboard } from '../../src/protocol/dashboard';
import type { MetricsSummary } from '../../src/protocol/metrics';
import { contrastOf, LINE_CONTRAST, readable } from '../../webview/components/contrast';
import { formatShortCount } from '../../src/shared/format';
import { bucketWords, timeTicks } from '../../webview/components/timeAxis';
import { monthFigure, topFigures } from '../../webview/dashboard/figures';
import { Questions, type Ask } from '../../webview/dashboard/questions';
import { filterOf } from '../../webview/dashboard/ranges';
import { PAGE_ROWS, RowPages } from '../../webview/dashboard/rowPages';
import { call } from './dashboardPage';

const HOUR = 3_600_000;
const summary: MetricsSummary = {
  requests: 1204,
  errorRate: 0.012,
  latencyAvgMs: 1900,
  latencyP95Ms: 4800,
  timeToFirstTokenP50Ms: 420,
  inputTokens: 1_100_000,
  cacheReadTokens: 550_000,
  outputTokens: 24_000,
  costUsd: 4.12,
  unpricedCalls: 3,
};

function figure(testId: string, changes: Partial<MetricsSummary> = {}): string {
  const found = topFigures({ ...summary, ...changes }).find((each) => each.testId === testId);
  return [found?.text, found?.note].filter((part) => part !== undefined).join(' ');
}

describe('the figures on top', () => {
  it('are in words that are read at a glance', () => {
    assert.deepEqual(
      topFigures(summary).map(({ text, note }) => (note === undefined ? text : `${text} ${note}`)),
      [
        '1,204',
        '1.2%',
        '1.9 s',
        '4.8 s',
        '0.4 s',
        '1.1M → 24,000 50.0% cached',
        '$4.12 3 calls of unknown price',
      ],
    );
  });

  it('never call an unknown price nothing', () => {
    assert.equal(figure('kpi-cost', { costUsd: null, unpricedCalls: 1 }), '– 1 call of unknown price');
    assert.equal(figure('kpi-cost', { costUsd: 0, unpricedCalls: 0 }), '$0.00');
    assert.doesNotMatch(figure('kpi-cost', { costUsd: null, unpricedCalls: 1204 }), /\$0/);
  });

  it('are dashes where nothing is known', () => {
    const nothing = { requests: 0, errorRate: null, latencyAvgMs: null, costUsd: null, unpricedCalls: 0 };
    assert.equal(figure('kpi-error-rate', nothing), '–');
    assert.equal(figure('kpi-latency-avg', nothing), '–');
    assert.equal(figure('kpi-cost', nothing), '–');
    assert.ok(topFigures(null).every(({ text }) => text === '–'));
  });

  it('are in full as long as they are short', () => {
    assert.equal(formatShortCount(99_999), '99,999');
    assert.equal(formatShortCount(240_000), '240K');
  });
});

describe('the figure of the month', () => {
  const outlook = { monthUsd: 5, perDayUsd: 0.5, projectedUsd: 10, savedUsd: 0, unpricedCalls: 0 };
  const note = (changes: Partial<typeof outlook>) => monthFigure({ ...outlook, ...changes }).note;

  it('says what the month comes to, and what the cache saved or cost', () => {
    assert.equal(monthFigure(outlook).text, '$5.00');
    assert.equal(note({}), '$0.50 a day, $10.00 by month’s end');
    assert.match(note({ savedUsd: 1.2 }) ?? '', / · caching saved \$1\.20$/);
    assert.match(note({ savedUsd: -1.2 }) ?? '', / · caching cost \$1\.20 more$/);
    assert.match(note({ unpricedCalls: 3 }) ?? '', / · 3 of unknown price$/);
  });
});

describe('a range', () => {
  it('ends at the instant it is looked at, the call of this millisecond included', () => {
    const now = Date.UTC(2026, 10, 21, 12);
    assert.deepEqual(filterOf({ ...defaultDashboardView, range: '1h' }, now), {
      fromMs: now + 1 - HOUR,
      toMs: now + 1,
      models: [],
      surfaces: [],
      outcomes: [],
    });
  });

  it('is open on both sides for all, and exact for custom', () => {
    const custom = { fromMs: 5, toMs: 9 };
    assert.equal(filterOf({ ...defaultDashboardView, range: 'all', custom }, 1).toMs, null);
    assert.equal(filterOf({ ...defaultDashboardView, range: 'custom', custom }, 1).toMs, 9);
  });
});

describe('a time axis', () => {
  it('has round local times, no more than fit', () => {
    const from = new Date(2026, 10, 20, 14, 3).getTime();
    for (const hours of [0.25, 1, 24, 7 * 24, 30 * 24, 5000]) {
      const ticks = timeTicks(from, from + hours * HOUR, 6);
      assert.ok(ticks.length >= 2 && ticks.length <= 7, `${String(hours)} h: ${String(ticks.length)}`);
      assert.ok(ticks.every((tick) => tick >= from && tick <= from + hours * HOUR));
      assert.ok(ticks.every((tick) => new Date(tick).getSeconds() === 0));
    }
    const days = timeTicks(from, from + 7 * 24 * HOUR, 7).map((tick) => new Date(tick).getHours());
    assert.deepEqual(new Set(days), new Set([0]));
    const twoDays = timeTicks(from, from + 48 * HOUR, 9, 24 * HOUR).map((tick) => new Date(tick).getHours());
    assert.deepEqual(new Set(twoDays), new Set([0]), 'figures by day have no hours');
  });

  it('is empty where there is no time', () => {
    assert.deepEqual(timeTicks(5, 5, 6), []);
    assert.deepEqual(timeTicks(NaN, 5, 6), []);
  });

  it('says how long a bucket is', () => {
    assert.deepEqual([60_000, 300_000, HOUR, 24 * HOUR].map(bucketWords), [
      'minute',
      '5 minutes',
      'hour',
      'day',
    ]);
  });
});

describe('a line’s color', () => {
  it('stands out from the background, in about the hue that the theme has', () => {
    for (const [color, ground] of [
      ['#613214', '#1f1f1f'],
      ['#d18616', '#ffffff'],
      ['#000000', '#000000'],
      ['#ffff00', '#fff'],
      ['rgb(230, 230, 230)', '#fffffe'],
    ] as const) {
      assert.ok((contrastOf(color, ground) ?? 0) < LINE_CONTRAST, color);
      const line = readable(color, ground);
      assert.ok((contrastOf(line, ground) ?? 0) >= LINE_CONTRAST, `${color} became ${line}`);
    }
    const [red = 0, green = 0, blue = 0] = readable('#613214', '#1f1f1f').match(/\d+/g)?.map(Number) ?? [];
    assert.ok(red > green && green > blue, 'orange stays orange');
  });

  it('stays the theme’s where it is readable, or cannot be judged', () => {
    assert.equal(readable('#3794ff', '#1f1f1f'), '#3794ff');
    assert.equal(readable('CanvasText', '#1f1f1f'), 'CanvasText');
    assert.equal(readable('#613214', ''), '#613214');
  });
});

describe('the page’s questions', () => {
  const answer: DashboardAnswer = { kind: 'models', models: ['a'] };

  function ids(posted: FromDashboard[]): number[] {
    return posted.map((message) => (message.type === 'query' ? message.id : NaN));
  }

  it('get their own answers, in whatever order these come', async () => {
    const posted: FromDashboard[] = [];
    const questions = new Questions((message) => posted.push(message));
    const first = questions.ask({ kind: 'models' });
    const second = questions.ask({ kind: 'models' });
    const [one, two] = ids(posted);
    questions.read({ type: 'answer', id: two!, answer: { kind: 'models', models: ['b'] } });
    questions.read({ type: 'answer', id: one!, answer });
    questions.read({ type: 'answer', id: one!, answer: { kind: 'models', models: ['late'] } });
    questions.read({ type: 'answer', id: 99, answer });
    assert.deepEqual((await first).models, ['a']);
    assert.deepEqual((await second).models, ['b']);
  });

  it('end in a failure, a time-out or the end of the page', async () => {
    const posted: FromDashboard[] = [];
    const questions = new Questions((message) => posted.push(message), 20);
    const failing = questions.ask({ kind: 'models' });
    questions.read({ type: 'failure', id: ids(posted)[0]!, detail: 'no' });
    await assert.rejects(failing, { reason: 'failed', message: 'no' });
    const mistaken = questions.ask({ kind: 'log', level: 'INFO' });
    questions.read({ type: 'answer', id: ids(posted)[1]!, answer });
    await assert.rejects(mistaken, { reason: 'failed' });
    await assert.rejects(questions.ask({ kind: 'models' }), { reason: 'timeout' });
    const open = questions.ask({ kind: 'models' });
    questions.dispose();
    await assert.rejects(open, { reason: 'closed' });
    await assert.rejects(questions.ask({ kind: 'models' }), { reason: 'closed' });
  });
});

describe('the rows of the raw table', () => {
  const query = {
    filter: filterOf(defaultDashboardView, Date.now()),
    search: '',
    sort: { column: 'timestamp', descending: true } as const,
  };
  /** A host with so many rows whose model says where and for which search they are; answers when told. */
  function newRows(total: number) {
    const asked: { offset: number; answer: () => Promise<void> }[] = [];
    const ask = ((asking: { kind: 'rows'; rows: { offset: number; limit: number; search: string } }) =>
      new Promise((resolve) => {
        const { offset, limit, search } = asking.rows;
        const rows = Array.from({ length: Math.min(limit, total - offset) }, (_, at) =>
          call(0, { model_id: `${search}${String(offset + at)}` }),
        );
        const answer = async () => {
          resolve({ kind: 'rows', rows: { total, rows } });
          await sleep(0);
        };
        asked.push({ offset, answer });
      })) as unknown as Ask;
    return { asked, rows: new RowPages(ask, () => undefined) };
  }

  it('are fetched around what is looked at, and only there', async () => {
    const { asked, rows } = newRows(1_000_000);
    rows.load(query);
    await asked[0]!.answer();
    assert.equal(rows.total, 1_000_000);
    rows.look(500_000, 500_040);
    rows.look(700_000, 700_040);
    assert.deepEqual(
      asked.map(({ offset }) => offset),
      [0, 500_000, 700_000],
    );
    await asked[2]!.answer();
    assert.equal(rows.row(700_001)?.model_id, '700001');
    assert.equal(rows.row(300_000), undefined);
  });

  it('skip what a fast scroll went past', async () => {
    const { asked, rows } = newRows(1_000_000);
    rows.load(query);
    await asked[0]!.answer();
    for (let first = 1000; first <= 100_000; first += 1000) {
      rows.look(first, first + 40);
    }
    assert.equal(asked.length, 3);
    await asked[1]!.answer();
    assert.deepEqual(asked.at(-1)?.offset, 100_000);
    assert.equal(asked.length, 4);
  });

  it('stay until those of a new question come, and never mix with them', async () => {
    const { asked, rows } = newRows(1000);
    rows.load(query);
    rows.look(0, 40);
    await asked[0]!.answer();
    rows.look(PAGE_ROWS, PAGE_ROWS + 40);
    rows.load({ ...query, search: 'new ' });
    assert.equal(rows.row(0)?.model_id, '0');
    await asked[1]!.answer();
    assert.equal(rows.row(PAGE_ROWS), undefined, 'an answer to the old question counted');
    await asked[2]!.answer();
    assert.equal(rows.row(PAGE_ROWS)?.model_id, `new ${String(PAGE_ROWS)}`);
    assert.equal(rows.row(0), undefined);
  });
});
