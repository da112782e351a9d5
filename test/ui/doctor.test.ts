import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { Frame } from 'playwright-core';
import { ChatPanelPage } from './support/chatPanelPage';
import { eventually } from './support/eventually';
import { withSession } from './support/withSession';
import type { VsCodeWindow } from './support/vscodeWindow';

const COMMAND = 'Bedrock: Diagnose Connection';

describe('Diagnose Connection, used by a user', () => {
  const session = withSession({
    signedIn: true,
    settings: {
      'bedrockChat.model': 'anthropic.claude-3-haiku-20240307-v1:0',
      'bedrockChat.retry.baseDelayMs': 50,
    },
  });
  let window: VsCodeWindow;

  before(async () => {
    const profile = await session().newProfile();
    await profile.grantPermissions(['clipboard-read', 'clipboard-write']);
    window = await session().openWindow(profile);
  });
  beforeEach(() => session().emulator.reset());

  /** Runs the command and answers its question; resolves with the report once it is whole. */
  async function diagnose(answer: 'Call the Model' | 'Skip' | undefined): Promise<Frame> {
    const before = runs();
    await window.runCommand(COMMAND);
    if (answer !== undefined) {
      await window.page.getByRole('button', { name: answer }).click();
    }
    return newReport(before);
  }

  /** How many reports are whole: each ends with this check. */
  const runs = () => session().log().split('Checked check=storage').length;

  /** The report after so many others, once it is whole. */
  async function newReport(before: number): Promise<Frame> {
    await eventually(() => assert.ok(runs() > before));
    const report = await window.frameWith('[data-testid="doctor-summary"]');
    await ended(report);
    return report;
  }

  async function ended(report: Frame): Promise<void> {
    await eventually(async () => {
      assert.equal(await report.getByTestId('doctor-again').count(), 1);
      assert.equal(await report.locator('[data-status="waiting"], [data-status="running"]').count(), 0);
    });
  }

  async function statuses(report: Frame): Promise<Record<string, string>> {
    const lines = await report.getByTestId('doctor-check').all();
    const pairs = lines.map(async (line) => [
      (await line.getAttribute('data-id')) ?? '',
      (await line.getAttribute('data-status')) ?? '',
    ]);
    return Object.fromEntries((await Promise.all(pairs)) as [string, string][]);
  }

  const line = (report: Frame, id: string) => report.locator(`[data-testid="doctor-check"][data-id="${id}"]`);

  it('finds nothing wrong where nothing is, and puts the two small calls on record', async () => {
    const report = await diagnose('Call the Model');
    assert.match(await report.getByTestId('doctor-summary').innerText(), /Nothing is wrong/);
    const { tls, quotas, ...others } = await statuses(report);
    // The endpoint is plain HTTP, and not one that AWS's quotas hold for.
    assert.deepEqual([tls, quotas], ['skipped', 'skipped']);
    assert.deepEqual([...new Set(Object.values(others))], ['ok'], JSON.stringify(others));
    assert.match(await line(report, 'identity').innerText(), /AWS knows you as arn:aws:iam/);
    assert.deepEqual(
      session()
        .invocations()
        .map(({ surface, operation, outcome }) => [surface, operation, outcome]),
      [
        ['doctor', 'Converse', 'success'],
        ['doctor', 'ConverseStream', 'success'],
      ],
    );
  });

  it('copies a report without account number or secret', async () => {
    const report = await window.frameWith('[data-testid="doctor-copy"]');
    await report.getByTestId('doctor-copy').click();
    await eventually(async () => {
      const copied = await window.page.evaluate<string>('navigator.clipboard.readText()');
      assert.match(copied, /# Bedrock Chat: connection[^]*Identity: OK[^]*\*{8}9012/);
      assert.doesNotMatch(copied, /123456789012|emulator\/secret/);
    });
  });

  it('calls no model when it may not', async () => {
    const report = await diagnose('Skip');
    const found = await statuses(report);
    assert.equal(found['model'], 'skipped');
    assert.equal(found['streaming'], 'skipped');
    assert.equal(
      session().emulator.requests.filter(({ operation }) => operation.startsWith('Converse')).length,
      0,
    );
  });

  it('names a port that nobody listens at, and leads to its setting', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    session().setSettings({ 'bedrockChat.endpoint': `http://127.0.0.1:${port}` });
    const report = await eventually(async () => {
      const shown = await diagnose(undefined);
      assert.equal((await statuses(shown))['reachable'], 'failed');
      return shown;
    });
    const failed = Object.entries(await statuses(report)).filter(([, status]) => status === 'failed');
    assert.deepEqual(
      failed.map(([id]) => id),
      ['reachable'],
    );
    assert.match(await line(report, 'reachable').innerText(), /Nothing listens at 127\.0\.0\.1/);
    await line(report, 'reachable').getByTestId('doctor-action-reachable').click();
    await window.page.locator('.settings-editor').waitFor();
    await window.page
      .locator('.settings-editor')
      .getByText('The URL of the Bedrock runtime')
      .first()
      .waitFor();
  });

  it('is a button on the error card of a question that got no connection', async () => {
    const panel = new ChatPanelPage(await window.openPanel());
    await panel.askAndWait('Are you there?');
    const card = panel.frame.locator('[data-testid="chat-error"][data-code="network"]');
    const before = runs();
    await card.getByTestId('chat-action-diagnose').click();
    const report = await newReport(before);
    assert.equal((await statuses(report))['reachable'], 'failed');
  });

  it('can be cancelled while a server keeps silent', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    session().setSettings({ 'bedrockChat.endpoint': `http://127.0.0.1:${port}` });
    await eventually(async () => {
      await window.runCommand(COMMAND);
      const report = await window.frameWith('[data-testid="doctor-cancel"]', 5000);
      await line(report, 'reachable')
        .and(report.locator('[data-status="running"]'))
        .waitFor({ timeout: 3000 });
    });
    await window.press('Cancel', /Checking the connection/);
    const report = await window.frameWith('[data-testid="doctor-summary"]');
    await ended(report);
    assert.match(await report.getByTestId('doctor-summary').innerText(), /Cancelled/);
    silent.close();
  });
});
