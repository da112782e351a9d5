import assert from 'node:assert/strict';
import { DashboardSession } from '../../../../src/core/metrics/dashboardSession';
import {
  defaultDashboardView,
  type FromDashboard,
  type ToDashboard,
} from '../../../../src/protocol/dashboard';
import { MemoryMetrics } from '../../../support/fakes/memoryMetrics';
import { invocation } from './records';

const all = { fromMs: null, toMs: null, models: [], surfaces: [], outcomes: [] };

/** A session with everything around it, and what it said. */
function newSession(said: { remembered?: unknown; visible?: boolean } = {}) {
  const store = new MemoryMetrics([invocation(), invocation({ outcome: 'throttled', success: 0 })]);
  const posted: ToDashboard[] = [];
  const done: unknown[] = [];
  const state = { remembered: said.remembered, visible: said.visible ?? true, logFailure: false };
  const session = new DashboardSession({
    sources: {
      store,
      log: {
        read: async (options) => {
          if (state.logFailure) {
            throw new Error('EACCES');
          }
          return { lines: [`${options.level} ${String(options.lines)}`], cut: false };
        },
      },
      runs: async (logLines) => ({ total: 0, rows: [], log: [`last ${String(logLines)}`] }),
    },
    settings: () => ({ refreshSeconds: 60, logLines: 20 }),
    memory: { get: () => state.remembered, set: async (view) => void (state.remembered = view) },
    actions: {
      export: async (...args) => void done.push(['export', ...args]),
      openLog: async () => void done.push('openLog'),
      openChat: async () => void done.push('openChat'),
      followAdvice: async (advice) => void done.push(['followAdvice', advice]),
      openRunLog: async (run) => void done.push(['openRunLog', run]),
      openRunResult: async (run) => void done.push(['openRunResult', run]),
    },
    post: (message) => posted.push(message),
    isVisible: () => state.visible,
  });
  return { session, store, posted, done, state };
}

async function ask(query: Extract<FromDashboard, { type: 'query' }>['query']): Promise<ToDashboard> {
  const { session, posted } = newSession();
  await session.handle({ type: 'query', id: 7, query });
  assert.equal(posted.length, 1);
  return posted[0]!;
}

describe('the extension host’s end of the dashboard', () => {
  it('begins with what was looked at last time', async () => {
    const view = { ...defaultDashboardView, range: '7d' as const, outcomes: ['error' as const] };
    const { session, posted } = newSession({ remembered: view });
    await session.handle({ type: 'ready' });
    assert.deepEqual(posted, [{ type: 'init', view, refreshSeconds: 60, logLines: 20 }]);
  });

  it('begins with the usual view when what it remembers makes no sense', async () => {
    const { session, posted } = newSession({ remembered: { range: 'a century' } });
    await session.handle({ type: 'ready' });
    assert.deepEqual(posted[0], {
      type: 'init',
      view: defaultDashboardView,
      refreshSeconds: 60,
      logLines: 20,
    });
  });

  it('remembers a view', async () => {
    const { session, state } = newSession();
    const view = { ...defaultDashboardView, range: 'all' as const };
    await session.handle({ type: 'remember', view });
    assert.deepEqual(state.remembered, view);
  });

  it('answers each kind of question under its number', async () => {
    const sort = { column: 'timestamp', descending: true } as const;
    const summary = await ask({ kind: 'summary', filter: all });
    assert.ok(summary.type === 'answer' && summary.id === 7 && summary.answer.kind === 'summary');
    assert.equal(summary.answer.summary.requests, 2);
    assert.equal(summary.answer.summary.errorRate, 0.5);
    const series = await ask({ kind: 'series', filter: all, maxPoints: 100 });
    assert.ok(series.type === 'answer' && series.answer.kind === 'series');
    assert.ok(series.answer.series.requests instanceof Float64Array);
    const rows = await ask({ kind: 'rows', rows: { filter: all, search: '', sort, offset: 0, limit: 1 } });
    assert.ok(rows.type === 'answer' && rows.answer.kind === 'rows');
    assert.deepEqual([rows.answer.rows.total, rows.answer.rows.rows.length], [2, 1]);
    const models = await ask({ kind: 'models' });
    assert.ok(models.type === 'answer' && models.answer.kind === 'models');
    const log = await ask({ kind: 'log', level: 'WARNING' });
    assert.ok(log.type === 'answer' && log.answer.kind === 'log');
    assert.deepEqual(log.answer.log, { lines: ['WARNING 20'], cut: false });
    const runs = await ask({ kind: 'runs' });
    assert.ok(runs.type === 'answer' && runs.answer.kind === 'runs');
    assert.deepEqual(runs.answer.runs.log, ['last 20']);
  });

  it('says why a question has no answer', async () => {
    const { session, store, posted, state } = newSession();
    store.failure = new Error('database disk image is malformed');
    state.logFailure = true;
    await session.handle({ type: 'query', id: 1, query: { kind: 'summary', filter: all } });
    await session.handle({ type: 'query', id: 2, query: { kind: 'log', level: 'DEBUG' } });
    assert.deepEqual(posted, [
      { type: 'failure', id: 1, detail: 'database disk image is malformed' },
      { type: 'failure', id: 2, detail: 'EACCES' },
    ]);
  });

  it('tells of changes only while it can be seen, and never after its end', async () => {
    const { session, store, posted, state } = newSession();
    store.add(invocation());
    assert.deepEqual(posted, [{ type: 'changed' }]);
    state.visible = false;
    store.add(invocation());
    state.visible = true;
    session.dispose();
    store.add(invocation());
    await session.handle({ type: 'ready' });
    assert.equal(posted.length, 1);
  });

  it('passes on what a user wants done', async () => {
    const { session, done } = newSession();
    await session.handle({ type: 'export', filter: all, search: 'nova', format: 'csv' });
    await session.handle({ type: 'openLog' });
    await session.handle({ type: 'openChat' });
    await session.handle({ type: 'openRunLog', run: '1' });
    await session.handle({ type: 'openRunResult', run: '2' });
    assert.deepEqual(done, [
      ['export', all, 'nova', 'csv'],
      'openLog',
      'openChat',

      ['openRunLog', '1'],
      ['openRunResult', '2'],
    ]);
  });
});
