import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { offer } from '../../../../src/core/finops/analyses/index';
import {
  OWN_FOLDER,
  ownText,
  parseOwn,
  readOwnAnalyses,
  writeOwnAnalysis,
} from '../../../../src/core/finops/analyses/ownAnalyses';
import { CostSession } from '../../../../src/core/finops/costSession';
import type { CostEngine } from '../../../../src/core/finops/costEngine';
import type { CostView } from '../../../../src/protocol/finopsView';
import { openEngine, temporaryFolder } from './engine';

const query = {
  title: 'Dearest days, by team',
  description: 'What a day\ncosts',
  chart: 'bar',
  sql: 'SELECT Day, sum(Cost) AS Cost FROM costs GROUP BY 1 ORDER BY 2 DESC',
} as const;

describe('analyses that a user brings', () => {
  let workspace: string;
  let engine: CostEngine;
  before(async () => {
    engine = (await openEngine()).engine;
  });
  beforeEach(() => {
    workspace = temporaryFolder();
  });
  after(() => engine.dispose());

  const put = (name: string, text: string) => {
    mkdirSync(join(workspace, OWN_FOLDER), { recursive: true });
    writeFileSync(join(workspace, OWN_FOLDER, name), text);
  };
  const reasons = async () => {
    const dataSet = { costsColumns: [], tagKeys: [], format: 'generic' } as const;
    const offered = offer(await readOwnAnalyses(workspace), { ...dataSet, costsColumns: [], tagKeys: [] });
    return offered.map((one) => (one.available ? one.analysis.title() : one.reason));
  };

  it('are files of SQL that are read as they were written, and by hand', async () => {
    const path = await writeOwnAnalysis(workspace, query);
    assert.equal(path, join(workspace, OWN_FOLDER, 'dearest-days-by-team.sql'));
    const text = readFileSync(path, 'utf8');
    assert.deepEqual(parseOwn('x.sql', text), { ...query, description: 'What a day costs' });
    assert.equal(ownText(parseOwn('x.sql', text)), text);
    put('plain.sql', '\uFEFFSELECT 1 AS n\r\n-- title: no head below the query\r\n');
    const [first, second] = await readOwnAnalyses(workspace);
    assert.equal(first?.title(), query.title);
    assert.deepEqual([second?.title(), second?.chart], ['plain', 'table']);
  });

  it('say why a damaged one is none, and stay without the others', async () => {
    put('a-good.sql', ownText(query));
    put('b-empty.sql', '-- title: Nothing\n');
    put('c-chart.sql', '-- chart: donut\nSELECT 1');
    put('d-long.sql', `SELECT '${'x'.repeat(70_000)}'`);
    put('ignored.txt', 'SELECT 1');
    const told = await reasons();
    assert.equal(told.length, 4);
    assert.ok(told.includes(query.title));
    assert.ok(told.some((text) => text.includes('b-empty.sql') && text.includes('it has no query')));
    assert.ok(told.some((text) => text.includes('its chart is “donut”, and can be bar, pie, time, table')));
    assert.ok(told.some((text) => text.includes('d-long.sql') && text.includes('more than 65536 bytes')));
  });

  it('are not read or written through links', async () => {
    const elsewhere = temporaryFolder();
    writeFileSync(join(elsewhere, 'secret.sql'), 'SELECT 1');
    put('good.sql', ownText(query));
    symlinkSync(join(elsewhere, 'secret.sql'), join(workspace, OWN_FOLDER, 'link.sql'));
    assert.ok((await reasons()).some((text) => text.includes('link.sql') && text.includes('is a link')));
    const linked = temporaryFolder();
    symlinkSync(elsewhere, join(linked, '.bedrock-chat'));
    await assert.rejects(writeOwnAnalysis(linked, query), /is a link/);
    workspace = linked;
    assert.match((await reasons()).join(), /is a link/);
  });

  it('are none where there is no folder', async () => {
    assert.deepEqual(await readOwnAnalyses(workspace), []);
  });

  it('are listed, run as they are now, and judged like every query', async () => {
    put('mine.sql', ownText(query));
    put('theirs.sql', `-- title: Theirs\nSELECT * FROM read_csv('/etc/passwd')`);
    const costs = join(workspace, 'costs.csv');
    writeFileSync(
      costs,
      'line_item_unblended_cost,line_item_usage_start_date,line_item_product_code\n5,2025-06-01,A\n7,2025-06-02,A\n',
    );
    let view: CostView | undefined;
    const session = new CostSession({
      engine,
      askMapping: () => Promise.resolve(undefined),
      ownAnalyses: () => readOwnAnalyses(workspace),
      onChange: (state) => (view = state.state === 'ready' ? state.view : view),
    });
    await session.load([costs]);
    assert.deepEqual(
      view?.analyses.slice(-2).map(({ id, title }) => [id, title]),
      [
        ['own:mine.sql', query.title],
        ['own:theirs.sql', 'Theirs'],
      ],
    );
    await session.runAnalysis('own:theirs.sql');
    const refused = view.analysis.outcome;
    assert.match(refused.state === 'failed' ? refused.message : '', /read_csv is not allowed/);
    put('mine.sql', '-- title: Renamed\nSELECT sum(Cost) AS Cost FROM costs');
    await session.runAnalysis('own:mine.sql');
    const { analysis } = view;
    assert.equal(analysis.title, 'Renamed');
    assert.deepEqual(analysis.outcome.state === 'ended' && analysis.outcome.result.rows, [['12']]);
    await session.close();
  });

  it('take the budget that the user is asked for', async () => {
    const costs = join(workspace, 'costs.csv');
    writeFileSync(
      costs,
      'line_item_unblended_cost,line_item_usage_start_date,line_item_product_code\n5,2025-06-30,A\n',
    );
    let view: CostView | undefined;
    const asked: string[] = [];
    const session = new CostSession({
      engine,
      askMapping: () => Promise.resolve(undefined),
      askBudget: (currency) => {
        asked.push(currency);
        return Promise.resolve('8.5');
      },
      onChange: (state) => (view = state.state === 'ready' ? state.view : view),
    });
    await session.load([costs]);
    await session.runAnalysis('budget');
    const outcome = view?.analysis.outcome;
    assert.equal(outcome?.state === 'ended' && outcome.result.note, '2025-06: 5.00 of 8.50; 3.50 is left.');
    assert.equal(asked.length, 1);
    await session.close();
  });
});
