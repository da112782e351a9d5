import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cur, curLine } from '../unit/core/finops/reconciliation/bills';
import { ChatPanelPage } from './support/chatPanelPage';
import { analyzeFromExplorer } from './support/costData';
import { eventually } from './support/eventually';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

describe('our record of calls beside a bill, seen by a user', () => {
  const session = withSession({ signedIn: true });
  let window: VsCodeWindow;

  before(async function () {
    this.timeout(120_000);
    window = await session().openWindow();
    const panel = new ChatPanelPage(await window.openPanel());
    for (const question of ['One', 'Two']) {
      await panel.askAndWait(question);
    }
    await eventually(() => assert.equal(session().invocations().length, 2));
    await window.runCommand('View: Show Explorer');
  });

  it('shows the calls of the day, what the bill says of them, and the exact gap with its reasons', async () => {
    const calls = session().invocations();
    const day = String(calls[0]?.['timestamp']).slice(0, 10);
    const priced = calls.reduce((sum, call) => sum + Number(call['cost_usd']), 0);
    assert.ok(priced > 0, 'the emulator’s model has a known price');
    const billed = (priced + 1).toFixed(12).replace(/0+$/, '');
    const ours = { day, service: `${nameOf(String(calls[0]?.['model_id']))} (Amazon Bedrock Edition)` };
    const path = join(session().workspace, 'bill.csv');
    const others = { day, usageType: 'USW2-NovaPro-input-tokens', region: 'us-west-2', cost: '5.25' };
    writeFileSync(path, cur([curLine({ ...ours, cost: billed }), curLine(others)]));

    const view = await analyzeFromExplorer(window, 'bill.csv');
    const reconciliation = view.getByTestId('finops-ledger');
    await eventually(async () => assert.equal(await reconciliation.getAttribute('data-state'), 'compared'));
    const rows = view.getByTestId('finops-ledger-row');
    assert.equal(await rows.count(), 2);
    const row = rows.filter({ hasText: 'Claude' });
    assert.equal(await row.getAttribute('data-day'), day);
    assert.equal(await row.locator('td').nth(2).innerText(), '2');
    assert.equal(await row.getByTestId('finops-ledger-gap').getAttribute('data-exact'), '1');
    const total = view.getByTestId('finops-ledger-total').getByTestId('finops-ledger-gap');
    assert.equal(await total.getAttribute('data-exact'), '6.25');
    const reasons = await view.getByTestId('finops-ledger-reasons').innerText();
    assert.match(reasons, /other people, other machines/);
    assert.match(reasons, /5\.25 USD of the bill is of us-west-2/);
    assert.match(reasons, /models that were not called from here: NovaPro/);
    assert.match(reasons, /24 to 48 hours/);
    await reconciliation.scrollIntoViewIfNeeded();
    await window.screenshot('out/screenshots/finops-ledger-window.png');
  });

  it('says in a sentence that a bill has nothing of Bedrock', async () => {
    const line = { service: 'Amazon EC2', code: 'AmazonEC2', usageType: 'BoxUsage:t3.micro' };
    writeFileSync(join(session().workspace, 'other-bill.csv'), cur([curLine(line)]));
    const view = await analyzeFromExplorer(window, 'other-bill.csv');
    await view.getByTestId('finops-ledger').getByText('This data has no rows of Amazon Bedrock').waitFor();
  });
});

/** `Claude Sonnet 4.5` of `anthropic.claude-sonnet-4-5-20250929-v1:0`. */
function nameOf(modelId: string): string {
  const words = /claude-([a-z0-9-]+?)(-20\d{6}.*)?$/.exec(modelId)?.[1]?.split('-') ?? [];
  return ['Claude', ...words].join(' ').replace(/(\d) (\d)/, '$1.$2');
}
