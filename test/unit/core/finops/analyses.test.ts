import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyses, offer } from '../../../../src/core/finops/analyses/index';
import type { CostEngine } from '../../../../src/core/finops/costEngine';
import type { DataSet } from '../../../../src/protocol/finops';
import { sampleCostFile, type SampleFormat } from '../../../support/samples/sampleCosts';
import { openEngine, temporaryFolder } from './engine';

const head =
  'line_item_unblended_cost,line_item_usage_start_date,line_item_line_item_type,line_item_product_code,line_item_usage_type,line_item_resource_id,resource_tags';

describe('saved analyses', () => {
  const folder = temporaryFolder();
  let engine: CostEngine;
  before(async () => {
    engine = (await openEngine()).engine;
  });
  after(() => engine.dispose());

  const load = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return engine.load([path]);
  };
  const run = async (dataSet: DataSet, id: string) => {
    const offered = offer(analyses, dataSet).find(({ analysis }) => analysis.id === id);
    assert.ok(offered?.available, id);
    const { columns, rows } = await engine.query(dataSet.id, offered.sql);
    return rows.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null])));
  };

  const formats: SampleFormat[] = ['cur-2.0', 'cur-legacy', 'focus-1.1', 'cost-explorer'];
  for (const format of formats) {
    it(`run over ${format}, or say what is missing`, async () => {
      const dataSet = await load(`${format}.csv`, sampleCostFile({ format, rows: 2000 }).text);
      for (const offered of offer(analyses, dataSet)) {
        if (!offered.available) {
          assert.match(offered.reason, /needs .*Everything else works/);
          continue;
        }
        await engine.query(dataSet.id, offered.sql).catch((error: unknown) => {
          throw new Error(offered.analysis.id, { cause: error });
        });
      }
    });
  }

  it('have ids and titles of their own', () => {
    assert.equal(new Set(analyses.map(({ id }) => id)).size, analyses.length);
    assert.equal(new Set(analyses.map(({ title }) => title)).size, analyses.length);
  });

  it('say what Cost Explorer lacks', async () => {
    const dataSet = await load('explorer.csv', sampleCostFile({ format: 'cost-explorer', rows: 100 }).text);
    const missing = offer(analyses, dataSet).filter(({ available }) => !available);
    const ids = missing.map(({ analysis }) => analysis.id);
    for (const id of ['by-tag', 'architecture', 'idle', 'commitment-coverage']) {
      assert.ok(ids.includes(id), id);
    }
  });

  it('find a spike, and neither a steady service nor a small one', async () => {
    const days = Array.from({ length: 20 }, (_, at) => `2025-01-${String(at + 1).padStart(2, '0')}`);
    const rows = days.flatMap((day, at) => [
      `${at === 15 ? 100 : 10 + (at % 2)},${day},Usage,Spiky,u,r,`,
      `${10 + (at % 2)},${day},Usage,Steady,u,r,`,
      `${at === 15 ? 0.9 : 0.01},${day},Usage,Small,u,r,`,
    ]);
    const dataSet = await load('spike.csv', [head, ...rows].join('\n'));
    const found = await run(dataSet, 'spikes');
    assert.deepEqual(
      found.map(({ Day, ServiceName }) => [Day, ServiceName]),
      [['2025-01-16', 'Spiky']],
    );
  });

  it('compare as many days of the month before, and name what is new and gone', async () => {
    const rows = [
      '5,2025-01-01,Usage,Both,u,r,',
      '5,2025-01-02,Usage,Both,u,r,',
      '900,2025-01-20,Usage,Both,u,r,',
      '20,2025-02-02,Usage,Both,u,r,',
      '3,2025-01-02,Usage,Old,u,r,',
      '4,2025-02-01,Usage,Fresh,u,r,',
      '7,2025-03-01,Tax,Both,u,r,',
    ];
    const dataSet = await load('movers.csv', [head, ...rows].join('\n'));
    const found = await run(dataSet, 'movers');
    assert.deepEqual(found, [
      {
        ServiceName: 'Both',
        Change: '10',
        Before: '10',
        After: '20',
        ChangePercent: '+100.0 %',
        DaysCompared: 2,
        DaysBefore: 2,
      },
      {
        ServiceName: 'Fresh',
        Change: '4',
        Before: null,
        After: '4',
        ChangePercent: 'new',
        DaysCompared: 2,
        DaysBefore: 2,
      },
      {
        ServiceName: 'Old',
        Change: '-3',
        Before: '3',
        After: null,
        ChangePercent: 'gone',
        DaysCompared: 2,
        DaysBefore: 2,
      },
    ]);
  });

  it('show cost without credits, credits, and net', async () => {
    const rows = ['10,2025-01-01,Usage,A,u,r,', '-10,2025-01-01,Credit,A,u,r,', '1,2025-02-01,Tax,A,u,r,'];
    const found = await run(await load('credits.csv', [head, ...rows].join('\n')), 'credits-refunds-tax');
    const costs = Object.fromEntries(found.map((row) => [String(row['ChargeCategory']), row['Cost']]));
    assert.deepEqual(costs, {
      'All without credits, refunds and tax': '10',
      Usage: '10',
      All: '1',
      Tax: '1',
      Credit: '-10',
    });
  });

  it('tell tiers from usage types, NAT gateways from instances, and count resources', async () => {
    const rows = [
      '10,2025-01-01,Usage,AmazonEC2,USW2-BoxUsage:t3.large,i-1,',
      '10,2025-01-02,Usage,AmazonEC2,USW2-BoxUsage:t3.large,i-2,',
      '5,2025-01-01,Usage,AmazonEC2,USW2-NatGateway-Hours,nat-1,',
      '2,2025-01-01,Usage,AmazonS3,TimedStorage-ByteHrs,bucket,',
    ];
    const found = await run(await load('tiers.csv', [head, ...rows].join('\n')), 'architecture');
    assert.deepEqual(
      found.map(({ Tier, Cost, Resources }) => [Tier, Cost, Resources]),
      [
        ['Compute: instances', '20', 2],
        ['Network: VPC, NAT and addresses', '5', 1],
        ['Storage: objects and files', '2', 1],
      ],
    );
  });

  it('name Bedrock’s models and kinds of token', async () => {
    const kinds = [
      'input-tokens',
      'output-tokens',
      'cache-read-input-token-count',
      'cache-write-input-token-count',
    ];
    const rows = kinds.map(
      (kind, at) => `${4 - at},2025-01-01,Usage,AmazonBedrock,USE1-Claude4Sonnet-${kind},r,`,
    );
    const found = await run(await load('bedrock.csv', [head, ...rows].join('\n')), 'bedrock');
    assert.deepEqual(
      found.map(({ Model, TokenKind }) => [Model, TokenKind]),
      [
        ['Claude4Sonnet', 'input'],
        ['Claude4Sonnet', 'output'],
        ['Claude4Sonnet', 'cache read'],
        ['Claude4Sonnet', 'cache write'],
      ],
    );
  });

  it('find models that are billed as services of their own, or under a code', async () => {
    const line = (cost: number, service: string, type: string) =>
      `${cost},2025-01-01,Usage,${service},${type},r,`;
    const rows = [
      line(
        8,
        'Claude Opus 4.8 (Amazon Bedrock Edition)',
        'MP:APN1_cache_write_tokens_1h_global_standard-Units',
      ),
      line(4, 'Amazon Bedrock', 'USE1-openai.gpt-oss-120b-mantle-input-tokens-standard'),
      line(2, 'a1b2c3', 'USE1-Claude4.6Sonnet-output-tokens-cross-region-global'),
      line(1, 'AmazonEC2', 'USE1-BoxUsage:t3.large'),
    ];
    const found = await run(await load('editions.csv', [head, ...rows].join('\n')), 'bedrock');
    assert.deepEqual(
      found.map(({ Model, TokenKind, Cost }) => [Model, TokenKind, Cost]),
      [
        ['Claude Opus 4.8', 'cache write', '8'],
        ['openai.gpt-oss-120b', 'input', '4'],
        ['Claude4.6Sonnet', 'output', '2'],
      ],
    );
  });

  it('find what is idle, and not a NAT gateway with traffic', async () => {
    const rows = [
      '30,2025-01-01,Usage,AmazonEC2,USW2-NatGateway-Hours,nat-idle,',
      '30,2025-01-01,Usage,AmazonEC2,USW2-NatGateway-Hours,nat-busy,',
      '9,2025-01-01,Usage,AmazonEC2,USW2-NatGateway-Bytes,nat-busy,',
      '3,2025-01-01,Usage,AmazonVPC,USW2-PublicIPv4:IdleAddress,eip,',
      '2,2025-01-01,Usage,AmazonEC2,USW2-EBS:VolumeUsage.gp2,vol,',
    ];
    const found = await run(await load('idle.csv', [head, ...rows].join('\n')), 'idle');
    assert.deepEqual(
      found.map(({ ResourceId }) => ResourceId),
      ['nat-idle', 'eip', 'vol'],
    );
  });
});
