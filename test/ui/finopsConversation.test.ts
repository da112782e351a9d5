import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { answer } from '../support/emulators/bedrock';
import { analyzeFromExplorer, sumUp } from './support/costData';
import { eventually } from './support/eventually';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

const SAMPLE = 'focus-sample.csv';
const BY_SERVICE =
  'SELECT ServiceName AS service, round(sum(Cost), 2) AS cost FROM costs GROUP BY 1 ORDER BY 2 DESC';

describe('questions about cost data, asked by a user', () => {
  const session = withSession({ signedIn: true });
  let window: VsCodeWindow;
  let view: Frame;

  before(async () => {
    window = await session().openWindow();
    await window.ready();
    view = await analyzeFromExplorer(window, SAMPLE, 'costs');
    await view.getByTestId('finops-total').waitFor();
  });

  beforeEach(() => session().emulator.reset());

  const query = (sql: string, purpose = '') => ({ name: 'query_cost_data', input: { sql, purpose } });
  const lastAnswer = () => view.getByTestId('finops-answer').last();
  const lastBody = () =>
    JSON.stringify(
      session().emulator.requests.findLast(({ operation }) => operation === 'ConverseStream')?.body,
    );

  /** Asks without waiting for the end. */
  async function begin(text: string): Promise<void> {
    const before = await view.getByTestId('finops-answer').count();
    await view.getByTestId('finops-ask').fill(text);
    await view.getByTestId('finops-ask').press('Enter');
    await eventually(async () => assert.equal(await view.getByTestId('finops-answer').count(), before + 1));
  }

  async function ask(text: string): Promise<void> {
    await begin(text);
    await eventually(async () => assert.equal(await view.getByTestId('finops-stop').count(), 0));
  }

  /** The highest cost of a service to the cent, worked out without the engine. */
  function highest(): string {
    const { byService } = sumUp(join(session().workspace, 'costs', SAMPLE));
    const most = [...byService.values()].reduce((a, b) => (a > b ? a : b));
    return (Number((most + 5_000n) / 10_000n) / 100).toLocaleString('en-US', { minimumFractionDigits: 2 });
  }

  it('asks a suggested question at a click', async () => {
    session().emulator.script(answer({ text: 'Because it is used.' }));
    const first = view.getByTestId('finops-suggestion').first();
    const question = await first.innerText();
    await first.click();
    await lastAnswer().getByText('Because it is used.').waitFor();
    assert.ok((await view.getByTestId('finops-question').innerText()).endsWith(question));
    assert.ok(lastBody().includes(question));
    await eventually(async () => assert.equal(await view.getByTestId('finops-stop').count(), 0));
  });

  it('shows the number that the data gave, the query that gave it, and the rows', async () => {
    const amount = highest();
    const chart = { query: 'q1', kind: 'bar', title: 'Services, highest first' };
    session().emulator.script(
      answer({ text: 'Let me look.', toolUses: [query(BY_SERVICE, 'Cost by service')] }),
      answer({ text: 'Now a picture.', toolUses: [{ name: 'draw_chart', input: chart }] }),
      answer({ text: `The highest service costs $${amount}, and nothing else costs $98,765.43.` }),
    );
    await ask('What costs the most?');
    const cited = lastAnswer().getByTestId('finops-cited');
    assert.equal(await cited.innerText(), amount);
    assert.equal(await lastAnswer().getByTestId('finops-uncited').innerText(), '98,765.43');
    await lastAnswer().getByTestId('finops-unfounded').waitFor();
    await cited.click();
    assert.equal((await lastAnswer().getByTestId('finops-sql').innerText()).trim(), BY_SERVICE);
    const hit = await lastAnswer().locator('td.hit').innerText();
    assert.equal(Number(hit), Number(amount.replaceAll(',', '')));
    await lastAnswer().locator('bc-cost-chart[data-points] canvas').waitFor();
    assert.match(lastBody(), /Result q1: \d+ rows/);
    assert.match(lastBody(), /The chart is drawn/);
    await window.screenshot('out/screenshots/finops-conversation.png');
  });

  it('tells the model what it has to know, and shows the user what that is', async () => {
    await ask('And now?');
    const { total } = sumUp(join(session().workspace, 'costs', SAMPLE));
    assert.ok(lastBody().includes(`${total / 1_000_000n}.`));
    const shown = view.getByTestId('finops-brief');
    assert.match(await shown.locator('summary').innerText(), /[\d,]+ of at most 16,000 characters/);
    assert.match((await shown.locator('pre').textContent()) ?? '', /Columns of costs: .*ServiceName/);
  });

  it('keeps what a user thinks of an answer', async () => {
    await lastAnswer().getByTestId('chat-feedback-helpful').click();
    await eventually(() => {
      const lines = session().invocations();
      assert.ok(lines.some((line) => line['surface'] === 'finops'));
      assert.match(JSON.stringify(lines), /"helpful"/);
    });
  });

  it('is counted on the dashboard, with the time of queries and what was thought of answers', async () => {
    await window.runCommand('Bedrock: Open Monitoring Dashboard');
    const dashboard = await window.frameWith('[data-testid="cost-use"]');
    assert.equal(await dashboard.getByTestId('cost-questions').innerText(), '3 in 1');
    assert.equal(await dashboard.getByTestId('cost-queries').innerText(), '1.0');
    assert.equal(await dashboard.getByTestId('cost-feedback').innerText(), '1 / 0');
    assert.match(await dashboard.getByTestId('cost-query-time').innerText(), /m?s$/);
    assert.match(
      await dashboard.getByTestId('cost-features').innerText(),
      /1 load, .*1 query, 1 chart drawn/,
    );
    await window.page.locator('.tab', { hasText: 'Cost Data' }).click();
    view = await window.frameWith('[data-testid="finops-answer"]');
  });

  const only = /Only a SELECT is allowed/;
  const hostile: [string, string, RegExp][] = [
    ['DROP', 'DROP VIEW costs', only],
    ['ATTACH', "ATTACH '/tmp/bedrock-chat-hostile.db' AS other", only],
    ['COPY', "COPY (SELECT 1) TO '/tmp/bedrock-chat-hostile.csv'", only],
    ['INSTALL', 'INSTALL httpfs', only],
    ['LOAD', 'LOAD httpfs', only],
    ['SET', 'SET enable_external_access = true', only],
    ['a file of the system', "SELECT * FROM read_csv('/etc/passwd', header = false)", /not allowed/],
    ['a file of the system by its name', "SELECT * FROM '/etc/passwd'", /not allowed/],
    ['a second statement', 'SELECT 1; SELECT 2', /Exactly one statement/],
  ];
  for (const [what, sql, refusal] of hostile) {
    it(`refuses ${what}, and tells the model why`, async () => {
      session().emulator.script(answer({ toolUses: [query(sql)] }), answer({ text: 'I must not.' }));
      await ask(`Try ${what}`);
      await lastAnswer().locator('[data-testid="finops-query"][data-state="failed"] summary').click();
      assert.match(await lastAnswer().locator('.problem').innerText(), refusal);
      assert.match(lastBody(), /"status":"error"/);
      assert.doesNotMatch(lastBody(), /root:x/);
      assert.equal(existsSync('/tmp/bedrock-chat-hostile.csv'), false);
      assert.equal(existsSync('/tmp/bedrock-chat-hostile.db'), false);
    });
  }

  it('stops a query without end, when the user does, and answers the next', async () => {
    const endless =
      'WITH RECURSIVE t(n) AS (SELECT 1::HUGEINT UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t';
    session().emulator.script(answer({ toolUses: [query(endless)] }), answer({ text: 'never' }));
    await begin('Try a query without end');
    await lastAnswer().locator('[data-testid="finops-query"][data-state="running"]').waitFor();
    await view.getByTestId('finops-stop').click();
    await lastAnswer().getByText('Stopped.').waitFor();
    session().emulator.reset();
    session().emulator.script(
      answer({ toolUses: [query('SELECT count(*) AS n FROM costs')] }),
      answer({ text: 'Done.' }),
    );
    await ask('How many rows are there?');
    await lastAnswer().locator('[data-testid="finops-query"][data-state="done"]').waitFor();
  });

  it('ends a cross join that eats memory, or takes too long, with words for the model', async function () {
    this.timeout(120_000);
    const greedy = 'SELECT list(a.ServiceName || b.ServiceName) FROM source a, source b, source c, source d';
    session().emulator.script(answer({ toolUses: [query(greedy)] }), answer({ text: 'Too much.' }));
    await begin('Try a cross join');
    await lastAnswer().getByText('Too much.').waitFor({ timeout: 60_000 });
    assert.match(lastBody(), /"status":"error"/);
    assert.match(lastBody(), /stopped after|memory|too large/);
  });
});
