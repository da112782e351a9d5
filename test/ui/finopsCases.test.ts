import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { eventually } from './support/eventually';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

/** What the page shows of a file beside its total, where `expected.json` has no word for it. */
interface Shown {
  readonly reading: string;
  /** Decimals of the total that is shown; as the file has them otherwise. */
  readonly total: string;
}

const folder = join(import.meta.dirname, '../world/costs/cases');
const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Readonly<
  Record<
    string,
    { total?: string; currency?: string; costColumn?: string; dateColumn?: string; mustSay?: string }
  >
>;

/** Ten kinds of files. */
const cases: Readonly<Record<string, Shown>> = {
  'ce_by_account_two_headers.csv': { reading: 'Currency: USD', total: '35.00 USD' },
  'monthly_billing_report.csv': { reading: 'Currency: USD', total: '11.00 USD' },
  'total_row.csv': { reading: '1 total row left out', total: '15.00' },
  'european.csv': { reading: 'Currency: EUR', total: '1,242.00 EUR' },
  'dates_day_first.csv': { reading: 'day first', total: '15.00' },
  'dates_either_order.csv': { reading: 'order not told', total: '3.00' },
  'guess_cost_center.csv': { reading: 'Cost: amount', total: '430.00' },
  'guess_tokens.csv': { reading: 'Cost: Cost (USD)', total: '0.02 USD' },
  'guess_period_or_day.csv': { reading: 'Day: usage_start_date', total: '3.00' },
  'credits_cancel.csv': { reading: 'Cost: BilledCost', total: '≈ 0.00 USD' },
};

describe('files of all kinds on the page of cost data', () => {
  const session = withSession();
  let window: VsCodeWindow;
  let view: Frame;

  before(async () => {
    for (const name of Object.keys(cases)) {
      cpSync(join(folder, name), join(session().workspace, name));
    }
    window = await session().openWindow();
    await window.ready();
  });

  for (const [name, shown] of Object.entries(cases)) {
    it(`${name} has its total, how it was read, and what is to be said`, async () => {
      const { total = '', currency, costColumn, dateColumn, mustSay } = expected[name] ?? {};
      await window.openFile(name);
      await window.runCommand('Bedrock: Analyze Cost Data…');
      view = await window.frameWith('[data-testid="finops-total"]');
      await eventually(async () => assert.equal(await view.locator('h1').innerText(), name));
      const figure = view.getByTestId('finops-total');
      assert.equal(Number(await figure.getAttribute('data-exact')), Number(total));
      assert.ok((await figure.innerText()).startsWith(shown.total), await figure.innerText());
      const reading = await view.getByTestId('finops-reading').innerText();
      assert.ok(reading.includes(shown.reading), reading);
      for (const [word, value] of Object.entries({ Currency: currency, Cost: costColumn, Day: dateColumn })) {
        assert.ok(value === undefined || reading.includes(`${word}: ${value}`), reading);
      }
      const page = await view.getByTestId('finops').innerText();
      assert.ok(page.includes(mustSay ?? ''), page.slice(0, 1000));
    });
  }
});
