import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { axeFaults } from '../support/axe';
import { themeNames, type ThemeName } from '../support/themes';
import type { WebviewPage } from '../support/webviewPage';
import { useCostPages } from './costPage';

describe('the line of how cost data is read', function () {
  this.timeout(120_000);
  const pages = useCostPages();

  async function open(text: string, theme: ThemeName = 'dark', width = 1000): Promise<WebviewPage> {
    const path = join(pages.folder, 'read.csv');
    writeFileSync(path, text);
    await pages.session.load([path]);
    const shown = await pages.open({ theme, width, height: 900 });
    await shown.receive(pages.session.state);
    await shown.page.getByTestId('finops-reading').waitFor();
    return shown;
  }
  const answered = async (shown: WebviewPage) => (await shown.posted()).slice(1);

  const TOTALS =
    'date,CostCenter,service,amount (EUR),net cost (EUR)\n' +
    '31/01/2025,4711,EC2,10.00,9.50\n01/02/2025,4711,S3,5.00,4.50\nTotal,,,15.00,14.00\n';
  const OPEN = 'date,what,cost\n01/02/2025,EC2,"1.234"\n02/03/2025,S3,"2.345"\n';

  it('says the columns, the order of the date, the currency and what is left out', async () => {
    const { page } = await open(TOTALS);
    assert.equal(
      await page.getByTestId('finops-reading').innerText(),
      'Cost: net cost (EUR) · Day: date, day first · Currency: EUR · 1 total row left out',
    );
    assert.equal(await page.getByTestId('finops-total').innerText(), '14.00 EUR');
  });

  it('has the columns that could be meant with their reasons, and sends what was changed alone', async () => {
    const shown = await open(TOTALS);
    const { page } = shown;
    await page.getByTestId('finops-reading-change').click();
    const cost = page.getByTestId('finops-role-cost');
    assert.equal(await cost.getByRole('radio', { checked: true }).getAttribute('value'), ':net cost (EUR)');
    assert.match(await cost.innerText(), /amount \(EUR\) · Its name speaks of money/);
    await cost.getByText('amount (EUR)').click();
    await page.getByTestId('finops-role-service').getByText('None of them').click();
    await page.getByTestId('finops-leave-totals').uncheck();
    await page.getByTestId('finops-reading-apply').click();
    assert.deepEqual(await answered(shown), [
      {
        type: 'answerReading',
        answers: { columns: { cost: 'amount (EUR)', service: null }, keepTotals: true },
      },
    ]);
    assert.equal(await page.getByTestId('finops-reading-form').count(), 0);
  });

  it('is changed and left by keyboard, and says nothing where nothing was changed', async () => {
    const shown = await open(TOTALS);
    const { page } = shown;
    const change = page.getByTestId('finops-reading-change');
    await change.focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('finops-role-date').getByRole('radio').first().focus();
    await page.keyboard.press('Escape');
    assert.equal(await page.getByTestId('finops-reading-form').count(), 0);
    assert.ok(await change.evaluate((element) => element === document.activeElement));
    await change.click();
    await page.getByTestId('finops-reading-apply').click();
    assert.deepEqual(await answered(shown), []);
  });

  it('asks what only the user knows, and shows no day until it is said', async () => {
    const shown = await open(OPEN);
    const { page } = shown;
    assert.match(
      await page.getByTestId('finops-ask-order').innerText(),
      /“01\/02\/2025” can be read with the day first[^]*Day 01, Month 02[^]*Month 01, Day 02/,
    );
    assert.match(await page.getByTestId('finops-ask-sign').innerText(), /“1\.234” can be read as/);
    assert.match(await page.getByTestId('finops-chart-time').innerText(), /Say above which number/);
    assert.equal(await page.getByTestId('finops-total').innerText(), '3.58');
    await page.getByTestId('finops-month-first').click();
    await page.getByTestId('finops-comma').click();
    const currency = page.getByTestId('finops-currency');
    await currency.fill('EU');
    await page.getByTestId('finops-set-currency').click();
    await currency.fill('eur');
    await currency.press('Enter');
    assert.deepEqual(await answered(shown), [
      { type: 'answerReading', answers: { dateOrder: 'monthFirst' } },
      { type: 'answerReading', answers: { decimalSign: ',' } },
      { type: 'answerReading', answers: { currency: 'EUR' } },
    ]);
  });

  it('says that an answer of before was used, and forgets it on request', async () => {
    const shown = await open(TOTALS);
    const { page } = shown;
    const { state } = pages.session;
    assert.ok(state.state === 'ready' && state.view.reading);
    const reading = { ...state.view.reading, answered: 'before' as const };
    await shown.receive({ state: 'ready', view: { ...state.view, reading } });
    assert.match(
      await page.getByTestId('finops-remembered').innerText(),
      /said of a file with the same header/,
    );
    await page.getByTestId('finops-reading-change').click();
    await page.getByTestId('finops-reading-forget').click();
    assert.deepEqual(await answered(shown), [{ type: 'forgetReading' }]);
  });

  for (const theme of themeNames) {
    it(`has no fault that axe finds, asking and as a form (${theme})`, async () => {
      const shown = await open(OPEN, theme, 400);
      await shown.page.screenshot({ path: `out/screenshots/finops-asking-${theme}.png`, fullPage: true });
      assert.deepEqual([...(await axeFaults(shown.page)), ...(await shown.problems())], [], 'asking');
      await shown.page.getByTestId('finops-reading-change').click();
      await shown.page.screenshot({ path: `out/screenshots/finops-reading-${theme}.png`, fullPage: true });
      assert.deepEqual([...(await axeFaults(shown.page)), ...(await shown.problems())], [], 'form');
    });
  }
});
