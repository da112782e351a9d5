import assert from 'node:assert/strict';
import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { type Aimock, startAimock } from '../../support/aimock';
import { clientsFor, converse, question, sonnet } from './clients';

describe('aimock as a second Bedrock', () => {
  let mock: Aimock;
  const credentials = { accessKeyId: 'AKIAANYTHING', secretAccessKey: 'anything' };

  beforeEach(async () => {
    mock = await startAimock({ defaultAnswer: 'An answer long enough for several pieces.' });
  });
  afterEach(() => mock.close());

  it('streams its answer to ConverseStream in pieces', async () => {
    const { runtime } = clientsFor({ endpoint: mock.url, credentials });
    const streamed = await converse(runtime, question('hello'));
    assert.equal(streamed.text, 'An answer long enough for several pieces.');
    assert.equal(streamed.stopReason, 'end_turn');
    assert.equal(streamed.error, undefined);
    assert.ok(streamed.kinds.filter((kind) => kind === 'contentBlockDelta').length > 1);
    assert.deepEqual(mock.paths, [`/model/${sonnet}/converse-stream`]);
  });

  it('answers Converse, and a prompt in the way that was set for it', async () => {
    const { runtime } = clientsFor({ endpoint: mock.url, credentials });
    mock.on('weather', { content: 'Sunny.' });
    const answered = await runtime.send(new ConverseCommand(question('What is the weather?')));
    assert.deepEqual(answered.output?.message?.content, [{ text: 'Sunny.' }]);
    const other = await runtime.send(new ConverseCommand(question('hello')));
    assert.deepEqual(other.output?.message?.content, [{ text: 'An answer long enough for several pieces.' }]);
  });
});
