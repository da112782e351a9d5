import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { looksLikeCosts } from '../../../../src/core/finops/costHeader';

describe('whether a file looks like cost data', () => {
  const cases = join(import.meta.dirname, '../../../world/costs/cases');
  /** Those have words of their own for a cost, or hold none. */
  const others = ['dates_forms.csv', 'ce_usage_hours.csv'];
  const beginning = (name: string) => readFileSync(join(cases, name), 'utf8').slice(0, 8192);

  it('is so of exports of AWS and of bills by service', () => {
    for (const name of [
      'ce_by_account_two_headers.csv',
      'ce_ungrouped.csv',
      'cost_allocation_report.csv',
      'monthly_billing_report.csv',
      'one_bad_list_price.csv',
      'credits_cancel.csv',
      'sep_line.csv',
      'guess_parts_and_total.csv',
    ]) {
      assert.ok(looksLikeCosts(beginning(name)), `${name}\n${beginning(name).slice(0, 200)}`);
    }
    assert.ok(looksLikeCosts('\uFEFF"identity/LineItemId","lineItem/UnblendedCost"\n'));
    assert.ok(looksLikeCosts('Datum;Dienst;Kosten\n01.02.2025;EC2;1,5\n'));
  });

  it('is so of most others that are read', () => {
    const files = readdirSync(cases).filter((name) => name.endsWith('.csv') && !others.includes(name));
    const found = files.filter((name) => looksLikeCosts(beginning(name)));
    assert.ok(found.length > files.length / 2, files.filter((name) => !found.includes(name)).join(' '));
  });

  it('is not so of tables about something else, of texts and of what is far down', () => {
    for (const text of [
      'name,age\nA,3\n',
      'date,payee,amount\n2025-01-01,Shop,3.50\n',
      'sku,price,stock\nA,1.0,3\n',
      'The cost of a service, and what it is worth.\n',
      'cost\n1\n',
      `${'a,b\n'.repeat(5000)}BilledCost,ServiceName\n`,
      '',
    ]) {
      assert.equal(looksLikeCosts(text), false, text.slice(0, 60));
    }
  });
});
