import assert from 'node:assert/strict';
import { join } from 'node:path';
import { emptyMessage } from '../../src/core/chat/panelMessages';
import { citeNumbers } from '../../src/core/finops/conversation/citations';
import { costBrief, MAX_BRIEF } from '../../src/core/finops/conversation/costPrompt';
import { CostTools } from '../../src/core/finops/conversation/costTools';
import type { PanelMessage } from '../../src/protocol/chatPanel';
import { axeFaults } from '../support/axe';
import { themeNames, type ThemeName } from '../support/themes';
import { type WebviewPage } from '../support/webviewPage';
import { useCostPages } from './costPage';

describe('the conversation beside cost data', function () {
  this.timeout(120_000);
  const pages = useCostPages();

  before(() => pages.session.load([join(pages.folder, 'costs', 'focus-sample.csv')]));

  const step = (id: string, name: string, at: number) =>
    ({ type: 'tool', id, at, name, state: 'done', input: '{}', result: '', durationMs: 12 }) as const;

  /** A page with one question and its answer, made by the real tools on the real engine. */
  async function open(theme: ThemeName, width = 1400): Promise<WebviewPage> {
    const { data, state } = pages.session;
    assert.ok(data);
    const tools = new CostTools(() => data);
    const { signal } = new AbortController();
    const sql = 'SELECT ServiceName AS service, sum(Cost) AS cost FROM costs GROUP BY 1 ORDER BY 2 DESC';
    const query = { toolUseId: 't1', name: 'query_cost_data', input: { sql, purpose: 'By service' } };
    await tools.run(query, signal);
    await assert.rejects(tools.run({ ...query, toolUseId: 't2', input: { sql: 'DROP VIEW costs' } }, signal));
    await tools.run({ toolUseId: 't3', name: 'draw_chart', input: { query: 'q1' } }, signal);
    const text = 'EC2 costs **10,351.06**, `10351.06` in code, and something 77.77.';
    const question: PanelMessage = { ...emptyMessage('user'), id: 'm1', text: 'What costs most?' };
    const answer: PanelMessage = {
      ...emptyMessage('assistant'),
      id: 'm2',
      text,
      steps: [
        step('t1', 'query_cost_data', 0),
        step('t2', 'query_cost_data', 0),
        step('t3', 'draw_chart', 0),
      ],
    };
    const { queries, charts } = tools.evidence;
    const citations = [citeNumbers('m2', text, queries, data.summary)];
    const header = { modelLabel: '', modelTooltip: '', region: '', signedIn: 'unknown' };
    const rest = { header, attachments: [], tools: 0, busy: false };
    const shown = await pages.open({ theme, width, height: 1000 });
    await shown.receive(
      state,
      { type: 'brief', text: costBrief(data), limit: MAX_BRIEF },
      { type: 'chat', message: { type: 'snapshot', messages: [question, answer], ...rest } },
      { type: 'evidence', queries: [...queries], charts: [...charts], citations },
    );
    await shown.page.getByTestId('finops-cited').waitFor();
    return shown;
  }

  for (const theme of themeNames) {
    it(`has no fault that axe finds, folded and open (${theme})`, async () => {
      const shown = await open(theme);
      const { page } = shown;
      for (const summary of await page.locator('bc-cost-conversation summary').all()) {
        await summary.click();
      }
      await page.locator('bc-message bc-cost-chart[data-points] canvas').waitFor();
      await page.screenshot({ path: `out/screenshots/finops-conversation-${theme}.png` });
      assert.deepEqual([...(await axeFaults(page)), ...(await shown.problems())], []);
    });
  }

  it('marks a number in words, not in code, and leads to its cell by keyboard', async () => {
    const { page } = await open('dark');
    assert.equal(await page.getByTestId('finops-cited').count(), 1);
    assert.equal(await page.getByTestId('finops-uncited').innerText(), '77.77');
    await page.getByTestId('finops-cited').focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('td.hit').innerText(), '10351.058698');
    assert.equal(await page.locator('[data-query-id="q1"]').getAttribute('open'), '');
  });

  it('adds an answer to the report, and saves that', async () => {
    const shown = await open('dark');
    const { page } = shown;
    const pin = page.getByTestId('finops-pin');
    assert.equal(await page.getByTestId('finops-save-report').count(), 0);
    await pin.click();
    await shown.receive({ type: 'report', pinned: ['m2'] });
    assert.equal(await page.getByTestId('finops-report').innerText(), 'The report has 1 answer.');
    assert.equal(await pin.getAttribute('aria-pressed'), 'true');
    assert.deepEqual([...(await axeFaults(page)), ...(await shown.problems())], []);
    await page.getByTestId('finops-save-report').click();
    await pin.click();
    assert.deepEqual((await shown.posted()).slice(1), [
      { type: 'pinAnswer', messageId: 'm2', pinned: true },
      { type: 'saveReport' },
      { type: 'pinAnswer', messageId: 'm2', pinned: false },
    ]);
  });

  it('shows a query that failed as failed, with the reason', async () => {
    const { page } = await open('light');
    const failed = page.locator('[data-testid="finops-query"][data-state="failed"]');
    await failed.locator('summary').click();
    assert.match(await failed.innerText(), /Only a SELECT is allowed/);
  });

  it('stands beside the charts where there is room, and above them where there is none', async () => {
    const boxes = async (width: number) => {
      const shown = await open('dark', width);
      const [charts, conversation] = await Promise.all(
        ['.charts', 'bc-cost-conversation'].map((part) => shown.page.locator(part).first().boundingBox()),
      );
      await shown.close();
      assert.ok(charts && conversation);
      return { charts, conversation };
    };
    for (const width of [1600, 1000]) {
      const { charts, conversation } = await boxes(width);
      assert.ok(conversation.x >= charts.x + charts.width, String(width));
      assert.ok(Math.abs(conversation.y - charts.y) < 40, String(width));
    }
    for (const width of [999, 400]) {
      const { charts, conversation } = await boxes(width);
      assert.ok(conversation.y + conversation.height <= charts.y, String(width));
    }
  });

  it('is the first to be reached behind the figures', async () => {
    const { page } = await open('dark');
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-testid'));
    await page.getByTestId('finops-to').focus();
    // A field for a day has places of its own.
    for (let at = 0; at < 6 && (await focused()) === 'finops-to'; at += 1) {
      await page.keyboard.press('Tab');
    }
    assert.equal(await focused(), 'finops-new');
  });

  it('asks a suggestion at a click, keeps what is being written, and asks none while an answer is on its way', async () => {
    const shown = await open('dark');
    const { page } = shown;
    const first = page.getByTestId('finops-suggestion').first();
    await page.getByTestId('finops-ask').fill('Half a');
    await first.click();
    const sent = (await shown.posted()).slice(1);
    assert.deepEqual(sent, [
      { type: 'runAnalysis', id: 'cost-analysis' },
      { type: 'conversation', intent: { type: 'send', text: await first.innerText() } },
    ]);
    assert.equal(await page.getByTestId('finops-ask').inputValue(), 'Half a');
    await shown.receive({ type: 'chat', message: { type: 'busy', busy: true } });
    await page.getByTestId('finops-stop').waitFor();
    assert.equal(await first.isDisabled(), true);
  });

  it('sends a question with Enter, and none while an answer is on its way', async () => {
    const shown = await open('dark');
    const { page } = shown;
    await page.getByTestId('finops-ask').fill('One');
    await page.getByTestId('finops-ask').press('Enter');
    await shown.receive({ type: 'chat', message: { type: 'busy', busy: true } });
    await page.getByTestId('finops-stop').waitFor();
    await page.getByTestId('finops-ask').fill('Another one');
    await page.getByTestId('finops-ask').press('Enter');
    await page.getByTestId('finops-ask').press('Escape');
    const sent = (await shown.posted()).map(
      (message) => (message as { intent?: { type: string } }).intent?.type,
    );
    assert.deepEqual(sent.filter(Boolean), ['send', 'stop']);
  });
});
