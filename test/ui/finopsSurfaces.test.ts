import assert from 'node:assert/strict';
import { join } from 'node:path';
import { answer } from '../support/emulators/bedrock';
import { ChatPanelPage } from './support/chatPanelPage';
import { sumUp } from './support/costData';
import { eventually } from './support/eventually';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

const SAMPLE = 'focus-sample.csv';
const TOTAL = 'SELECT round(sum(Cost), 2) AS total FROM costs';

describe('cost data, asked from elsewhere in VS Code', () => {
  const session = withSession({ signedIn: true });
  let window: VsCodeWindow;

  before(async () => {
    window = await session().openWindow();
    await window.ready();
  });

  beforeEach(() => session().emulator.reset());

  const lastBody = () =>
    JSON.stringify(
      session().emulator.requests.findLast(({ operation }) => operation === 'ConverseStream')?.body,
    );

  function total(): string {
    const sum = sumUp(join(session().workspace, 'costs', SAMPLE)).total;
    return (Number((sum + 5_000n) / 10_000n) / 100).toFixed(2);
  }

  it('says how to open some when @bedrock /finops has none', async () => {
    const text = await window.chat.askAndWait('@bedrock /finops What is the total?');
    assert.match(text, /No cost data is open/);
    await window.chat.answer.getByRole('button', { name: 'Analyze Cost Data…' }).waitFor();
  });

  it('answers @bedrock /finops from a file that is attached, with the query and its number of rows', async () => {
    const row = (name: string) =>
      window.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).first();
    await window.page.keyboard.press('Control+Shift+E');
    await row('costs').click();
    await window.chooseFromMenu(row(SAMPLE), 'Add File to Chat');
    await window.chat.view.locator('.chat-attached-context').getByText(SAMPLE).waitFor();
    session().emulator.script(
      answer({
        text: 'I ask.',
        toolUses: [{ name: 'query_cost_data', input: { sql: TOTAL, purpose: 'The total' } }],
      }),
      answer({ text: `The total is ${total()} USD, which is 12.34 % more.` }),
    );
    const text = await window.chat.askAndWait('@bedrock /finops What is the total?');
    assert.ok(text.includes(`The total is ${total()} USD`), text);
    assert.match(text, /q1 · The total · 1 row/);
    assert.match(text, /No query gave these numbers: 12\.34/);
    assert.ok((await window.chat.answer.locator('.monaco-editor').first().innerText()).includes('sum'));
    assert.ok(lastBody().includes(total()));
    assert.match(lastBody(), /Columns of costs/);
    await eventually(() => assert.equal(session().invocations().at(-1)?.['surface'], 'finops'));
    await window.screenshot('out/screenshots/finops-participant.png');
  });

  it('can be described, queried and drawn by any model that is given the tools', async () => {
    const panel = await window.openPanel();
    const page = new ChatPanelPage(panel);
    await panel.getByTestId('chat-tools').click();
    await window.quickInput.fill('cost');
    for (const name of ['describe_cost_data', 'query_cost_data', 'draw_chart']) {
      await window.quickInput.fill(name);
      await window.pick(`bedrock-chat_${name}`);
    }
    await window.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    const use = (name: string, input: Record<string, unknown>) =>
      answer({ text: 'Next.', toolUses: [{ name: `bedrock-chat_${name}`, input }] });
    session().emulator.script(
      use('describe_cost_data', { path: `costs/${SAMPLE}` }),
      use('query_cost_data', {
        sql: 'SELECT ServiceName AS service, sum(Cost) AS cost FROM costs GROUP BY 1',
      }),
      use('draw_chart', { query: 'q1', kind: 'bar', title: 'What a tool drew' }),
      answer({ text: 'All done.' }),
    );
    await page.ask('Look at the costs');
    const dialog = window.page.locator('.monaco-dialog-box').filter({ hasText: 'Open cost data?' });
    await dialog.getByRole('button', { name: 'Yes' }).click();
    await page.answer.getByText('All done.').waitFor();
    assert.equal(await panel.locator('[data-testid="chat-tool"][data-state="done"]').count(), 3);
    const view = await window.frameWith('[data-testid="finops"]');
    await eventually(async () => {
      assert.equal(await view.getByTestId('finops-analysis').innerText(), 'What a tool drew');
    });
    await view.locator('bc-cost-chart[data-points] [data-testid="finops-analysis-chart"] canvas').waitFor();
  });
});
