import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CostEngine } from '../../../../src/core/finops/costEngine';
import type { CostScope, MeasureColumn } from '../../../../src/protocol/finops';
import { openEngine } from './engine';

const folder =
  process.env['BEDROCK_CHAT_COST_DATA'] ?? resolve(import.meta.dirname, '../../../../../shared/data');

interface NamedAmount {
  readonly name: string;
  readonly cost: string;
}

interface Truth {
  readonly row_count: number;
  readonly column_count: number;
  readonly total_cost: Readonly<Record<string, string>>;
  readonly top5_services: readonly NamedAmount[] | Readonly<Record<string, readonly NamedAmount[]>>;
  readonly top5_services_by_product_name?: readonly NamedAmount[];
  readonly distinct_services?: number;
  readonly first5_days?: readonly { readonly date: string; readonly cost: string }[];
  readonly date_range: Readonly<Record<string, unknown>>;
  readonly untagged: Readonly<Record<string, string | number>> | null;
  readonly by_line_item_type?: Readonly<Record<string, { rows: number; cost: string }>>;
  readonly by_charge_category_billed?: Readonly<Record<string, { rows: number; cost: string }>>;
  readonly by_provider_billed?: Readonly<Record<string, { rows: number; cost: string }>>;
  readonly by_region?: Readonly<Record<string, { rows: number; cost: string }>>;
}

describe('real cost files with known totals', function () {
  let engine: CostEngine;
  let truths: Record<string, Truth | undefined>;

  before(async function () {
    // The files are not part of the project.
    if (!existsSync(join(folder, 'TRUTH.json'))) {
      return this.skip();
    }
    const known = JSON.parse(readFileSync(join(folder, 'TRUTH.json'), 'utf8')) as { files: typeof truths };
    truths = known.files;
    engine = (await openEngine()).engine;
  });
  after(() => engine?.dispose());

  const load = async (name: string) => {
    const truth = truths[name];
    assert.ok(truth);
    return { truth, dataSet: await engine.load([join(folder, name)]) };
  };
  const scope = (measure: MeasureColumn): CostScope => ({ measure, currency: 'USD', leaveOut: [] });
  const groups = async (id: string, sql: string) => {
    const { rows } = await engine.query(id, sql);
    return Object.fromEntries(
      rows.map(([name, count, cost]) => [String(name ?? ''), { rows: count, cost }] as const),
    );
  };

  it('gives the figures of a legacy Cost and Usage Report to the last digit', async () => {
    const { truth, dataSet } = await load('cur_legacy_2023-11.csv');
    assert.equal(dataSet.format, 'cur-legacy');
    assert.equal(dataSet.skippedRows, 0);
    const summary = await engine.summary(dataSet.id);
    assert.equal(summary.rows, truth.row_count);
    assert.equal(summary.columnCount, truth.column_count);
    assert.equal(summary.total, truth.total_cost['unblended']);
    assert.equal((await engine.summary(dataSet.id, scope('BlendedCost'))).total, truth.total_cost['blended']);
    const list = await engine.summary(dataSet.id, scope('ListCost'));
    assert.equal(list.total, truth.total_cost['public_on_demand']);
    const untaxed = await engine.summary(dataSet.id, { ...scope('BilledCost'), leaveOut: ['Tax'] });
    assert.equal(untaxed.total, truth.total_cost['unblended_excluding_tax']);
    assert.deepEqual(topOf(summary.services), truth.top5_services_by_product_name);
    assert.deepEqual(daysOf(summary.days), truth.first5_days);
    assert.equal(summary.days.length, truth.date_range['distinct_days']);
    assert.equal(summary.untagged, null);
    assert.deepEqual(byName(summary.categories), truth.by_line_item_type);
    const codes = 'SELECT ServiceCode, sum(Cost) FROM costs GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5';
    const { rows } = await engine.query(dataSet.id, codes);
    assert.deepEqual(
      rows.map(([name, cost]) => ({ name, cost })),
      truth.top5_services,
    );
    const regions = 'SELECT RegionId, count(*), sum(coalesce(Cost, 0)) FROM costs GROUP BY 1';
    assert.deepEqual(await groups(dataSet.id, regions), truth.by_region);
  });

  it('gives the figures of a FOCUS 1.0 file of three vendors to the last digit', async () => {
    const { truth, dataSet } = await load('focus_1_0_sample.csv');
    assert.equal(dataSet.format, 'focus-1.0');
    const summary = await engine.summary(dataSet.id);
    assert.equal(summary.rows, truth.row_count);
    assert.equal(summary.columnCount, truth.column_count);
    for (const measure of ['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost'] as const) {
      const one = await engine.summary(dataSet.id, scope(measure));
      assert.equal(one.total, truth.total_cost[measure], measure);
      const top = (truth.top5_services as Record<string, NamedAmount[]>)[measure];
      if (top) {
        assert.deepEqual(topOf(one.services), top, measure);
      }
    }
    assert.equal(summary.services.length, truth.distinct_services);
    assert.deepEqual(daysOf(summary.days), truth.first5_days);
    assert.equal(summary.days.length, truth.date_range['distinct_days']);
    assert.deepEqual(byName(summary.categories), truth.by_charge_category_billed);
    assert.equal(summary.untagged?.rows, truth.untagged?.['rows']);
    assert.equal(String(summary.untagged?.rowShare), truth.untagged?.['row_share']);
    assert.equal(summary.untagged?.cost, truth.untagged?.['billed_cost']);
    assert.equal(summary.untagged?.costShare?.toFixed(5), truth.untagged?.['billed_cost_share']);
    const providers =
      'SELECT ProviderName, count(*), sum(coalesce(BilledCost, 0)) FROM source GROUP BY 1 ORDER BY 1';
    assert.deepEqual(await groups(dataSet.id, providers), truth.by_provider_billed);
  });

  it('reads a FOCUS 1.2 file with a byte order mark, Windows line ends and M/D/YY dates', async () => {
    const { truth, dataSet } = await load('focus_1_2_saas_tokens_bom.csv');
    assert.equal(dataSet.format, 'focus-1.2');
    const summary = await engine.summary(dataSet.id);
    // What was billed is zero: the first cost that says something is shown, under its name.
    assert.equal(summary.measureTitle, 'Effective cost');
    assert.equal(summary.rows, truth.row_count);
    assert.equal(summary.columnCount, truth.column_count);
    for (const measure of ['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost'] as const) {
      assert.equal((await engine.summary(dataSet.id, scope(measure))).total, truth.total_cost[measure]);
    }
    assert.deepEqual(topOf(summary.services), truth.top5_services);
    assert.deepEqual(daysOf(summary.days), [{ date: '2025-04-01', cost: '495' }]);
    const tokens = await engine.query(dataSet.id, 'SELECT DISTINCT PricingCurrency FROM source');
    assert.deepEqual(tokens.rows, [['Token']]);
  });

  it('reads an export of Azure in its own format', async () => {
    const { truth, dataSet } = await load('negative_azure_ea_actual.csv');
    assert.equal(dataSet.format, 'azure');
    const summary = await engine.summary(dataSet.id);
    assert.equal(summary.rows, truth.row_count);
    assert.equal(summary.total, truth.total_cost['Cost']);
  });
});

function topOf(groups: readonly { name: string; cost: string }[]) {
  return groups.slice(0, 5).map(({ name, cost }) => ({ name, cost }));
}

function daysOf(groups: readonly { name: string; cost: string }[]) {
  return groups.slice(0, 5).map(({ name, cost }) => ({ date: name, cost }));
}

function byName(groups: readonly { name: string; cost: string; rows: number }[]) {
  return Object.fromEntries(groups.map(({ name, cost, rows }) => [name, { rows, cost }]));
}
