import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { BedrockError } from '../../../../src/core/aws/errors';
import { HeaderSource } from '../../../../src/core/chat/headerSource';
import { withEmulator, withEngine } from '../../../support/withEngine';

describe('HeaderSource', () => {
  const emulator = withEmulator();
  const test = withEngine(emulator);

  it('says at once what the settings say, and later which model the account would answer with', async () => {
    const { connections, catalog } = test();
    const header = new HeaderSource({
      connections,
      catalog,
      model: () => '',
      region: async () => 'us-east-1',
    });
    assert.deepEqual(await header.fromSettings(), {
      modelLabel: 'Automatic',
      modelTooltip: 'The newest Claude Sonnet that your account lists',
      region: 'us-east-1',
      signedIn: 'unknown',
    });
    assert.equal(emulator().requests.length, 0);
    const known = await header.fromAccount();
    assert.equal(known.signedIn, 'yes');
    assert.match(known.modelLabel, /Claude Sonnet/);
  });

  it('tells nobody signed in from credentials that do not work', async () => {
    const header = (reason: 'credentialsMissing' | 'credentialsExpired') =>
      new HeaderSource({
        connections: {
          forModel: () => Promise.reject(new BedrockError(reason, { code: 'X', message: 'x' })),
        },
        catalog: { resolve: () => Promise.reject(new Error('not asked')) },
        model: () => 'anthropic.claude-3-haiku-20240307-v1:0',
        region: async () => 'eu-west-1',
      }).fromAccount();
    assert.equal((await header('credentialsMissing')).signedIn, 'no');
    assert.equal((await header('credentialsExpired')).signedIn, 'unknown');
    assert.equal((await header('credentialsExpired')).modelLabel, 'Claude 3 Haiku');
  });
});
