import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Connections } from '../../src/core/bedrock/connection';
import { BedrockError } from '../../src/core/aws/errors';
import { ModelCatalog } from '../../src/core/bedrock/models/modelCatalog';
import { ModelStore } from '../../src/core/bedrock/models/modelStore';
import { AccountModels } from '../../src/vscode/models/accountModels';
import { Settings } from '../../src/vscode/platform/settings';
import { startBedrockEmulator, type BedrockEmulator } from '../support/emulators/bedrock';
import { testEngine, type TestEngine } from '../support/engine';

const manifest: unknown = vscode.extensions.getExtension('bedrock-chat.bedrock-chat')?.packageJSON;

describe('Listing the account’s models for VS Code', () => {
  let emulator: BedrockEmulator;
  let test: TestEngine;
  let folder: string;
  let models: AccountModels;
  const configFile = process.env['AWS_CONFIG_FILE'];

  before(async () => {
    emulator = await startBedrockEmulator();
  });
  after(() => emulator.close());
  beforeEach(() => {
    emulator.reset();
    test = testEngine(emulator.url, emulator.credentials);
    folder = mkdtempSync(join(tmpdir(), 'listing-'));
    models = accountModels(test.connections);
  });
  afterEach(() => {
    models.dispose();
    test.dispose();
    rmSync(folder, { recursive: true });
    if (configFile === undefined) {
      delete process.env['AWS_CONFIG_FILE'];
    } else {
      process.env['AWS_CONFIG_FILE'] = configFile;
    }
  });

  function accountModels(connections: Connections): AccountModels {
    const catalog = new ModelCatalog(new ModelStore(folder));
    return new AccountModels({ connections, catalog, settings: new Settings(manifest) });
  }

  it('is done once in silence, told when it is done, and known to the next window without asking', async () => {
    let told = 0;
    models.onDidChange(() => told++);
    assert.equal(await models.known(), undefined);
    await models.listSilently();
    await models.listSilently();
    assert.equal(told, 1);
    assert.ok(((await models.known())?.models.length ?? 0) > 10);
    const listings = emulator.requests.filter(({ operation }) => operation === 'ListFoundationModels');
    assert.equal(listings.length, 1);
    const nextWindow = accountModels(new Connections({ ...noSignIn, credentials: never }));
    assert.deepEqual(await nextWindow.known(), await models.known());
    nextWindow.dispose();
  });

  it('is not done in silence where signing in may ask for an MFA code', async () => {
    process.env['AWS_CONFIG_FILE'] = join(folder, 'config');
    writeFileSync(
      join(folder, 'config'),
      '[default]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = base\nmfa_serial = m\n',
    );
    await models.listSilently();
    assert.equal(emulator.requests.length, 0);
    await models.list();
    assert.notEqual(emulator.requests.length, 0);
  });

  it('fails in silence where nobody is signed in, and is done after the sign-in', async () => {
    let signedIn = false;
    const connections = new Connections({
      ...noSignIn,
      settings: () => test.connection,
      credentials: () =>
        signedIn ? test.connections.current().then(({ credentials }) => credentials) : never(),
    });
    const mine = accountModels(connections);
    await mine.listSilently();
    assert.equal(await mine.known(), undefined);
    await assert.rejects(mine.list(), { reason: 'credentialsMissing' });
    signedIn = true;
    connections.invalidate();
    await mine.listSilently();
    assert.ok(((await mine.known())?.models.length ?? 0) > 10);
    mine.dispose();
    connections.dispose();
  });
});

const never = () =>
  Promise.reject(new BedrockError('credentialsMissing', { code: 'CredentialsMissing', message: 'None.' }));

const noSignIn = {
  settings: () => ({
    endpoint: '',
    controlEndpoint: '',
    mantleEndpoint: '',
    retryMaxAttempts: 1,
    retryBaseDelayMs: 1,
  }),
  region: () => Promise.resolve('us-east-1'),
};
