import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { answer } from '../support/emulators/bedrock';
import { ChatPanelPage } from './support/chatPanelPage';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

/** Lets the model call one tool, and then say something. */
function calls(name: string, input: Readonly<Record<string, unknown>>, text: string) {
  return [answer({ text: 'Let me look.', toolUses: [{ name, input }] }), answer({ text })];
}

describe('tools of VS Code, used by a model', () => {
  const session = withSession({ signedIn: true, otherExtensions: ['tool-box'] });
  let window: VsCodeWindow;
  let panel: Frame;
  let page: ChatPanelPage;

  before(async () => {
    window = await session().openWindow();
    panel = await window.openPanel();
    page = new ChatPanelPage(panel);
  });

  beforeEach(async () => {
    session().emulator.reset();
    await page.newChat();
  });

  const lastBody = () => JSON.stringify(session().emulator.requests.at(-1)?.body);
  const card = (state: string) => panel.locator(`[data-testid="chat-tool"][data-state="${state}"]`);

  it('offers none before the user has chosen some', async () => {
    await page.askAndWait('Anything?');
    assert.doesNotMatch(lastBody(), /toolConfig/);
  });

  it('offers what the user ticks, runs it, and shows the call with its input and result', async () => {
    await panel.getByTestId('chat-tools').click();
    await window.quickInput.fill('test_');
    for (const name of ['test_weather', 'test_broken', 'test_slow', 'test_asking']) {
      await window.pick(name);
    }
    await window.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    await panel.getByRole('button', { name: 'Choose Tools… (4 chosen)' }).waitFor();

    session().emulator.script(...calls('test_weather', { city: 'Oslo' }, 'Take an umbrella.'));
    await page.ask('What is the weather in Oslo?');
    await page.answer.getByText('Take an umbrella.').waitFor();
    await page.ended();
    await card('done').locator('summary').getByText('Ran test_weather').click();
    assert.match(await panel.getByTestId('chat-tool-input').innerText(), /"city": "Oslo"/);
    assert.match(await panel.getByTestId('chat-tool-result').innerText(), /It rains in Oslo/);
    assert.match(await panel.getByTestId('chat-usage').innerText(), /2 calls/);
    assert.match(lastBody(), /"toolResult".*It rains in Oslo/);
    assert.equal(session().emulator.requests.at(-1)?.status, 200);
    await window.screenshot('out/screenshots/tool-card.png');
  });

  it('tells the model of a tool that fails', async () => {
    session().emulator.script(...calls('test_broken', {}, 'Never mind.'));
    await page.askAndWait('Try');
    await card('failed').waitFor();
    assert.match(lastBody(), /"status":"error"/);
    assert.match(lastBody(), /the station is down/);
  });

  it('ends a tool that never ends, when the user stops the answer', async () => {
    session().emulator.script(...calls('test_slow', {}, 'never'));
    await page.ask('Wait');
    await card('running').waitFor();
    await panel.getByTestId('chat-stop').click();
    await card('stopped').waitFor();
    await page.answer.getByText('Stopped.').waitFor();
    await page.ended();
    await page.askAndWait('Go on without it');
    assert.equal(session().emulator.requests.at(-1)?.status, 200);
  });

  it('lets VS Code ask before a tool that wants it, and tells the model of a no', async () => {
    session().emulator.script(...calls('test_asking', {}, 'As you wish.'));
    await page.ask('Open the door');
    const dialog = window.page.locator('.monaco-dialog-box').filter({ hasText: 'It is cold outside.' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.answer.getByText('As you wish.').waitFor();
    await card('declined').waitFor();
    assert.match(lastBody(), /did not allow/);
  });

  it('folds reasoning away while it streams, and sends it back as it came', async () => {
    const thought = `${'step by step '.repeat(30)}done`;
    session().emulator.script(answer({ reasoning: thought, text: 'It is 42.', paceMs: 20 }));
    await page.ask('Think');
    const reasoning = panel.getByTestId('chat-reasoning');
    await reasoning.getByText('Thinking…').waitFor();
    await page.ended();
    await reasoning
      .locator('summary')
      .getByText(/^Thought for/)
      .click();
    assert.match(await reasoning.locator('pre').innerText(), /step by step done/);
    await window.screenshot('out/screenshots/reasoning-card.png');
    await page.askAndWait('And now?');
    assert.match(lastBody(), /step by step done.*"signature"/);
    assert.equal(session().emulator.requests.at(-1)?.status, 200);
  });

  it('holds six turns with reasoning and two tools at once, and Bedrock refuses none of it', async () => {
    const { emulator } = session();
    const toolUses = ['Oslo', 'Bergen'].map((city) => ({ name: 'test_weather', input: { city } }));
    for (let turn = 1; turn <= 6; turn++) {
      emulator.script(
        answer({ reasoning: `Two towns, turn ${turn}.`, text: 'Let me look.', toolUses }),
        answer({ reasoning: `It rains, turn ${turn}.`, text: `Rain, says turn ${turn}.` }),
      );
      await page.ask(`How is it in both? (${turn})`);
      await page.answer.getByText(`Rain, says turn ${turn}.`).waitFor();
      await page.ended();
    }
    const asked = emulator.requests.filter(({ operation }) => operation === 'ConverseStream');
    assert.deepEqual(
      asked.map(({ status }) => status),
      Array.from({ length: 12 }, () => 200),
    );
    // Both results came back in one message, and the last question still has the first turn's reasoning, signed.
    const last = JSON.stringify(asked.at(-1)?.body);
    assert.match(last, /Two towns, turn 1\.[^]*"signature"[^]*It rains in Oslo[^]*It rains in Bergen/);
    assert.equal(await panel.getByTestId('chat-error').count(), 0);
  });

  it('runs the chosen tools for @bedrock, too, and remembers what they said', async () => {
    session().emulator.script(...calls('test_weather', { city: 'Bergen' }, 'Umbrella again.'));
    await window.chat.ask('@bedrock and in Bergen?');
    await window.chat.waitForAnswer(/Umbrella again/);
    await window.chat.waitForEnd();
    assert.match(lastBody(), /It rains in Bergen/);
    await window.screenshot('out/screenshots/participant-tool.png');
    await window.chat.askAndWait('@bedrock sure?');
    assert.match(lastBody(), /"toolUse".*It rains in Bergen/);
    assert.equal(session().emulator.requests.at(-1)?.status, 200);
  });
});
