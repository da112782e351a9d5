import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { textMessage } from '../../../../../src/core/bedrock/content';
import { estimateMessageTokens, estimateTokens } from '../../../../../src/core/bedrock/tokenEstimate';
import { TokenCounter } from '../../../../../src/core/bedrock/tokenCounter';
import { applicationProfileArn } from '../../../../support/emulators/bedrock/catalog';
import { withEmulator, withEngine } from '../../../../support/withEngine';
import { pngOf } from '../../../../world/support/pictures';

const sonnet = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const text = 'How many tokens is this to a model, and what does that cost?';

describe('Counting tokens', () => {
  const emulator = withEmulator();
  const test = withEngine(emulator);
  let counter: TokenCounter;

  beforeEach(() => {
    test().connection = { ...test().connection, retryMaxAttempts: 1 };
    counter = new TokenCounter(test());
  });

  const count = (
    model: string,
    said: Parameters<TokenCounter['count']>[1],
    signal = new AbortController().signal,
  ) => counter.count(model, said, signal);
  const counts = () => emulator().requests.filter(({ operation }) => operation === 'CountTokens');

  it('asks Bedrock about the model behind a profile, once for each text', async () => {
    const question = textMessage('user', text);
    const first = await count(`us.${sonnet}`, question);
    // The emulator counts no token for the message itself.
    assert.notEqual(first, estimateMessageTokens(question));
    assert.equal(await count(`us.${sonnet}`, question), first);
    assert.deepEqual(
      counts().map(({ modelId, status }) => [modelId, status]),
      [[sonnet, 200]],
    );
    await count(`us.${sonnet}`, `${text} And more.`);
    assert.equal(counts().length, 2);
  });

  it('asks once for the same picture, wherever its bytes lie, and again for another one', async () => {
    const countPicture = (bytes: Uint8Array) =>
      count(sonnet, {
        role: 'user',
        content: [
          { type: 'image', format: 'png', bytes },
          { type: 'text', text },
        ],
      });
    const [one, other] = [pngOf(1, 1), pngOf(2, 1)];
    const memory = Buffer.concat([one, other]);
    await countPicture(memory.subarray(0, one.length));
    await countPicture(one);
    assert.equal(counts().length, 1);
    await countPicture(memory.subarray(one.length));
    assert.equal(counts().length, 2);
  });

  it('estimates without asking what is longer than any request', async () => {
    const long = 'lorem ip'.repeat(3_200_000);
    assert.equal(await count(sonnet, long), estimateTokens(long));
    assert.equal(counts().length, 0);
  });

  it('knows what is behind the automatic choice and behind an application profile', async () => {
    await count(applicationProfileArn('us-east-1'), text);
    assert.deepEqual(
      counts().map(({ modelId }) => modelId),
      [sonnet],
    );
    assert.ok((await count('', text)) > 0);
  });

  it('counts an answer with its tool calls as it counts a question', async () => {
    const answer = { role: 'assistant', content: [{ type: 'text', text }] } as const;
    assert.equal(await count(sonnet, answer), await count(sonnet, textMessage('user', text)));
    const call = { type: 'toolUse', toolUseId: 't', name: 'look', input: { at: 'the sky' } } as const;
    assert.ok((await count(sonnet, { role: 'assistant', content: [call] })) > 0);
    assert.ok(counts().every(({ status }) => status === 200));
  });

  it('estimates where the model cannot be asked, without asking', async () => {
    assert.equal(await count('anthropic.claude-3-haiku-20240307-v1:0', text), estimateTokens(text));
    assert.equal(await count('some.model-v9:0', text), estimateTokens(text));
    assert.equal(emulator().requests.length, 0);
  });

  it('asks a model that refuses no second time', async () => {
    emulator().deny('CountTokens', 'bedrock:CountTokens');
    assert.equal(await count(sonnet, text), estimateTokens(text));
    await count(sonnet, 'another text');
    assert.equal(counts().length, 1);
  });

  it('estimates while Bedrock cannot be reached, and does not try every time', async () => {
    test().connection = { ...test().connection, endpoint: 'http://127.0.0.1:1' };
    let asked = 0;
    counter = new TokenCounter({
      catalog: test().catalog,
      connections: {
        forModel: () => {
          asked++;
          return test().connections.current();
        },
      },
    });
    assert.equal(await count(sonnet, text), estimateTokens(text));
    assert.equal(await count(sonnet, text), estimateTokens(text));
    assert.equal(asked, 1);
  });

  it('estimates for nobody who is signed in, and for whoever has given up', async () => {
    const missing = new TokenCounter({
      catalog: test().catalog,
      connections: { forModel: () => Promise.reject(new Error('not signed in')) },
    });
    assert.equal(await missing.count(sonnet, text, new AbortController().signal), estimateTokens(text));
    assert.equal(await count(sonnet, text, AbortSignal.abort()), estimateTokens(text));
    // Giving up says nothing of Bedrock.
    await count(sonnet, text);
    assert.equal(counts().length, 1);
  });
});
