import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './support/eventually';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

describe('cost data from the file that is open', () => {
  const session = withSession();
  let window: VsCodeWindow;

  before(async () => {
    const { workspace } = session();
    writeFileSync(join(workspace, 'bill.csv'), 'date,service,cost (USD)\n2026-10-01,EC2,1.5\n');
    writeFileSync(join(workspace, 'people.csv'), 'name,age\nA,3\n');
    // VS Code finds files by name that were there when it looked.
    writeFileSync(join(workspace, 'other.csv'), 'what,amount EUR\nA,2.25\n');
    window = await session().openWindow();
    await window.ready();
  });

  const button = () => window.page.locator('.editor-actions [aria-label^="Analyze Cost Data"]');

  it('has a button above a file that looks like cost data, and above no other', async () => {
    await window.openFile('people.csv');
    await window.openFile('bill.csv');
    await button().waitFor();
    await window.openFile('people.csv');
    await eventually(async () => assert.equal(await button().count(), 0));
  });

  it('is opened by the button', async () => {
    await window.openFile('bill.csv');
    await button().click();
    const view = await window.frameWith('[data-testid="finops-total"]');
    await eventually(async () =>
      assert.equal(await view.getByTestId('finops-total').innerText(), '1.50 USD'),
    );
  });

  it('is taken by the command of the palette, whatever it looks like', async () => {
    await window.openFile('other.csv');
    await window.runCommand('Bedrock: Analyze Cost Data…');
    const view = await window.frameWith('[data-testid="finops-total"]');
    await eventually(async () =>
      assert.equal(await view.getByTestId('finops-total').innerText(), '2.25 EUR'),
    );
  });
});
