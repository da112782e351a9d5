import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { makeSampleWorkspace } from '../../../support/samples/sampleWorkspace';
import type { CostEngine } from '../../../../src/core/finops/costEngine';
import { finopsError } from '../../../../src/core/finops/finopsError';
import type { ColumnMapping } from '../../../../src/protocol/finops';
import { toFinopsSchema, type CostView, type ToFinops } from '../../../../src/protocol/finopsView';
import { costBrief } from '../../../../src/core/finops/conversation/costPrompt';
import { CostSession } from '../../../../src/core/finops/costSession';
import { openEngine, temporaryFolder } from './engine';

describe('a session of cost data', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const sample = join(folder, 'costs', 'focus-sample.csv');
  let engine: CostEngine;
  let mapping: ColumnMapping | undefined;
  let shown: ToFinops[];
  let session: CostSession;

  before(async () => {
    makeSampleWorkspace(folder);
    ({ engine } = await openEngine());
  });
  beforeEach(() => {
    shown = [];
    mapping = undefined;
    session = new CostSession({
      engine,
      askMapping: () => Promise.resolve(mapping),
      // What a page would not take is not shown.
      onChange: (state) => shown.push(v.parse(toFinopsSchema, state)),
    });
  });
  afterEach(() => session.close());
  after(() => engine.dispose());

  function view(): CostView {
    const { state } = session;
    if (state.state !== 'ready') {
      throw new Error(`The session is ${JSON.stringify(state)}`);
    }
    return state.view;
  }

  function failure(): Extract<ToFinops, { state: 'failed' }> {
    const { state } = session;
    if (state.state !== 'failed') {
      throw new Error(`The session is ${state.state}`);
    }
    return state;
  }

  function file(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  }

  it('shows how the load goes on, then figures, five questions and the first analysis', async () => {
    await session.load([sample]);
    assert.deepEqual([...new Set(shown.map(({ state }) => state))], ['loading', 'ready']);
    const { summary, suggestions, analysis, preview } = view();
    assert.equal(summary.rows, 465);
    assert.equal(suggestions.length, 5);
    assert.deepEqual(
      suggestions.filter(({ analysisId }) => analysisId === ''),
      [],
      'a question has no analysis',
    );
    assert.equal(analysis.outcome.state === 'ended' && analysis.outcome.drawn?.label, 'ServiceName');
    assert.equal(preview.rows.length, 20);
  });

  it('posts what the page shows, and nothing else of what is known', async () => {
    const posted: unknown[] = [];
    const other = new CostSession({
      engine,
      askMapping: () => Promise.resolve(mapping),
      onChange: (state) => posted.push(state),
    });
    await other.load([sample]);
    await other.setScope({ measure: 'EffectiveCost', currency: 'USD', leaveOut: ['Tax'] });
    assert.ok(other.data && other.data.summary.services.length > 0);
    for (const state of posted) {
      assert.deepEqual(state, v.parse(toFinopsSchema, state));
    }
    assert.ok(posted.some((state) => JSON.stringify(state).includes('"state":"ready"')));
    await other.close();
  });

  it('opens a file with more columns than a result may have, and one with texts too long to show', async () => {
    const names = Array.from({ length: 700 }, (_, at) => `column "${at}`);
    const quoted = names.map((name) => `"${name.replaceAll('"', '""')}"`);
    await session.load([
      file('wide.csv', `amount,${quoted.join(',')}\n1.5,${names.map((_, at) => at).join(',')}\n`),
    ]);
    assert.equal(view().summary.total, '1.5');
    assert.equal(view().summary.columnCount, 701);
    assert.equal(view().preview.columns.length, 500);
    assert.equal(view().preview.columns[2]?.name, 'column "1');
    const texts = Array.from({ length: 60 }, () => 'x'.repeat(8_000)).join(',');
    const header = Array.from({ length: 60 }, (_, at) => `text ${at}`).join(',');
    await session.load([
      file('long.csv', `amount,${header}\n${Array.from({ length: 20 }, () => `1,${texts}\n`).join('')}`),
    ]);
    assert.equal(view().summary.total, '20');
    assert.deepEqual(view().preview, { columns: [], rows: [] });
  });

  it('makes an analysis of the scope that is shown', async () => {
    await session.load([sample]);
    await session.setScope({ ...view().summary.scope, measure: 'EffectiveCost' });
    await session.runAnalysis('by-service');
    const { analysis, charts } = view();
    assert.equal(analysis.title, 'Cost by service');
    if (analysis.outcome.state !== 'ended' || !charts.bar.possible) {
      throw new Error('No result');
    }
    const [, cost] = analysis.outcome.result.rows[0] ?? [];
    assert.equal(cost, charts.bar.series[0]?.parts[0]?.value);
  });

  it('says of an analysis that the data is not enough for what it lacks', async () => {
    await session.load([sample]);
    const lacking = view().analyses.find(({ id }) => id === 'by-tag');
    assert.match(lacking?.reason ?? '', /needs Tags/);
    const before = view();
    await session.runAnalysis('by-tag');
    assert.deepEqual(view(), before);
  });

  it('draws no pie of parts below zero and says why', async () => {
    await session.load([file('credits.csv', 'what,amount EUR\nCompute,12.5\nCredit,-3\n')]);
    const { summary, charts } = view();
    assert.equal(summary.total, '9.5');
    assert.equal(summary.scope.currency, 'EUR');
    assert.equal(charts.pie.possible, false);
    assert.match(charts.pie.possible ? '' : charts.pie.reason, /below zero/);
  });

  describe('of which credits cancel the cost', () => {
    const CANCELLED = charges(
      ['Usage', 'EC2', '47.6812'],
      ['Credit', 'EC2', '-47.68120006'],
      ['Tax', 'S3', '0.03'],
    );
    const services = () => {
      const { bar } = view().charts;
      return bar.possible ? bar.series[0]?.parts.map(({ name, value }) => ({ name, value })) : undefined;
    };
    const analyzed = async (id: string) => {
      await session.runAnalysis(id);
      const { outcome } = view().analysis;
      assert.ok(outcome.state === 'ended');
      return outcome.result.rows;
    };

    it('begins its charts and analyses before credits, under the exact total', async () => {
      await session.load([file('cancelled.csv', CANCELLED)]);
      assert.equal(view().summary.total, '0.02999994');
      assert.equal(view().chartedCredits, false);
      assert.deepEqual(services(), [
        { name: 'EC2', value: '47.6812' },
        { name: 'S3', value: '0.03' },
      ]);
      assert.equal((await analyzed('by-service'))[0]?.[1], '47.6812');
      assert.equal((await analyzed('credits-refunds-tax')).length, 5);
    });

    it('has them in charts and analyses when a user wants them, until the next file', async () => {
      await session.load([file('cancelled.csv', CANCELLED)]);
      await session.chartCredits(true);
      assert.equal(view().chartedCredits, true);
      assert.deepEqual(services(), [
        { name: 'S3', value: '0.03' },
        { name: 'EC2', value: '-0.00000006' },
      ]);
      await session.load([file('kept.csv', charges(['Usage', 'EC2', '47'], ['Credit', 'EC2', '-40']))]);
      assert.equal(view().chartedCredits, null);
      await session.load([file('cancelled.csv', CANCELLED)]);
      assert.equal(view().chartedCredits, false);
    });

    it('tells a model what charts leave out', async () => {
      await session.load([file('cancelled.csv', CANCELLED)]);
      assert.ok(session.data);
      assert.match(
        costBrief(session.data),
        /total of it: 0\.02999994 USD[^]*credits and refunds cancel this cost/,
      );
    });
  });

  it('keeps nothing when the user does not say which column is what', async () => {
    await session.load([file('unknown.csv', 'what,count\nCompute,12\n')]);
    assert.match(failure().message, /cancelled/);
    assert.deepEqual(engine.dataSets, []);
  });

  it('says where a file is bad, and loads the next one', async () => {
    await session.load([file('words.csv', 'no,numbers\nhere,there\n')]);
    assert.match(failure().place, /^words\.csv, line 1/);
    await session.load([sample]);
    assert.equal(view().summary.rows, 465);
  });

  it('ends a load on request, and can load the same files again', async () => {
    const loading = session.load([sample]);
    session.cancel();
    await loading;
    assert.match(failure().message, /cancelled/);
    await session.loadAgain();
    assert.equal(view().summary.rows, 465);
    assert.equal(engine.dataSets.length, 1);
  });

  it('shows the files that were opened last when two are opened at once', async () => {
    const first = session.load([sample]);
    const second = session.load([file('later.csv', 'what,amount\nCompute,12.5\n')]);
    await Promise.all([first, second]);
    assert.equal(view().summary.total, '12.5');
    assert.equal(engine.dataSets.length, 1);
  });

  it('offers Athena where the disk is too small, and nowhere else', async () => {
    const full = (reason: 'disk' | 'memory') =>
      new CostSession({
        engine: {
          inspect: (paths) => engine.inspect(paths),
          load: () => Promise.reject(finopsError(reason, 'It does not fit.')),
          summary: () => Promise.reject(new Error('Nothing is loaded')),
          query: () => Promise.reject(new Error('Nothing is loaded')),
          close: () => Promise.resolve(),
        },
        askMapping: () => Promise.resolve(undefined),
        onChange: (state) => shown.push(v.parse(toFinopsSchema, state)),
      });
    for (const reason of ['disk', 'memory'] as const) {
      await full(reason).load([sample]);
      const last = shown.at(-1);
      assert.ok(last?.state === 'failed');
      assert.equal(last.athena, reason === 'disk');
    }
  });
});

/** A FOCUS file of one day. */
function charges(...rows: readonly (readonly [category: string, service: string, cost: string])[]): string {
  const lines = rows.map(
    ([category, service, cost]) => `${cost},2026-10-01T00:00:00Z,${category},${service},USD`,
  );
  return `BilledCost,ChargePeriodStart,ChargeCategory,ServiceName,BillingCurrency\n${lines.join('\n')}\n`;
}
