import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addAmounts } from '../../../../../src/core/finops/amounts';
import { billLines } from '../../../../../src/core/finops/reconciliation/bill';
import { reconcile } from '../../../../../src/core/finops/reconciliation/reconciliation';
import type { Cell } from '../../../../../src/protocol/finops';

const row = (usageType: string, service = 'Amazon Bedrock'): Cell[] => [
  '2026-01-01',
  service,
  usageType,
  'us-east-1',
  '1',
  'Usage',
  '1',
];
const lineOf = (usageType: string, service?: string) => billLines({ rows: [row(usageType, service)] })[0];

/** The names of usage types in one expression, which takes the square of their length. */
const WHOLE =
  /[-_]?((mantle|batch|flex|priority|standard|reserved|global|cross[-_]?region|latency[-_]?optimized|cache[-_]?(read|write)|text|image)[-_]?)*(input|output|cache[-_]?(read|write))[-_]?token.*$/i;

describe('the lines of a bill', () => {
  it('name the model before what says which tokens', () => {
    const pieces = [
      'USE1-',
      'MP:USE1_',
      'Claude4Sonnet',
      'Nova',
      'x',
      '-',
      '_',
      '-',
      'input',
      'output',
      'tokens',
      'token',
      'Text',

      'mantle',
      'batch',
      'flex',
      'priority',
      'latency-optimized',
      'latencyoptimized',
      'cross-region',
      'global',
      'cache',
      'cache-read',
      'cacheWrite',
      'image',
      'read',
      '-input-tokens',
      'output_token-count',
    ];
    const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    console.log(`      seed ${seed}`);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 9 }), (chosen) => {
        const usageType = chosen.join('');
        const name = usageType
          .replace(WHOLE, '')
          .replace(/^[A-Z]{2,4}\d-/, '')
          .replace(/^MP:([A-Z]{2,4}\d_?)?/, '');
        assert.equal(lineOf(usageType)?.model, WHOLE.test(usageType) && name !== '' ? name : undefined);
      }),
      { seed, numRuns: 5000 },
    );
  });

  it('say kind and model in every shape that AWS is known to write', () => {
    const shapes: readonly (readonly [string, string, string | undefined])[] = [
      ['USE1-Claude4.6Sonnet-output-tokens-cross-region-global', 'tokens', 'Claude4.6Sonnet'],
      ['USE1-Claude4.6Sonnet-cross-region-global-input-tokens', 'tokens', 'Claude4.6Sonnet'],
      ['USE1-Claude4.6Sonnet-cache-read-input-token-count', 'cache', 'Claude4.6Sonnet'],
      ['USE1-Nova2.0Lite-input-tokens-flex', 'tokens', 'Nova2.0Lite'],
      ['USE1-gpt-oss-120b-output-tokens-priority', 'tokens', 'gpt-oss-120b'],
      ['USE1-openai.gpt-oss-120b-mantle-input-tokens-standard', 'tokens', 'openai.gpt-oss-120b'],
      [
        'USW2-anthropic.claude-opus-4-8-mantle-cache-write-tokens-global-standard',
        'cache',
        'anthropic.claude-opus-4-8',
      ],
      ['UGW1-openai.gpt-5.6-terra-mantle-cache-write-tokens-30m-standard', 'cache', 'openai.gpt-5.6-terra'],
      ['USE1-NovaPro-cache-write-input-token-count-custom-model', 'cache', 'NovaPro'],
      ['USE1-NovaPro-input-tokens-batch', 'batch', 'NovaPro'],
      ['MP:APN1_input_tokens_global_standard-Units', 'tokens', undefined],
      ['MP:APN1_cache_write_tokens_1h_global_standard-Units', 'cache', undefined],
      ['USE1-MP:USE1_OutputTokenCount_Global_Batch-Units', 'batch', undefined],
      ['USE1-NovaCanvas-T2I-1024-Standard', 'other', undefined],
      ['USE1-ProvisionedThroughput-ModelUnits', 'provisioned', undefined],
    ];
    for (const [usageType, kind, model] of shapes) {
      const line = lineOf(usageType);
      assert.deepEqual([line?.kind, line?.model, line?.usageType], [kind, model, usageType]);
    }
    const edition = lineOf(
      'MP:APN1_input_tokens_global_standard-Units',
      'Claude Opus 4.8 ( Bedrock Edition)',
    );
    assert.deepEqual([edition?.kind, edition?.model], ['tokens', 'Claude Opus 4.8']);
  });

  it('name the model that an edition is of', () => {
    assert.equal(lineOf('x', 'Claude Sonnet 4  (Amazon Bedrock Edition)')?.model, 'Claude Sonnet 4');
    assert.equal(lineOf('x', 'Command (R) (Bedrock Edition)')?.model, 'Command (R)');
    assert.equal(lineOf('x', '(Bedrock Edition)')?.model, undefined);
  });

  it('are read in a time that grows with their number alone, whatever texts a file has in them', () => {
    const long = (unit: string, end = '') => `${unit.repeat(10_000 / unit.length)}${end}`;
    const types = [
      'text',
      'text-',
      'image_text',
      'cacheread',
      'cache-',
      'input',
      'batch-',
      '-',
      '1-1',
      'USE1-',
    ];
    const services = [' ', '(', '(amazon bedrock edition', ' (', '20260101 ', '1-1', '1', '-1:1', 'v1'];
    const hostile = [
      ...types.flatMap((unit) => [row(long(unit)), row(long(unit, '-input-tokens')), row(long(unit, '\n'))]),
      ...services.flatMap((unit) => [
        row('x', `b${long(unit)}`),
        row('x', `b${long(unit)} (Bedrock Edition)`),
        row('x', `b${unit.repeat(250 / unit.length)}x (Bedrock Edition)`),
      ]),
      // As long as texts are looked at.
      ...types.map((unit) => row(unit.repeat(280 / unit.length))),
    ];
    const rows = Array.from({ length: 50_000 }, (_, at) => hostile[at % hostile.length] ?? []);
    const lines = billLines({ rows });
    assert.equal(lines.length, rows.length);
    assert.ok(lines.every(({ model = '', region }) => model.length <= 300 && region === 'us-east-1'));
  });

  it('are put beside our record, however many models they name', () => {
    const rows = Array.from({ length: 50_000 }, (_, at) =>
      row('x', `${at} ${'a1'.repeat(130)} (Bedrock Edition)`),
    );
    const recorded = { day: '2026-01-01', region: 'us-east-1', calls: 1, inputTokens: 1, outputTokens: 1 };
    const none = { cacheReadTokens: 0, cacheWriteTokens: 0, costUsd: 1, unpricedCalls: 0, estimatedCalls: 0 };
    const reconciliation = reconcile({
      lines: billLines({ rows }).map((line) => ({ ...line, kind: 'tokens' })),
      usage: Array.from({ length: 60 }, (_, at) => ({
        ...recorded,
        ...none,
        model: `us.a.model-${at}-v1:0`,
      })),
      currency: 'USD',
      measureTitle: 'Billed cost',
      days: { first: '2026-01-01', last: '2026-01-01' },
      today: '2026-01-02',
    });
    assert.ok(reconciliation.state === 'compared');
    assert.equal(reconciliation.total.billed, '50000');
  });

  it('and results add up in a time that grows with their digits', () => {
    const amount = `1${'0'.repeat(9_990)}1`;
    for (let at = 0; at < 300; at++) {
      assert.equal(addAmounts([amount, '0.5']), `${amount}.5`);
    }
  });
});
