import assert from 'node:assert/strict';
import { withSession } from './support/withSession';

describe('the Bedrock model in VS Code’s own picker, used by a person', () => {
  const session = withSession({
    signedIn: true,
    otherExtensions: ['model-asker'],
    settings: { 'bedrockChat.model': 'anthropic.claude-3-haiku-20240307-v1:0' },
  });

  it('is picked, answers whoever asks it, and the call is on record', async () => {
    const window = await session().openWindow();
    await window.chat.open();
    await window.chat.pickModel('Claude 3 Haiku (Bedrock)');
    assert.match(await window.chat.model(), /Claude 3 Haiku/);

    const answer = await window.chat.askAndWait('@asker is anybody there?');
    assert.match(answer, /emulator/);
    assert.match(answer, /is anybody there\?/);
    const invocation = session().invocations().at(-1);
    assert.equal(invocation?.['surface'], 'provider');
    assert.equal(invocation['outcome'], 'success');
    assert.equal(invocation['model_id'], 'anthropic.claude-3-haiku-20240307-v1:0');
    assert.ok(Number(invocation['output_tokens']) > 0);
  });
});
