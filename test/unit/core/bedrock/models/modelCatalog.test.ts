import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Connection } from '../../../../../src/core/bedrock/connection';
import { ModelCatalog } from '../../../../../src/core/bedrock/models/modelCatalog';
import type { ListedModel } from '../../../../../src/core/bedrock/models/modelChoice';
import { ModelStore } from '../../../../../src/core/bedrock/models/modelStore';
import type { Operation } from '../../../../support/emulators/bedrock/requestLog';
import { applicationProfileArn } from '../../../../support/emulators/bedrock/catalog';
import { testEngine } from '../../../../support/engine';
import { withEmulator, withEngine } from '../../../../support/withEngine';

const region = 'us-east-1';
const hourMs = 60 * 60 * 1000;

describe('The model catalog', () => {
  // Three profiles a page: a listing that reads one page only is seen at once.
  const emulator = withEmulator({ pageSize: 3 });
  const test = withEngine(emulator);
  let connection: Connection;
  let folder: string;

  beforeEach(async () => {
    connection = await test().connections.current();
    folder = mkdtempSync(join(tmpdir(), 'models-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const asked = (operation: Operation) =>
    emulator().requests.filter((request) => request.operation === operation).length;
  const withStore = () => new ModelCatalog(new ModelStore(folder));

  function find(models: readonly ListedModel[], id: string): ListedModel {
    const model = models.find((each) => each.id === id);
    assert.ok(model, `${id} is not listed`);
    return model;
  }

  it('lists models and profiles of every page, and a model that needs a profile through its profiles only', async () => {
    const models = await new ModelCatalog().list(connection);
    const sonnet = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
    assert.equal(find(models, `us.${sonnet}`).modelId, sonnet);
    assert.equal(find(models, `us.${sonnet}`).kind, 'systemProfile');
    assert.equal(
      models.some(({ id }) => id === sonnet),
      false,
    );
    assert.ok(asked('ListInferenceProfiles') > 3);
    assert.equal(find(models, 'anthropic.claude-3-haiku-20240307-v1:0').kind, 'onDemand');
  });

  it('offers nothing that AWS does not list', async () => {
    const models = await new ModelCatalog().list(connection);
    for (const { id } of models) {
      const { outcome } = await test().ask('Hello', { model: id });
      const reason = outcome.type === 'called' ? outcome.result.error?.reason : 'not called';
      assert.ok(reason !== 'needsInferenceProfile' && reason !== 'validation', `${id}: ${String(reason)}`);
    }
  });

  it('knows the model behind an application profile, and its name', async () => {
    const profile = find(await new ModelCatalog().list(connection), applicationProfileArn(region));
    assert.equal(profile.label, 'team-blue-sonnet');
    assert.equal(profile.modelId, 'anthropic.claude-sonnet-4-5-20250929-v1:0');
    assert.equal(profile.images, true);
  });

  it('says which models are legacy', async () => {
    const models = await new ModelCatalog().list(connection);
    assert.ok(models.some(({ legacy }) => legacy));
    assert.ok(models.some(({ legacy }) => !legacy));
  });

  it('lists what it can where profiles may not be listed', async () => {
    emulator().deny('ListInferenceProfiles', 'bedrock:ListInferenceProfiles');
    const models = await new ModelCatalog().list(connection);
    assert.ok(models.length > 0);
    assert.ok(models.every(({ kind }) => kind === 'onDemand'));
  });

  it('says that listing is not allowed, and still takes any id or ARN', async () => {
    emulator().deny('ListFoundationModels', 'bedrock:ListFoundationModels');
    const catalog = new ModelCatalog();
    await assert.rejects(catalog.list(connection), { reason: 'listingDenied' });
    const typed = await catalog.resolve(connection, 'us.amazon.nova-pro-v1:0');
    assert.deepEqual([typed.id, typed.modelId], ['us.amazon.nova-pro-v1:0', 'amazon.nova-pro-v1:0']);
  });

  it('asks AWS once what is behind the ARN of an application profile that was typed', async () => {
    const catalog = new ModelCatalog();
    const arn = applicationProfileArn(region);
    const both = await Promise.all([catalog.resolve(connection, arn), catalog.resolve(connection, arn)]);
    assert.deepEqual(
      both.map(({ id, modelId }) => [id, modelId]),
      Array(2).fill([arn, 'anthropic.claude-sonnet-4-5-20250929-v1:0']),
    );
    assert.equal(asked('GetInferenceProfile'), 1);
    assert.equal(asked('ListFoundationModels'), 0);
  });

  it('goes on with the ARN alone where it may not ask what is behind it', async () => {
    emulator().deny('GetInferenceProfile', 'bedrock:GetInferenceProfile');
    const arn = applicationProfileArn(region);
    assert.equal((await new ModelCatalog().resolve(connection, arn)).modelId, arn);
  });

  it('shows after a restart what was listed before, without asking AWS', async () => {
    const listed = await withStore().list(connection);
    const count = emulator().requests.length;
    const restarted = withStore();
    assert.deepEqual((await restarted.known())?.models, listed);
    assert.deepEqual(await restarted.list(connection), listed);
    assert.equal(emulator().requests.length, count);
  });

  it('shows what is out of date at once, lists anew in the background, and tells', async () => {
    await withStore().list(connection);
    for (const file of readdirSync(folder)) {
      age(join(folder, file));
    }
    const restarted = withStore();
    const told = new Promise<void>((resolve) => {
      let changes = 0;
      // The first is what was kept.
      restarted.onDidChange(() => ++changes === 2 && resolve());
    });
    assert.deepEqual(
      (await restarted.list(connection)).map(({ label }) => label),
      ['Old'],
    );
    await told;
    assert.ok((await restarted.list(connection)).length > 1);
    assert.ok(((await withStore().known())?.models.length ?? 0) > 1);
  });

  it('keeps what it knows when listing anew fails', async () => {
    const catalog = withStore();
    const listed = await catalog.list(connection);
    emulator().deny('ListFoundationModels', 'bedrock:ListFoundationModels');
    await assert.rejects(catalog.refresh(connection), { reason: 'listingDenied' });
    assert.deepEqual(await catalog.list(connection), listed);
  });

  it('keeps the listing of one sign-in from another', async () => {
    await withStore().list(connection);
    const other = testEngine(emulator().url, emulator().temporaryCredentials);
    const count = asked('ListFoundationModels');
    await withStore().list(await other.connections.current());
    other.dispose();
    assert.equal(asked('ListFoundationModels'), count + 1);
  });

  it('keeps nothing of the credentials, and lists anew where its file is damaged', async () => {
    await withStore().list(connection);
    const { accessKeyId, secretAccessKey } = emulator().credentials;
    for (const file of readdirSync(folder)) {
      const kept = `${file}\n${readFileSync(join(folder, file), 'utf8')}`;
      assert.ok(!kept.includes(accessKeyId) && !kept.includes(secretAccessKey));
      writeFileSync(join(folder, file), kept.slice(0, 300));
    }
    assert.ok((await withStore().list(connection)).length > 1);
  });

  /** Makes a kept listing two hours old, and one that says so. */
  function age(path: string): void {
    const listing = JSON.parse(readFileSync(path, 'utf8')) as { listedAtMs: number; models: object[] };
    listing.listedAtMs -= 2 * hourMs;
    listing.models = [{ ...listing.models[0], label: 'Old' }];
    writeFileSync(path, JSON.stringify(listing));
  }
});
