import assert from 'node:assert/strict';
import type { DashboardAnswer } from '../../src/protocol/dashboard';
import { DashboardModel } from '../../webview/dashboard/dashboardModel';
import type { Ask } from '../../webview/dashboard/questions';

type Change = 'all' | 'rows';

/** A model, and what it told to draw again. */
function newModel(answer: () => DashboardAnswer): { model: DashboardModel; changes: Change[] } {
  const changes: Change[] = [];
  const model = new DashboardModel({
    ask: (async () => answer()) as unknown as Ask,
    now: () => 0,
    maxPoints: () => 100,
    remember: () => undefined,
    onChange: () => changes.push('all'),
    onRows: () => changes.push('rows'),
  });
  return { model, changes };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('what the dashboard draws again', () => {
  it('is the raw table alone when a page comes while someone scrolls', async () => {
    let total = 1_000_000;
    const { model, changes } = newModel(() => ({ kind: 'rows', rows: { total, rows: [] } }));
    model.setTable({ search: '' });
    await settled();
    assert.deepEqual(changes, ['all', 'all'], 'the heading says how many there are');
    for (const first of [500_000, 700_000]) {
      model.rows.look(first, first + 40);
      await settled();
    }
    assert.deepEqual(changes.slice(2), ['rows', 'rows']);
    total += 1;
    model.rows.look(900_000, 900_040);
    await settled();
    assert.equal(changes.at(-1), 'all', 'a call has come');
  });

  it('is all when rows cannot be read, and when they can again', async () => {
    let failure: Error | undefined = new Error('disk I/O error');
    const { model, changes } = newModel(() => {
      if (failure !== undefined) {
        throw failure;
      }
      return { kind: 'rows', rows: { total: 5, rows: [] } };
    });
    model.rows.load(model.rowsQuery());
    await settled();
    failure = undefined;
    model.rows.load(model.rowsQuery());
    await settled();
    assert.deepEqual(changes, ['all', 'all']);
    assert.equal(model.rows.failure, null);
  });

  it('is the log only when it changed', async () => {
    let lines = ['one'];
    let failure: Error | undefined;
    const { model, changes } = newModel(() => {
      if (failure !== undefined) {
        throw failure;
      }
      return { kind: 'log', log: { lines, cut: false } };
    });
    await model.loadLog();
    await model.loadLog();
    assert.equal(changes.length, 1);
    lines = ['one', 'two'];
    await model.loadLog();
    assert.deepEqual(model.log.value?.lines, lines);
    failure = new Error('EACCES');
    await model.loadLog();
    await model.loadLog();
    assert.equal(changes.length, 3);
    assert.deepEqual(model.log.value?.lines, lines, 'what was there stays');
    failure = undefined;
    await model.loadLog();
    assert.equal(model.log.failure, null);
    assert.equal(changes.length, 4);
  });
});
