import assert from 'node:assert/strict';
import { answer, failMid } from '../support/emulators/bedrock';
import { ChatPanelPage } from './support/chatPanelPage';
import { withSession } from './support/withSession';

describe('models of the OpenAI-compatible APIs, used by a user', () => {
  const session = withSession({
    signedIn: true,
    otherExtensions: ['model-asker', 'tool-box'],
    settings: { 'bedrockChat.model': 'us.openai.gpt-6-sol', 'bedrockChat.retry.baseDelayMs': 500 },
  });

  beforeEach(() => session().emulator.reset());

  function lastInvocation(): Record<string, unknown> {
    const last = session().invocations().at(-1);
    assert.ok(last);
    return last;
  }

  it('answer in the panel, with what they thought, and the call is on record', async () => {
    const window = await session().openWindow();
    const panel = await window.openPanel();
    const page = new ChatPanelPage(panel);
    session().emulator.script(answer({ text: 'Blue, most likely.', reasoning: 'What color is the sky?' }));
    await page.ask('What color is it?');
    await page.ended();
    assert.match(await page.answer.innerText(), /Blue, most likely\./);
    const record = lastInvocation();
    assert.deepEqual(
      [record['model_id'], record['operation'], record['outcome'], record['usage_source']],
      ['openai.gpt-6-sol', 'Responses', 'success', 'reported'],
    );
    assert.ok(Number(record['cost_usd']) > 0, 'its price is known');

    session().emulator.script(failMid('internalServerException', 3));
    await page.ask('And now?');
    await page.ended();
    assert.equal(lastInvocation()['outcome'], 'error');
    await window.screenshot('out/screenshots/openai-panel.png');
  });

  it('answer to @bedrock', async () => {
    const window = await session().openWindow();
    await window.chat.open();
    assert.match(await window.chat.askAndWait('@bedrock hello'), /emulator[^]*GPT-6 Sol/);
    assert.equal(lastInvocation()['surface'], 'participant');
  });

  it('are picked in VS Code’s picker, and call tools', async () => {
    const window = await session().openWindow();
    await window.chat.open();
    await window.chat.pickModel('Grok 4.3 (Bedrock)');
    const toolUses = ['Oslo', 'Bergen'].map((city) => ({ name: 'test_weather', input: { city } }));
    session().emulator.script(
      answer({ text: 'Let me look.', toolUses }),
      answer({ text: 'Rain everywhere.' }),
    );
    assert.match(await window.chat.askAndWait('@asker how is the weather?'), /Rain everywhere\./);
    const calls = session().emulator.requests.filter(({ operation }) => operation === 'Responses');
    const items = JSON.stringify(calls.at(-1)?.body);
    assert.match(items, /function_call_output.*It rains in Oslo.*function_call_output.*It rains in Bergen/);
    assert.equal(lastInvocation()['model_id'], 'xai.grok-4.3');
    await window.screenshot('out/screenshots/openai-picker.png');
  });
});
