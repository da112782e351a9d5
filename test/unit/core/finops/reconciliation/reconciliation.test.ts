import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { CostEngine } from '../../../../../src/core/finops/costEngine';
import { ReconciliationSession } from '../../../../../src/core/finops/reconciliation/reconciliationSession';
import {
  reconciliationSchema,
  type DailyUsage,
  type Reconciliation,
} from '../../../../../src/protocol/reconciliation';
import { openEngine, temporaryFolder } from '../engine';
import { cur, curLine, focus, type CurLine } from './bills';

const SONNET = 'us.anthropic.claude-3-5-sonnet-20241022-v2:0';

function usage(part: Partial<DailyUsage> = {}): DailyUsage {
  return {
    day: '2026-11-10',
    model: SONNET,
    region: 'us-east-1',
    calls: 2,
    inputTokens: 1000,
    outputTokens: 500,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    costUsd: 0.0105,
    unpricedCalls: 0,
    estimatedCalls: 0,
    ...part,
  };
}

describe('our record against the bill', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let engine: CostEngine;
  let files = 0;

  before(async () => {
    ({ engine } = await openEngine());
  });
  after(() => engine.dispose());

  /** The messages about a bill, read by the real engine. */
  async function reconciliationOf(text: string, record: readonly DailyUsage[]): Promise<Reconciliation> {
    const path = join(folder, `bill-${files++}.csv`);
    writeFileSync(path, text);
    const dataSet = await engine.load([path]);
    const summary = await engine.summary(dataSet.id);
    const { scope } = summary;
    const told: (Reconciliation | null)[] = [];
    const session = new ReconciliationSession({
      data: () => ({
        dataSet,
        summary,
        preview: { columns: [], rows: [] },
        analysis: '',
        dialect: 'DuckDB',
        query: (sql, options) => engine.query(dataSet.id, sql, { ...options, scope }),
      }),
      record: () => Promise.resolve(record),
      post: ({ reconciliation }) => told.push(reconciliation),
      now: () => new Date('2026-12-24T12:00:00Z'),
    });
    await session.follow();
    await session.follow();
    assert.deepEqual(told[0], { state: 'working' });
    assert.equal(told.length, 2, 'the same data is compared once');
    return v.parse(reconciliationSchema, told[1]);
  }

  async function compared(text: string, record: readonly DailyUsage[]) {
    const reconciliation = await reconciliationOf(text, record);
    if (reconciliation.state !== 'compared') {
      throw new Error(JSON.stringify(reconciliation));
    }
    return { ...reconciliation, said: reconciliation.reasons.join('\n') };
  }

  const bill = (...lines: Partial<CurLine>[]) => cur(lines.map((line) => curLine(line)));

  it('puts input and output of a model and a day into one row, with an exact gap', async () => {
    const { rows, total } = await compared(
      bill(
        { usageType: 'USE1-Claude3.5Sonnet-input-tokens', cost: '0.1000000000000001' },
        { usageType: 'USE1-Claude3.5Sonnet-output-tokens', cost: '0.2000000000000002' },
      ),
      [usage({ costUsd: 0.3 })],
    );
    assert.deepEqual(rows, [
      {
        day: '2026-11-10',
        model: 'Claude 3.5 Sonnet',
        calls: 2,
        inputTokens: 1000,
        outputTokens: 500,
        cacheTokens: 0,
        recorded: '0.3',
        billed: '0.3000000000000003',
        gap: '0.0000000000000003',
      },
    ]);
    assert.equal(total.gap, '0.0000000000000003');
  });

  it('finds all of Bedrock under any name, and lists what it cannot place with its money', async () => {
    const code = { service: 'a1b2c3d4', code: 'a1b2c3d4' };
    const { rows, total, said } = await compared(
      bill(
        { usageType: 'USE1-Claude3.5Sonnet-output-tokens-cross-region-global', cost: '0.1' },
        { usageType: 'MP:USE1_input_tokens_global_standard-Units', cost: '0.02', ...code },
        { usageType: 'MP:USE1_cache_write_tokens_1h_global_standard-Units', cost: '0.003', ...code },
        { usageType: 'USE1-NovaCanvas-T2I-1024-Standard', cost: '4' },
        { usageType: 'USE1-Guardrail-ContentPolicyUnitsConsumed', cost: '5.5' },
        { usageType: 'USE1-BoxUsage:t3.large', cost: '900', service: 'EC2', code: 'AmazonEC2' },
      ),
      [usage({ costUsd: 0.3 })],
    );
    assert.deepEqual(
      rows.map(({ model, billed }) => [model, billed]),
      [
        ['(no model named)', '0.023'],
        ['Claude 3.5 Sonnet', '0.1'],
      ],
    );
    assert.equal(total.billed, '0.123');
    assert.match(
      said,
      /no tokens, by usage type: USE1-Guardrail-ContentPolicyUnitsConsumed 5\.50 USD, USE1-NovaCanvas-T2I-1024-Standard 4\.00 USD\./,
    );
    assert.match(
      said,
      /name no model: MP:USE1_input_tokens_global_standard-Units 0\.0200 USD, MP:USE1_cache_write_tokens_1h_global_standard-Units 0\.0030 USD\./,
    );
    assert.doesNotMatch(said, /not called from here: \(no model/);
  });

  it('knows the marketplace’s names, and puts what was not called from here into rows of its own', async () => {
    const edition = (name: string) => ({
      service: `${name} (Amazon Bedrock Edition)`,
      code: 'a1b2c3',
      usageType: 'USE1-MP:USE1_InputTokenCount-Units',
    });
    const { rows, said } = await compared(
      bill(
        { ...edition('Claude 3.5 Sonnet'), cost: '1' },
        { ...edition('Claude Opus 4.1'), cost: '7.5' },
        { service: 'Amazon EC2', code: 'AmazonEC2', usageType: 'BoxUsage:t3.micro', cost: '99' },
      ),
      [usage({ costUsd: 1 }), usage({ model: 'amazon.nova-lite-v1:0', costUsd: 0.25 })],
    );
    assert.deepEqual(
      rows.map(({ model, recorded, billed, gap }) => [model, recorded, billed, gap]),
      [
        ['Claude 3.5 Sonnet', '1', '1', '0'],
        ['Claude Opus 4.1', null, '7.5', '7.5'],
        ['Nova Lite', '0.25', null, '-0.25'],
      ],
    );
    assert.match(said, /7\.50 USD of the bill is of models that were not called from here: Claude Opus 4\.1/);
    assert.match(said, /Not on the bill at all: Nova Lite/);
    assert.match(said, /other people, other machines/);
  });

  it('compares day by day where the bill does not tell models, as FOCUS without SKUs', async () => {
    const { rows, said } = await compared(
      focus([
        { day: '2026-11-10', cost: '0.0105', region: 'us-east-1' },
        { day: '2026-11-11', cost: '3', region: 'eu-west-1' },
      ]),
      [usage(), usage({ model: 'amazon.nova-lite-v1:0', costUsd: 0.001 })],
    );
    assert.deepEqual(
      rows.map(({ day, model, recorded, billed, gap }) => [day, model, recorded, billed, gap]),
      [
        ['2026-11-11', '', null, '3', '3'],
        ['2026-11-10', '', '0.0115', '0.0105', '-0.001'],
      ],
    );
    assert.match(said, /does not tell the models apart/);
    assert.match(said, /3\.00 USD of the bill is of eu-west-1, which nothing was called in from here/);
  });

  it('keeps credits, batches, provisioned throughput and guardrails out of the rows, and says so', async () => {
    const { total, said } = await compared(
      bill(
        { cost: '2' },
        { cost: '4', usageType: 'USE1-Claude3.5Sonnet-input-tokens-batch' },
        { cost: '8', usageType: 'USE1-ProvisionedThroughput-ModelUnits' },
        { cost: '16', usageType: 'USE1-Guardrail-ContentPolicyUnitsConsumed' },
        { cost: '-1.5', type: 'Credit' },
      ),
      [usage({ costUsd: 2 })],
    );
    assert.deepEqual([total.billed, total.gap], ['2', '0']);
    assert.match(said, /Bill and record agree/);
    assert.match(
      said,
      /4\.00 USD for batch inference, 8\.00 USD for provisioned throughput, 16\.00 USD for guardrails/,
    );
    assert.match(said, /credit -1\.50 USD/);
  });

  it('says what is not known on our side: prices, tokens, days, the cache', async () => {
    const { rows, said } = await compared(
      bill({ usageType: 'USE1-Claude3.5Sonnet-cache-read-input-token-count' }),
      [
        usage({ costUsd: 0, calls: 3, unpricedCalls: 3, estimatedCalls: 1 }),
        usage({ day: '2026-12-01', calls: 1, costUsd: 0.5 }),
      ],
    );
    assert.deepEqual([rows.length, rows[0]?.recorded], [1, null]);
    assert.match(said, /3 calls on our side have no known price/);
    assert.match(said, /1 call ended before Bedrock told the number of tokens/);
    assert.match(
      said,
      /1 call of our record, estimated at 0\.50 USD, is of days that this data does not have/,
    );
    assert.match(said, /for the prompt cache, which nothing here has used/);
  });

  it('says that a bill lags when it ends just now', async () => {
    const { said } = await compared(bill({ day: '2026-12-23' }), [usage({ day: '2026-12-23' })]);
    assert.match(said, /24 to 48 hours/);
    const { said: older } = await compared(bill({ day: '2026-11-10' }), [usage()]);
    assert.doesNotMatch(older, /24 to 48 hours/);
  });

  it('has both sides day by day, all models together, with the days between them', async () => {
    const { days } = await compared(
      bill(
        { day: '2026-11-10', cost: '2' },
        { day: '2026-11-10', cost: '0.5' },
        { day: '2026-11-13', cost: '4' },
      ),
      [
        usage({ day: '2026-11-10', costUsd: 1.25 }),
        usage({ day: '2026-11-12', calls: 1, unpricedCalls: 1, costUsd: 0 }),
      ],
    );
    assert.deepEqual(days, [
      { day: '2026-11-10', recorded: '1.25', billed: '2.5', gap: '1.25' },
      { day: '2026-11-11', recorded: '0', billed: '0', gap: '0' },
      { day: '2026-11-12', recorded: null, billed: '0', gap: null },
      { day: '2026-11-13', recorded: '0', billed: '4', gap: '4' },
    ]);
  });

  it('works out no gap between different currencies', async () => {
    const { total, said } = await compared(bill({ currency: 'EUR' }), [usage()]);
    assert.equal(total.gap, null);
    assert.match(said, /The bill is in EUR and our estimates are in US dollars/);
  });

  it('says in a sentence why there is nothing to compare', async () => {
    const elsewhere = { service: 'Amazon EC2', code: 'AmazonEC2', usageType: 'BoxUsage:t3.micro' };
    const cases: [string, readonly DailyUsage[], RegExp][] = [
      [bill(elsewhere), [usage()], /no rows of Amazon Bedrock/],
      [bill({}), [], /No calls to Bedrock are on record/],
    ];
    for (const [text, record, sentence] of cases) {
      const reconciliation = await reconciliationOf(text, record);
      assert.ok(reconciliation.state === 'nothing');
      assert.match(reconciliation.sentence, sentence);
    }
  });
});
