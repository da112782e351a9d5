import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PricedCall } from '../../../../src/core/bedrock/pricing';
import { listTokenPrices } from '../../../../src/core/spending/priceListing';
import { AwsPriceStore, matchPrices, type AwsPrices } from '../../../../src/core/spending/awsPrices';
import { shippedCatalog } from '../../../../src/core/bedrock/models/shippedCatalog';
import { pricer } from '../../../../src/core/spending/pricer';
import { defaultKeys } from '../../../support/emulators/bedrock';
import { marketplaceProduct, ownProduct, PricesEmulator } from '../../../support/emulators/prices';

const sonnet = { modelId: 'anthropic.claude-sonnet-4-5-20250929-v1:0', label: 'Claude Sonnet 4.5' };
const nova = { modelId: 'amazon.nova-pro-v1:0', label: 'Nova Pro' };
const llama = { modelId: 'meta.llama3-3-70b-instruct-v1:0', label: 'Llama 3.3 70B Instruct' };

describe('Prices of the AWS Price List', () => {
  let emulator: PricesEmulator;
  let folder: string;

  before(async () => {
    emulator = await PricesEmulator.start(defaultKeys.credentials);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'prices-'));
    emulator.denied = false;
    emulator.requests = 0;
    emulator.products = [
      ownProduct('Nova Pro', 'Input tokens', '0.0009'),
      ownProduct('Nova Pro', 'Output tokens', '0.0036'),
      ownProduct('Nova Pro', 'Input tokens batch', '0.00045'),
      ownProduct('Nova Pro', 'Input tokens', '0.0018', { service_tier: 'priority' }),
      ownProduct('Nova Pro', 'Input tokens', '0.5', { regionCode: 'eu-west-1' }),
      ownProduct('Llama 3.3 70B', 'Input tokens', '0.0007'),
      ownProduct('Llama 3.3 70B', 'Output tokens', '0.0008'),
      marketplaceProduct('Claude Sonnet 4.5', 'InputTokenCount', '3.3'),
      marketplaceProduct('Claude Sonnet 4.5', 'OutputTokenCount', '16.5'),
      marketplaceProduct('Claude Sonnet 4.5', 'InputTokenCount_Global', '3.1'),
      marketplaceProduct('Claude Sonnet 4.5', 'OutputTokenCount_Global', '15.5'),
      marketplaceProduct('Claude Sonnet 4.5', 'CacheReadInputTokenCount', '0.33'),
      marketplaceProduct('Claude Sonnet 4.5', 'InputTokenCount_Batch', '1.65'),
    ];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  after(() => emulator.close());

  const listed = (kind: 'aws' | 'bearer' = 'aws') => {
    const common = { origin: 'keys', label: 'access keys' } as const;
    const credentials =
      kind === 'aws'
        ? ({ kind, ...common, provider: () => Promise.resolve(defaultKeys.credentials) } as const)
        : ({ kind, ...common, origin: 'apiKey', token: () => Promise.resolve('x') } as never);
    const endpoint = emulator.url;
    return listTokenPrices('us-east-1', { credentials, endpoint, retryMaxAttempts: 2, retryBaseDelayMs: 5 });
  };

  const rounded = (models: AwsPrices['models']) =>
    JSON.parse(JSON.stringify(models), (_, value: unknown) =>
      typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value,
    ) as unknown;

  it('are those of the region, on demand and of the standard tier, for a million tokens', async () => {
    const { models, doubtful } = matchPrices(await listed(), [sonnet, nova, llama]);
    assert.deepEqual(rounded(models), {
      [sonnet.modelId]: {
        regional: { input: 3.3, output: 16.5, cacheRead: 0.33 },
        global: { input: 3.1, output: 15.5 },
      },
      [nova.modelId]: { regional: { input: 0.9, output: 3.6 } },
      [llama.modelId]: { regional: { input: 0.7, output: 0.8 } },
    });
    assert.deepEqual(doubtful, []);
    assert.ok(emulator.requests > 3, 'page by page');
  });

  it('are not taken where two of them say different things, or one is missing', async () => {
    emulator.products = [
      ownProduct('Nova Pro', 'Input tokens', '0.0009'),
      ownProduct('Nova Pro', 'Input tokens', '0.0011'),
      ownProduct('Nova Pro', 'Output tokens', '0.0036'),
      ownProduct('Llama 3.3 70B', 'Input tokens', '0.0007'),
    ];
    assert.deepEqual(matchPrices(await listed(), [nova, llama]).models, {});
  });

  it('are not read of a product that is longer than any', async () => {
    const long = { long: 'x'.repeat(64 * 1024) };
    emulator.products = [
      ownProduct('Nova Pro', 'Input tokens', '0.0009', long),
      ownProduct('Nova Pro', 'Output tokens', '0.0036'),
    ];
    assert.deepEqual(
      (await listed()).map(({ tokens }) => tokens),
      ['output'],
    );
  });

  it('are named and not taken where they are far from what is known', async () => {
    emulator.products = [
      ownProduct('Nova Pro', 'Input tokens', '0.9'),
      ownProduct('Nova Pro', 'Output tokens', '3.6'),
    ];
    assert.deepEqual(matchPrices(await listed(), [nova]), { models: {}, doubtful: ['Nova Pro'] });
  });

  it('are named and not taken where any one kind of tokens is far from what is known', () => {
    const usd = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 };
    const priced = (more: object) =>
      Object.entries({ ...usd, ...more }).map(([tokens, usdPerMillion]) => ({
        model: sonnet.label,
        global: false,
        tokens: tokens as keyof typeof usd,
        usdPerMillion,
      }));
    assert.deepEqual(matchPrices(priced({}), [sonnet]).doubtful, []);
    for (const far of [
      { cacheWrite: 1e-6 },
      { cacheRead: 1e-6 },
      { cacheRead: 0 },
      { cacheWriteHour: 600 },
    ]) {
      const { models, doubtful } = matchPrices(priced(far), [sonnet]);
      assert.deepEqual([models, doubtful], [{}, [sonnet.label]], JSON.stringify(far));
    }
  });

  it('are matched in time that grows with the lists, and not with their product', function () {
    this.timeout(20_000);
    const listed = Array.from({ length: 100_000 }, (_, i) => ({
      model: `Some Model Name ${String(i)}`,
      global: false,
      tokens: 'input' as const,
      usdPerMillion: 1,
    }));
    const models = Array.from({ length: 2000 }, (_, i) => ({
      modelId: `x.${String(i)}`,
      label: `Model ${String(i)}`,
    }));
    assert.deepEqual(matchPrices(listed, models), { models: {}, doubtful: [] });
  });

  it('price calls in the region, by profiles of its geography, and by global ones', async () => {
    const { models } = matchPrices(await listed(), [sonnet, nova]);
    const price = pricer({
      own: () => ({}),
      aws: (region) => (region === 'us-east-1' ? { region, date: '2026-11-21', models } : undefined),
    });
    const cost = (modelId: string, inferenceProfile: string | null, more: Partial<PricedCall> = {}) => {
      const usage = { inputTokens: 1e6, outputTokens: 0, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 };
      const call: PricedCall = {
        model: { modelId, inferenceProfile },
        region: 'us-east-1',
        serviceTier: undefined,
        latency: undefined,
        cacheTtl: '5m',
        usage: { ...usage, source: 'reported' },
        ...more,
      };
      const found = price(call);
      return found && [Math.round(found.usd * 1e6) / 1e6, found.priceVersion];
    };
    const aws = 'AWS Price List 2026-11-21';
    assert.deepEqual(cost(nova.modelId, null), [0.9, aws]);
    assert.deepEqual(cost(sonnet.modelId, `us.${sonnet.modelId}`), [3.3, aws]);
    assert.deepEqual(cost(sonnet.modelId, `global.${sonnet.modelId}`), [3.1, aws]);
    assert.deepEqual(cost(nova.modelId, null, { serviceTier: 'flex' }), [0.45, aws]);
    // Elsewhere, and for what AWS's list lacks, the list of the extension goes on.
    assert.deepEqual(cost(sonnet.modelId, `eu.${sonnet.modelId}`, { region: 'eu-west-1' }), [
      3.3,
      shippedCatalog().asOf,
    ]);
    const written = {
      inputTokens: 0,
      outputTokens: 0,
      cacheReadInputTokens: 0,
      cacheWriteInputTokens: 1e6,
      source: 'reported',
    } as const;
    assert.deepEqual(cost(sonnet.modelId, `global.${sonnet.modelId}`, { usage: written }), [
      3.75,
      shippedCatalog().asOf,
    ]);
  });

  it('are there again in another window, and are none where their file is damaged', async () => {
    const { models } = matchPrices(await listed(), [nova]);
    const prices = { region: 'us-east-1', date: '2026-11-21', models };
    await new AwsPriceStore(folder).write(prices);
    assert.deepEqual(new AwsPriceStore(folder).read('us-east-1'), prices);
    assert.equal(new AwsPriceStore(folder).read('eu-west-1'), undefined);
    writeFileSync(join(folder, 'us-east-1.json'), '{"region":"us-east-1","mod');
    assert.equal(new AwsPriceStore(folder).read('us-east-1'), undefined);
  });

  it('say why they cannot be read: no permission, or a key that opens Bedrock alone', async () => {
    emulator.denied = true;
    await assert.rejects(listed(), { name: 'AccessDeniedException' });
    await assert.rejects(listed('bearer'), /opens Bedrock and nothing else/);
  });
});
