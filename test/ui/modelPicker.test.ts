import assert from 'node:assert/strict';
import { answer } from '../support/emulators/bedrock';
import { withSession } from './support/withSession';

describe('the Bedrock model in VS Code’s own picker, used by a user', () => {
  const session = withSession({
    signedIn: true,
    otherExtensions: ['model-asker', 'tool-box'],
    settings: { 'bedrockChat.model': 'anthropic.claude-3-haiku-20240307-v1:0' },
  });

  it('is picked, answers whoever asks it, and the call is on record', async () => {
    const window = await session().openWindow();
    await window.chat.open();
    await window.chat.pickModel('Claude 3 Haiku (Bedrock)');
    assert.match(await window.chat.model(), /Claude 3 Haiku/);

    const said = await window.chat.askAndWait('@asker is anybody there?');
    assert.match(said, /emulator/);
    assert.match(said, /is anybody there\?/);
    const invocation = session().invocations().at(-1);
    assert.equal(invocation?.['surface'], 'provider');
    assert.equal(invocation['outcome'], 'success');
    assert.equal(invocation['model_id'], 'anthropic.claude-3-haiku-20240307-v1:0');
    assert.ok(Number(invocation['output_tokens']) > 0);
  });

  it('calls two tools at once, and gets their results back', async () => {
    const window = await session().openWindow();
    await window.chat.open();
    await window.chat.pickModel('Claude 3 Haiku (Bedrock)');
    session().emulator.reset();
    const toolUses = ['Oslo', 'Bergen'].map((city) => ({ name: 'test_weather', input: { city } }));
    session().emulator.script(
      answer({ text: 'Let me look.', toolUses }),
      answer({ text: 'Rain everywhere.' }),
    );

    assert.match(await window.chat.askAndWait('@asker how is the weather?'), /Rain everywhere\./);
    const calls = session().emulator.requests.filter(({ operation }) => operation === 'ConverseStream');
    assert.deepEqual(
      calls.map(({ status }) => status),
      [200, 200],
    );
    const body = JSON.stringify(calls.at(-1)?.body);
    assert.match(body, /"toolResult".*It rains in Oslo.*"toolResult".*It rains in Bergen/);
    await window.screenshot('out/screenshots/model-picker-tools.png');
  });
});
