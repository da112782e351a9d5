import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { CredentialSource } from '../../src/core/aws/credentials/credentialSource';
import { textMessage } from '../../src/core/bedrock/content';
import { Connections } from '../../src/core/bedrock/connection';
import { ModelCatalog } from '../../src/core/bedrock/models/modelCatalog';
import { ChatEngine } from '../../src/core/chat/chatEngine';
import { AwsHome } from '../support/fakes/awsHome';
import { MemorySecretStore } from '../support/fakes/memorySecretStore';
import { withWorld } from './support/withWorld';

describe('Temporary keys that are renewed in the credentials file', () => {
  const world = withWorld();
  let home: AwsHome;
  let connections: Connections;
  let engine: ChatEngine;

  /** As a tool writes them, which says nowhere when they end. */
  function write({ accessKeyId, secretAccessKey, sessionToken }: ReturnType<typeof keysOf>): Promise<string> {
    return home.credentials(
      `[work]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\naws_session_token = ${sessionToken}\n`,
    );
  }
  const keysOf = () => ({ sessionToken: 'a-token', ...world().server.keys });

  beforeEach(async () => {
    home = await AwsHome.create();
    await write(keysOf());
    const { server, test } = world();
    const source = new CredentialSource({
      secrets: new MemorySecretStore(),
      settings: () => ({ source: 'profile', profile: 'work' }),
    });
    connections = new Connections({
      settings: () => test.connection,
      credentials: () => source.resolve(),
      forgetCredentials: () => source.forget(),
      region: () => Promise.resolve('us-east-1'),
    });
    engine = new ChatEngine({
      connections,
      catalog: new ModelCatalog(),
      settings: () => test.settings,
      observer: (event) => test.events.push(event),
      price: () => ({ usd: 1, priceVersion: 'test' }),
      budget: { admit: () => Promise.resolve({ dispose: () => undefined }) },
    });
    server.reset();
  });
  afterEach(async () => {
    connections.dispose();
    await home.dispose();
  });

  async function ask() {
    const outcome = await engine.ask({
      surface: 'panel',
      conversationId: null,
      messages: [textMessage('user', 'Good morning')],
      signal: new AbortController().signal,
      onEvent: () => undefined,
    });
    return outcome.type === 'called' ? outcome : assert.fail(outcome.type);
  }

  it('answer the very next question', async () => {
    assert.equal((await ask()).result.outcome, 'success');
    world().server.renewKeys();
    await write(keysOf());
    const { result } = await ask();
    assert.equal(result.outcome, 'success');
    assert.equal(result.attempts, 2, 'the old keys were refused once');
    assert.equal((await ask()).result.attempts, 1);
  });

  it('answer the next question, too, after one that failed because they had ended', async () => {
    await ask();
    world().server.renewKeys();
    const { problem } = await ask();
    assert.equal(problem?.reason, 'credentialsExpired');
    await write(keysOf());
    assert.equal((await ask()).result.outcome, 'success');
  });

  it('are asked for once only where they are still the old ones, and cost nothing', async () => {
    await ask();
    world().server.renewKeys();
    const before = world().server.requests.length;
    const { result } = await ask();
    assert.equal(world().server.requests.length, before + 1);
    assert.equal(result.usage.inputTokens + result.usage.outputTokens, 0);
  });
});
