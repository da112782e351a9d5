import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { ChatPanelPage } from './support/chatPanelPage';
import { eventually } from './support/eventually';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

const rules = Array.from({ length: 400 }, (_, index) => `Rule ${index}: water it when dry.`).join('\n');
const promptAt = (time: string) => ({
  'bedrockChat.systemPrompt': `It is ${time} of 3 May.\n${rules}`,
});

describe('the prompt cache, seen by a user', () => {
  const session = withSession({ signedIn: true, settings: promptAt('09:04') });
  let window: VsCodeWindow;
  let panel: Frame;
  let page: ChatPanelPage;

  before(async () => {
    window = await session().openWindow();
    panel = await window.openPanel();
    page = new ChatPanelPage(panel);
  });

  it('says nothing of a first question, nor of one that is found again', async () => {
    await page.askAndWait('What grows here?');
    const answer = await page.askAndWait('And there?');
    assert.match(answer, /cached/);
    assert.equal(await panel.getByTestId('chat-cache-miss').count(), 0);
  });

  it('says under the answer why it was missed, and what that cost', async () => {
    session().setSettings(promptAt('09:31'));
    let asked = 0;
    // A window follows a setting after a while.
    await eventually(async () => {
      await page.askAndWait(`And later, ${asked++}?`);
      assert.equal(await panel.getByTestId('chat-cache-miss').count(), 1);
    }, 30_000);
    const text = await panel.getByTestId('chat-cache-miss').innerText();
    assert.match(text, /^Prompt cache missed: The system prompt has a number or a date in it that changed/);
    assert.match(text, /\d,\d{3} tokens were paid for anew, \$0\.0\d+ more than reading them\./);
    await eventually(() => assert.match(session().log(), /Prompt cache missed.*systemClock/));
    await window.screenshot('out/screenshots/cache-miss.png');
    await panel.getByTestId('chat-action-openSystemPrompt').click();
    await window.page.locator('.settings-editor').getByText('System Prompt').first().waitFor();
  });

  it('shows on the dashboard how often it was read, what it saved and what was lost', async () => {
    await window.runCommand('Bedrock: Open Monitoring Dashboard');
    const dashboard = await window.frameWith('[data-testid=prompt-cache]');
    const day = await dashboard.getByTestId('cache-day').innerText();
    assert.match(day, /\d+\.\d%[^]*\$0\.\d+/);
    const conversation = await dashboard.getByTestId('cache-conversation').innerText();
    assert.match(conversation, /Panel[^]*Claude[^]*\d+\.\d%/);
    assert.match(
      await dashboard.getByTestId('cache-reason').innerText(),
      /^Last miss: The system prompt has/,
    );
    await dashboard.getByTestId('prompt-cache').scrollIntoViewIfNeeded();
    await window.screenshot('out/screenshots/cache-dashboard.png');
    await dashboard.getByTestId('advice-openSystemPrompt').click();
    await window.page.locator('.settings-editor').getByText('System Prompt').first().waitFor();
  });
});
