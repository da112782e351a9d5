import assert from 'node:assert/strict';
import { answer } from '../support/emulators/bedrock';
import { ChatPanelPage } from './support/chatPanelPage';
import { eventually } from './support/eventually';
import { extensionHosts, kill } from './support/extensionHosts';
import { withSession } from './support/withSession';

describe('an extension host killed in mid-answer', () => {
  const session = withSession({ signedIn: true });

  it('loses no record of a call that had ended, and shows the one under way as interrupted', async () => {
    const window = await session().openWindow();
    const panel = new ChatPanelPage(await window.openPanel());
    for (const text of ['one', 'two', 'three']) {
      await panel.askAndWait(text);
    }
    session().emulator.script(answer({ words: 5000, paceMs: 20 }));
    await panel.ask('four');
    await session().emulator.waitForRequest(({ wordsSent }) => wordsSent > 20);

    const hosts = extensionHosts(session().server.dataDir);
    assert.equal(hosts.length, 1);
    kill(hosts);
    await session().emulator.waitForRequest(({ aborted }) => aborted);

    const ended = session().emulator.requests.filter(
      ({ operation, aborted }) => operation === 'ConverseStream' && !aborted,
    );
    assert.equal(ended.length, 3);
    await eventually(() => assert.equal(session().invocations().length, 3));
    assert.ok(
      session()
        .invocations()
        .every(({ outcome }) => outcome === 'success'),
    );

    const next = await session().openWindow();
    await next.runCommand('Bedrock: Open Monitoring Dashboard');
    const dashboard = await next.frameWith('[data-testid="kpi-requests"]');
    await eventually(async () =>
      assert.deepEqual(await dashboard.locator('[data-testid="invocation-row"] .outcome').allInnerTexts(), [
        'Interrupted',
        'Success',
        'Success',
        'Success',
      ]),
    );
  });
});
