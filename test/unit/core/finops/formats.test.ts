import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { addAmounts } from '../../../../src/core/finops/amounts';
import type { CostEngine } from '../../../../src/core/finops/costEngine';
import type { DataSet } from '../../../../src/protocol/finops';
import { sampleCostFile, type SampleFormat, type SampleTruth } from '../../../../scripts/sampleCosts';
import { openEngine, temporaryFolder } from './engine';

describe('cost data of each format, against totals added up beside it', () => {
  const seed = Math.floor(Math.random() * 1e9);
  const folder = temporaryFolder();
  let engine: CostEngine;

  before(async () => {
    console.log(`      seed ${seed}`);
    engine = (await openEngine()).engine;
  });
  after(() => engine.dispose());

  const formats: readonly [SampleFormat, DataSet['format']][] = [
    ['cur-2.0', 'cur-2.0'],
    ['cur-legacy', 'cur-legacy'],
    ['focus-1.1', 'focus-1.1'],
    ['cost-explorer', 'cost-explorer'],
    ['cost-explorer-turned', 'cost-explorer'],
  ];
  for (const [format, detected] of formats) {
    for (const windows of [false, true]) {
      it(`${format}${windows ? ', as Windows writes it' : ''}`, async () => {
        const { text, truth } = sampleCostFile({ format, rows: 3000, seed, windows });
        const path = write(`${format}-${windows}.csv`, text);
        const dataSet = await engine.load([path]);
        assert.equal(dataSet.format, detected);
        assert.equal(dataSet.skippedRows, 0);
        await sameFigures(dataSet, truth);
      });
    }
  }

  it('reads files of one export, packed or not, as one data set', async () => {
    const months = ['2025-01-01', '2025-03-01', '2025-05-01'].map((from, at) =>
      sampleCostFile({ format: 'cur-2.0', rows: 1000, seed: seed + at, from }),
    );
    const plain = write('january.csv', months[0]?.text ?? '');
    const packed = write('march.csv.gz', gzipSync(months[1]?.text ?? ''));
    const other = write('may.csv', months[2]?.text ?? '');
    const dataSet = await engine.load([plain, packed, other]);
    assert.deepEqual(
      dataSet.files.map(({ name, rows }) => [name, rows]),
      [
        ['january.csv', 1000],
        ['march.csv.gz', 1000],
        ['may.csv', 1000],
      ],
    );
    const { rows } = await engine.query(
      dataSet.id,
      "SELECT sum(Cost) FILTER (Day < '2025-02-02'), sum(Cost) FILTER (Day BETWEEN '2025-02-03' AND '2025-04-30'), sum(Cost) FILTER (Day >= '2025-05-01') FROM costs",
    );
    assert.deepEqual(
      rows[0],
      months.map(({ truth }) => truth.total),
    );
  });

  it('reads Parquet, whose costs are doubles and whose tags are maps, beside CSV', async () => {
    const { text, truth } = sampleCostFile({ format: 'cur-2.0', rows: 2000, seed });
    const path = join(folder, 'export.parquet');
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(
      `COPY (SELECT * REPLACE (
           CAST(line_item_unblended_cost AS DOUBLE) AS line_item_unblended_cost,
           CAST(line_item_usage_start_date AS TIMESTAMPTZ) AS line_item_usage_start_date,
           MAP {'product_name': CAST(product AS JSON)->>'product_name'} AS product,
           coalesce(CAST(CAST(resource_tags AS JSON) AS MAP(VARCHAR, VARCHAR)), MAP {}) AS resource_tags)
         FROM read_csv('${write('source.csv', text)}', all_varchar = true, nullstr = ['', 'NULL'])
       ) TO '${path}' (FORMAT parquet)`,
    );
    connection.closeSync();
    instance.closeSync();
    await sameFigures(await engine.load([path]), truth);
    const both = await engine.load([path, write('beside.csv', text)]);
    const { rows } = await engine.query(both.id, 'SELECT count(*), sum(Cost) FROM costs');
    assert.deepEqual(rows, [[2 * truth.rows, addAmounts([truth.total, truth.total])]]);
  });

  it('asks which column is what where the format is not known', async () => {
    const { text, truth } = sampleCostFile({ format: 'plain', rows: 500, seed });
    const path = write('plain.csv', text);
    await assert.rejects(engine.load([path]), { name: 'FinopsError', reason: 'needsMapping' });
    const inspection = await engine.inspect([path]);
    assert.equal(inspection.format, 'generic');
    assert.deepEqual(inspection.numericColumns, ['Amount']);
    assert.equal(inspection.suggestedMapping?.cost, 'Amount');
    assert.equal(inspection.suggestedMapping.service, 'Product');
    assert.equal(inspection.suggestedMapping.date, 'When');
    const dataSet = await engine.load([path], { mapping: inspection.suggestedMapping });
    const summary = await engine.summary(dataSet.id);
    assert.equal(summary.total, truth.total);
    assert.equal(summary.scope.currency, 'unknown');
    assert.deepEqual(costsByName(summary.days), truth.days);
    assert.deepEqual(costsByName(summary.services), truth.services);
  });

  it('keeps amounts of different currencies apart, and counts each', async () => {
    const head = 'BilledCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ServiceName';
    const path = write(
      'mixed.csv',
      `${head}\n1.1,USD,Usage,2025-01-01,A\n2.2,EUR,Usage,2025-01-01,A\n4,USD,Usage,2025-01-02,B\n`,
    );
    const dataSet = await engine.load([path]);
    assert.deepEqual(dataSet.currencies, [
      { currency: 'USD', rows: 2 },
      { currency: 'EUR', rows: 1 },
    ]);
    assert.match(dataSet.notices.join(' '), /2 currencies.*never added/);
    assert.equal((await engine.summary(dataSet.id)).total, '5.1');
    const euro = { measure: 'BilledCost', currency: 'EUR', leaveOut: [] } as const;
    assert.equal((await engine.summary(dataSet.id, euro)).total, '2.2');
    const sum = 'SELECT sum(Cost) FROM costs';
    assert.deepEqual((await engine.query(dataSet.id, sum)).rows, [['5.1']]);
    assert.deepEqual((await engine.query(dataSet.id, sum, { scope: euro })).rows, [['2.2']]);
  });

  it('spreads Savings Plans and reservations over what they cover', async () => {
    const head =
      'lineItem/UsageStartDate,lineItem/LineItemType,lineItem/UnblendedCost,savingsPlan/SavingsPlanEffectiveCost,' +
      'savingsPlan/TotalCommitmentToDate,savingsPlan/UsedCommitment,reservation/EffectiveCost,' +
      'reservation/UnusedAmortizedUpfrontFeeForBillingPeriod,reservation/UnusedRecurringFee';
    const rows = [
      '2025-01-01,Usage,1,,,,,,',
      '2025-01-01,SavingsPlanCoveredUsage,10,6,,,,,',
      '2025-01-01,SavingsPlanNegation,-10,,,,,,',
      '2025-01-01,SavingsPlanRecurringFee,8,,8,6,,,',
      '2025-01-01,SavingsPlanUpfrontFee,100,,,,,,',
      '2025-01-01,DiscountedUsage,0,,,,3,,',
      '2025-01-01,RIFee,50,,,,,0.25,0.5',
    ];
    const path = write('commitments.csv', [head, ...rows].join('\n'));
    const dataSet = await engine.load([path]);
    const amortized = { measure: 'EffectiveCost', currency: 'unknown', leaveOut: [] } as const;
    // 1 + 6 + 0 + (8 - 6) + 0 + 3 + 0.75
    assert.equal((await engine.summary(dataSet.id, amortized)).total, '12.75');
  });

  it('takes names of files and columns that mean something elsewhere', async () => {
    const head = `BilledCost,ChargeCategory,ChargePeriodStart,"it's ""odd""",x,X,x`;
    const path = write(`a [1] it's.csv`, `${head}\n1.5,Usage,2025-01-01,q,1,2,3\n`);
    const dataSet = await engine.load([path]);
    assert.deepEqual(dataSet.columns.slice(3), [`it's "odd"`, 'x', 'X (2)', 'x (3)']);
    const { rows } = await engine.query(dataSet.id, `SELECT "it's ""odd""", x, "X (2)", "x (3)" FROM source`);
    assert.deepEqual(rows, [['q', '1', '2', '3']]);
  });

  it('keeps 24 decimals, with exponents and without', async () => {
    const values = [
      '0.000000000000000000000001',
      '12345678901234.5',
      '1.5E-7',
      '-2e3',
      '+.5',
      '8.5450077867419368',
    ];
    const rows = values.map((value) => `${value},Usage,2025-01-01`);
    const path = write('digits.csv', `BilledCost,ChargeCategory,ChargePeriodStart\n${rows.join('\n')}\n`);
    const dataSet = await engine.load([path]);
    assert.equal((await engine.summary(dataSet.id)).total, '12345678899243.545007936741936800000001');
    const all = await engine.query(dataSet.id, 'SELECT Cost FROM costs ORDER BY Cost');
    assert.deepEqual(all.rows.flat(), [
      '-2000',
      '0.000000000000000000000001',
      '0.00000015',
      '0.5',
      '8.5450077867419368',
      '12345678901234.5',
    ]);
  });

  function write(name: string, content: string | Buffer): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  async function sameFigures(dataSet: DataSet, truth: SampleTruth) {
    const summary = await engine.summary(dataSet.id);
    assert.equal(summary.rows, truth.rows);
    assert.equal(summary.total, truth.total);
    assert.deepEqual(costsByName(summary.services), truth.services);
    assert.deepEqual(costsByName(summary.days), truth.days);
    if (dataSet.format === 'cost-explorer') {
      return;
    }
    assert.deepEqual(costsByName(summary.categories), truth.categories);
    assert.equal(summary.untagged?.rows, truth.untaggedRows);
    assert.equal(summary.untagged.cost, truth.untaggedCost);
  }
});

function costsByName(groups: readonly { name: string; cost: string }[]) {
  return Object.fromEntries(groups.map(({ name, cost }) => [name, cost]));
}
