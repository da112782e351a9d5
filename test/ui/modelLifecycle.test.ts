import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { withSession } from './support/withSession';

const haiku3 = 'anthropic.claude-3-haiku-20240307-v1:0';

describe('Models that end, and models that the account does not get, used by a user', () => {
  const session = withSession({ signedIn: true, settings: { 'bedrockChat.model': haiku3 } });

  it('have their successor and the step that is missing in the list of models', async () => {
    const window = await session().openWindow();
    const asked = async () => {
      await window.chat.askAndWait('@bedrock hello');
      return String(session().invocations().at(-1)?.['model_id']);
    };
    await window.chat.open();
    session().emulator.models.end(haiku3, new Date(Date.now() + 20 * 24 * 60 * 60 * 1000));
    await window.runCommand('Bedrock: Refresh Models');
    await window.page
      .getByText(/\d+ models and profiles are listed in us-east-1/)
      .first()
      .waitFor();

    await window.runCommand('Bedrock: Select Model…');
    const input = window.page.locator('.quick-input-widget input[type="text"]');
    const rows = window.page.locator('.quick-input-widget .monaco-list-row');
    await row(rows, 'Use Claude Haiku 4.5 Instead').waitFor();
    await window.screenshot('out/screenshots/model-ends.png');

    await input.fill('Opus 5');
    await row(rows, 'not authorized').waitFor();
    await window.screenshot('out/screenshots/model-not-usable.png');
    await row(rows, 'not authorized').click();
    const message = window.page.getByText(/does not authorize this account for Claude Opus 5/).first();
    await message.waitFor();
    await window.page.getByRole('button', { name: 'Fill In Anthropic’s Form' }).first().waitFor();
    await window.screenshot('out/screenshots/model-step.png');
    assert.match(await asked(), /claude-3-haiku/);

    await window.runCommand('Bedrock: Select Model…');
    await row(rows, 'Use Claude Haiku 4.5 Instead').click();
    assert.match(await asked(), /claude-haiku-4-5/);
  });
});

function row(rows: Locator, text: string): Locator {
  return rows.filter({ hasText: text }).first();
}
