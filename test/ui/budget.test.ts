import assert from 'node:assert/strict';
import { ChatPanelPage } from './support/chatPanelPage';
import { eventually } from './support/eventually';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

const model = 'anthropic.claude-3-haiku-20240307-v1:0';

describe('a budget, as a user meets it', () => {
  const session = withSession({
    signedIn: true,
    settings: {
      'bedrockChat.model': model,
      'bedrockChat.maxTokens': 500,
      // A cent a token, so that an answer may cost five dollars.
      'bedrockChat.prices': { [model]: { input: 0, output: 10_000 } },
    },
  });
  let windows: VsCodeWindow[];
  let panels: ChatPanelPage[];

  before(async function () {
    this.timeout(180_000);
    windows = [await session().openWindow(), await session().openWindow()];
    panels = [];
    for (const window of windows) {
      panels.push(new ChatPanelPage(await window.openPanel()));
    }
  });

  const panel = (index: number): ChatPanelPage => {
    const found = panels[index];
    assert.ok(found);
    return found;
  };
  const calls = () => session().invocations().length;
  const refusal = (index: number) =>
    panel(index).frame.locator('[data-testid="chat-error"][data-code="overBudget"]');

  it('shows what a call cost, and counts the calls of both windows in both status bars', async () => {
    for (const index of [0, 1]) {
      await panel(index).askAndWait(`From window ${index}`);
    }
    const [cost] = session()
      .invocations()
      .map(({ cost_usd }) => Number(cost_usd));
    assert.ok(cost !== undefined && cost > 0);
    await panel(0)
      .answer.getByTestId('chat-usage')
      .getByText(`$${cost.toFixed(2)}`)
      .waitFor();
    for (const { page } of windows) {
      await page.locator('.statusbar-item', { hasText: /^\s*2 · \$\d/ }).waitFor();
    }
  });

  it('at 95 % of it lets neither window go past it without asking', async () => {
    const spent = session()
      .invocations()
      .reduce((sum, { cost_usd }) => sum + Number(cost_usd), 0);
    session().setSettings({ 'bedrockChat.budget.dailyUsd': spent / 0.95 });
    for (const { page } of windows) {
      // The tooltip names the budget once the window knows it.
      await page.locator('.statusbar-item-label[aria-label*=" of $"]').waitFor();
    }
    const before = calls();
    for (const index of [0, 1]) {
      await panel(index).askAndWait('One more?');
      assert.match(await refusal(index).innerText(), /Today’s budget of \$.* could be passed: \$/);
    }
    assert.equal(calls() - before, 0);
  });

  it('is passed for one call by one click, and by no more', async () => {
    const before = calls();
    await refusal(0).getByTestId('chat-action-allowOnce').click();
    await panel(0)
      .answer.getByText(/emulator/)
      .waitFor();
    await panel(0).ended();
    assert.equal(calls() - before, 1);
    await panel(0).askAndWait('And another?');
    assert.match(await refusal(0).innerText(), /is used up/);
    await windows[0]?.chat.ask('@bedrock and here?');
    await windows[0]?.chat.waitForAnswer(/budget of .* is used up/);
    assert.equal(calls() - before, 1);
  });

  it('is passed until the day ends by another, and a dialog', async () => {
    const before = calls();
    const dialog = windows[1]?.page.locator('.monaco-dialog-box', { hasText: 'until the day ends?' });
    assert.ok(dialog);
    await refusal(1).getByTestId('chat-action-allowToday').click();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    await refusal(1).waitFor();
    assert.equal(calls() - before, 0, 'Nothing is allowed before the dialog says so');
    await refusal(1).getByTestId('chat-action-allowToday').click();
    await dialog.getByRole('button', { name: 'Allow for Today' }).click();
    await panel(1)
      .answer.getByText(/emulator/)
      .waitFor();
    await panel(1).ended();
    await panel(1).askAndWait('And again?');
    assert.equal(calls() - before, 2);
  });

  it('is set by a command', async () => {
    const [window] = windows;
    assert.ok(window);
    await window.runCommand('Bedrock: Set Budget…');
    await window.enter('1000', { box: 'Budget a day' });
    await window.enter('', { box: 'Budget a month' });
    const before = calls();
    await eventually(async () => {
      await panel(0).askAndWait('Is there money?');
      assert.equal(calls() - before, 1);
    });
  });
});
