import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { answer, blockedTopic, fail, throttle } from '../support/emulators/bedrock';
import { ChatPanelPage } from './support/chatPanelPage';
import { chooseOutcome } from './support/dashboardFilter';
import { eventually } from './support/eventually';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

describe('the monitoring dashboard, used by a user', () => {
  const session = withSession({
    signedIn: true,
    settings: { 'bedrockChat.retry.baseDelayMs': 50, 'bedrockChat.retry.maxAttempts': 2 },
  });
  let window: VsCodeWindow;
  let dashboard: Frame;

  before(async function () {
    this.timeout(120_000);
    window = await session().openWindow();
  });

  async function openDashboard(): Promise<Frame> {
    await window.runCommand('Bedrock: Open Monitoring Dashboard');
    return window.frameWith('[data-testid="kpi-requests"]');
  }

  async function figure(testId: string): Promise<string> {
    return (await dashboard.getByTestId(testId).innerText()).trim();
  }

  async function figureBecomes(testId: string, expected: string | RegExp): Promise<void> {
    await eventually(async () => assert.match(await figure(testId), new RegExp(expected)));
  }

  /** Columns of the numbers of a chart, the times left out. */
  async function numbers(chart: string): Promise<string[][]> {
    const toggle = dashboard.getByTestId(`${chart}-toggle`);
    if ((await toggle.getAttribute('aria-pressed')) === 'false') {
      await toggle.click();
    }
    const rows = await dashboard.getByTestId(`${chart}-table`).locator('tbody tr').all();
    return Promise.all(rows.map((row) => row.locator('td').allInnerTexts()));
  }

  it('says that there are no calls yet, and leads to the chat', async () => {
    dashboard = await openDashboard();
    await dashboard.getByTestId('dashboard-empty').getByText('No calls yet: ask something').waitFor();
    assert.equal(await figure('kpi-requests'), '0');
    await dashboard.getByTestId('open-chat').click();
    await window.frameWith('[data-testid="chat-input"]');
  });

  it('shows calls of every outcome as they end: figures, numbers of charts, rows and log', async () => {
    const panel = new ChatPanelPage(await window.frameWith('[data-testid="chat-input"]'));
    const { emulator } = session();
    await panel.askAndWait('One that succeeds');
    await figureBecomes('kpi-requests', '^1$');
    emulator.script(fail('ValidationException'));
    await panel.askAndWait('One that fails');
    emulator.script(throttle(2));
    await panel.askAndWait('One that is throttled to the end');
    emulator.script(answer({ words: 1000, paceMs: 20 }));
    await panel.ask('One that is cancelled');
    await eventually(async () => assert.ok((await panel.answer.innerText()).length > 20));
    await panel.frame.getByTestId('chat-stop').click();
    await panel.ended();
    emulator.script(answer({ text: 'I cannot talk about that.', guardrail: blockedTopic('Investing') }));
    await panel.askAndWait('One that a guardrail blocks');

    await figureBecomes('kpi-requests', '^5$');
    await figureBecomes('kpi-error-rate', '^40.0%$');
    const recorded = session().invocations();
    assert.deepEqual(
      recorded.map(({ outcome }) => outcome),
      ['success', 'error', 'throttled', 'cancelled', 'blocked'],
    );
    const rows = dashboard.getByTestId('invocation-row');
    await eventually(async () => assert.equal(await rows.count(), 5));
    for (const [index, outcome] of ['Blocked', 'Cancelled', 'Throttled', 'Error', 'Success'].entries()) {
      assert.match(await dashboard.locator(`[data-index="${index}"]`).innerText(), new RegExp(outcome));
    }
    const sum = (column: string) =>
      recorded.reduce((total, invocation) => total + Number(invocation[column] ?? 0), 0);
    assert.match(
      (await dashboard.getByTestId('kpi-tokens').innerText()).trim(),
      new RegExp(
        `^${sum('input_tokens').toLocaleString('en-US')} → ${sum('output_tokens').toLocaleString('en-US')}`,
      ),
    );

    assert.equal(
      (await numbers('chart-requests')).reduce((total, [count]) => total + Number(count), 0),
      5,
    );
    assert.ok((await numbers('chart-latency')).some(([average]) => average?.endsWith(' ms')));
    assert.ok((await numbers('chart-error-rate')).some(([rate]) => rate !== '–' && rate !== '0.0%'));
    await dashboard.getByTestId('log-tail').getByText('Call ended').first().waitFor();
    await dashboard.getByTestId('log-level').selectOption('ERROR');
    await eventually(async () => {
      const lines = await dashboard.getByTestId('log-tail').locator('.log-line').allInnerTexts();
      assert.ok(lines.every((line) => line.includes('[ERROR]')));
    });
  });

  it('shows a second window’s calls without being asked to', async () => {
    const second = await session().openWindow();
    const panel = new ChatPanelPage(await second.openPanel());
    await panel.askAndWait('From elsewhere');
    await figureBecomes('kpi-requests', '^6$');
    await second.close();
  });

  it('remembers what was looked at after it was closed', async () => {
    await chooseOutcome(dashboard, 'throttled');
    await figureBecomes('kpi-requests', '^1$');
    await dashboard.getByTestId('range').selectOption('1h');
    await window.runCommand('View: Close Editor');
    await eventually(() => assert.ok(dashboard.isDetached()));
    dashboard = await openDashboard();
    await figureBecomes('kpi-requests', '^1$');
    assert.equal((await dashboard.getByTestId('filter-outcome').innerText()).trim(), 'Throttled');
    assert.equal(await dashboard.getByTestId('range').inputValue(), '1h');
  });
});
