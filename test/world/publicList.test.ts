import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchPublicList, PublicListError } from '../../src/core/bedrock/models/fetchPublicList';
import { configuredModel } from '../../src/core/bedrock/models/modelChoice';
import { traitsOf } from '../../src/core/bedrock/models/modelTraits';
import { noOwnModels, withOwnModels } from '../../src/core/bedrock/models/ownModels';
import { PublicListStore } from '../../src/core/bedrock/models/publicListStore';
import { pricer, type OwnPrices } from '../../src/core/spending/pricer';
import { ModelsDevEmulator, publicEntry } from '../support/emulators/modelsDev';

const sonnet = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const unheard = 'maker.unheard-of-v1:0';
const million = 1_000_000;

/* What a public list says, as people have found it: late, wrong by a factor, of a model nobody knows, or no list at all. */
describe('A public list of models', () => {
  let folder: string;
  let world: ModelsDevEmulator;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'public-list-'));
    world = await ModelsDevEmulator.start();
  });
  afterEach(async () => {
    await world.close();
    await rm(folder, { recursive: true });
  });

  async function read() {
    const store = new PublicListStore(folder);
    const found = await fetchPublicList(world.url, new AbortController().signal);
    await store.write(found.file);
    return { ...found, store: new PublicListStore(folder) };
  }

  /** US dollars of a million tokens in and out, by which list. */
  function usd(store: PublicListStore, id: string, own: OwnPrices = {}): unknown {
    const price = pricer({ own: () => own, list: store });
    const cost = (inputTokens: number, outputTokens: number) =>
      price({
        model: configuredModel(id),
        region: 'us-east-1',
        serviceTier: undefined,
        latency: undefined,
        cacheTtl: '5m',
        usage: {
          inputTokens,
          outputTokens,
          cacheReadInputTokens: 0,
          cacheWriteInputTokens: 0,
          source: 'reported',
        },
      });
    const [input, output] = [cost(million, 0), cost(0, million)];
    return [input?.usd, output?.usd].map((dollars) => dollars && Number(dollars.toPrecision(9)));
  }

  function limits(store: PublicListStore, id: string): unknown {
    const { contextTokens, maxOutputTokens } = traitsOf(
      withOwnModels(configuredModel(id), { ...noOwnModels, listed: store }),
    );
    return [contextTokens, maxOutputTokens];
  }

  it('tells limits and price of a model that nobody here has heard of, and sends nothing of the user', async () => {
    world.models = {
      [unheard]: publicEntry([640_000, 32_000], { input: 1.5, output: 6 }),
      [`eu.${unheard}`]: publicEntry([640_000, 32_000], { input: 1.65, output: 6.6 }),
    };
    const { store } = await read();
    assert.deepEqual(limits(store, `eu.${unheard}`), [640_000, 32_000]);
    assert.deepEqual(usd(store, unheard), [1.5, 6]);
    assert.deepEqual(usd(store, `eu.${unheard}`), [1.65, 6.6]);
    const headers = Object.keys(world.asked[0] ?? {}).sort();
    assert.deepEqual(headers, ['accept', 'connection', 'host']);
  });

  it('counts before the shipped figures, and after what the user says', async () => {
    world.models = { [sonnet]: publicEntry([200_000, 64_000], { input: 2.4, output: 12, cache_read: 0.24 }) };
    const { store, doubtful } = await read();
    assert.deepEqual(doubtful, []);
    assert.deepEqual(usd(store, `global.${sonnet}`), [2.4, 12]);
    // That a geographic profile costs a tenth more is the model's, whatever the price.
    assert.deepEqual(usd(store, `us.${sonnet}`), [2.64, 13.2]);
    assert.deepEqual(usd(store, sonnet, { [sonnet]: { input: 9, output: 9 } }), [9, 9]);
    const own = { ...noOwnModels, modelLimits: { [unheard]: { contextTokens: 7_000 } }, listed: store };
    assert.equal(traitsOf(withOwnModels(configuredModel(unheard), own)).contextTokens, 7_000);
  });

  it('is not believed where it is far from what is known, which is said', async () => {
    world.models = {
      [sonnet]: publicEntry([200_000, 64_000], { input: 0.003, output: 0.015 }),
      'amazon.nova-lite-v1:0': publicEntry([300_000, 8_192], { input: 0, output: 0 }),
    };
    const { store, doubtful } = await read();
    assert.deepEqual(doubtful, [sonnet]);
    assert.deepEqual(usd(store, `global.${sonnet}`), [3, 15]);
    // Nothing is free: a price of nothing is none.
    assert.deepEqual(usd(store, 'amazon.nova-lite-v1:0'), [0.06, 0.24]);
  });

  it('does not take the place of what AWS’s own cards say of a limit', async () => {
    world.models = { 'amazon.nova-lite-v1:0': publicEntry([128_000, 4_096], { input: 0.06, output: 0.24 }) };
    const { store } = await read();
    assert.deepEqual(limits(store, 'amazon.nova-lite-v1:0'), [300_000, 10_000]);
  });

  it('is read but for the entries that make no sense', async () => {
    world.models = {
      [unheard]: publicEntry([640_000, 32_000], { input: 1.5, output: 6 }),
      'maker.negative-v1:0': publicEntry([640_000, 32_000], { input: -1, output: 6 }),
      'maker.endless-v1:0': publicEntry([1e300, 32_000], { input: 1, output: 6 }),
      'maker.half-v1:0': { limit: { context: 'many' } },
      'with blanks': publicEntry([1_000, 100], { input: 1, output: 1 }),
      'maker.pictures-v1:0': publicEntry(
        [1_000, 100],
        { input: 1, output: 1 },
        {
          modalities: { input: ['text'], output: ['image'] },
        },
      ),
      ['__proto__']: publicEntry([1_000, 100], { input: 1, output: 1 }),
      constructor: 7,
    };
    const { store, unreadable, file } = await read();
    assert.deepEqual(usd(store, unheard), [1.5, 6]);
    assert.deepEqual(usd(store, 'maker.negative-v1:0'), [undefined, undefined]);
    assert.equal(store.figures('constructor'), undefined);
    assert.equal(store.figures('toString'), undefined);
    assert.equal(unreadable, 3);
    assert.ok(!('maker.pictures-v1:0' in file.models));
  });

  it('that is none is said in words, and what was read before stays', async () => {
    world.models = { [unheard]: publicEntry([640_000, 32_000], { input: 1.5, output: 6 }) };
    const { store } = await read();
    const bodies: readonly (readonly [string, number, string | Buffer])[] = [
      ['text/html', 200, '<html>Sign in to the hotel’s network</html>'],
      ['application/json', 200, '{"amazon-bedrock":{"models":{"maker.half-v1:0":'],
      ['application/json', 200, '[]'],
      ['application/json', 200, '{"amazon-bedrock":{"models":{}}}'],
      ['application/json', 503, '{}'],
      ['application/json', 200, Buffer.alloc(25 * 1024 * 1024, ' ')],
    ];
    for (const [type, status, body] of bodies) {
      world.reply = (response) => response.writeHead(status, { 'content-type': type }).end(body);
      await assert.rejects(fetchPublicList(world.url, new AbortController().signal), PublicListError);
    }
    const { url } = world;
    await world.close();
    await assert.rejects(fetchPublicList(url, new AbortController().signal), PublicListError);
    assert.deepEqual(usd(store, unheard), [1.5, 6]);
    world = await ModelsDevEmulator.start();
  });

  it('is given up when the user cancels', async () => {
    world.reply = () => undefined;
    const abort = new AbortController();
    const reading = fetchPublicList(world.url, abort.signal);
    setTimeout(() => abort.abort(), 50);
    await assert.rejects(reading);
  });

  it('is read anew by a window that another one read it for, and counts as none when damaged', async () => {
    const other = new PublicListStore(folder);
    assert.equal(other.figures(unheard), undefined);
    world.models = { [unheard]: publicEntry([640_000, 32_000], { input: 1.5, output: 6 }) };
    await read();
    assert.equal(other.figures(unheard)?.contextTokens, 640_000);
    await writeFile(join(folder, 'public.json'), '{"asOf":"2026-11-29","models":{"a":{"contextTokens":-1}}}');
    assert.equal(other.figures(unheard), undefined);
    assert.equal(other.asOf, undefined);
  });
});
