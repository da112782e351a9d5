import assert from 'node:assert/strict';
import { detectFormat } from '../../../../src/core/finops/costFormats';
import type { CostFormat } from '../../../../src/protocol/finops';

/** The least header of each format; a format without one does not compile. */
const headers: Record<Exclude<CostFormat, 'generic'>, readonly string[]> = {
  'cur-legacy': ['lineItem/UsageStartDate', 'lineItem/UnblendedCost'],
  'cur-2.0': ['line_item_usage_start_date', 'line_item_unblended_cost'],
  'focus-1.0': ['BilledCost', 'ChargePeriodStart', 'ChargeCategory'],
  'focus-1.1': ['BilledCost', 'ChargePeriodStart', 'ChargeCategory', 'SkuMeter'],
  'focus-1.2': ['BilledCost', 'ChargePeriodStart', 'ChargeCategory', 'InvoiceId'],
  'focus-1.3': ['BilledCost', 'ChargePeriodStart', 'ChargeCategory', 'InvoiceId', 'ServiceProviderName'],
  'focus-1.4': [
    'BilledCost',
    'ChargePeriodStart',
    'ChargeCategory',
    'ServiceProviderName',
    'InvoiceDetailId',
  ],
  'aws-detailed-billing': ['InvoiceID', 'RecordType', 'BlendedCost', 'UnBlendedCost'],
  azure: ['SubscriptionGuid', 'MeterCategory', 'UsageDateTime', 'PreTaxCost'],
  'google-cloud': ['billing_account_id', 'service.description', 'usage_start_time', 'cost', 'credits'],
  'oracle-cloud': ['lineItem/intervalUsageStart', 'product/service', 'cost/myCost'],
  ccusage: ['date', 'cacheReadTokens', 'totalCost'],
  cursor: ['Date', 'Kind', 'Model', 'Max Mode', 'Total Tokens', 'Cost'],
  openai: ['start_time', 'amount_value', 'amount_currency', 'line_item'],
  anthropic: ['usage_date_utc', 'model', 'cost_usd'],
  'aws-billing': ['InvoiceID', 'RecordType', 'TotalCost'],
  'cost-explorer': ['Service', 'EC2-Instances($)', 'Total costs($)'],
};

describe('the format of cost data', () => {
  for (const [format, header] of Object.entries(headers)) {
    it(`${format} is told by its header, however its letters are written`, () => {
      assert.deepEqual(detectFormat(header), { kind: 'known', format });
      const shouted = format === 'cost-explorer' ? header : header.map((name) => name.toUpperCase());
      assert.deepEqual(detectFormat(shouted), { kind: 'known', format });
    });
  }

  it('takes a translated title by the English one behind it, and one with its currency', () => {
    const german = ['Abonnement-GUID (SubscriptionGuid)', 'Kategorie (MeterCategory)', 'Kosten (PreTaxCost)'];
    assert.deepEqual(detectFormat(german), { kind: 'known', format: 'azure' });
    const table = ['Billing account ID', 'Service description', 'Cost (€)'];
    assert.deepEqual(detectFormat(table), { kind: 'known', format: 'google-cloud' });
  });

  it('takes commitments for no charges', () => {
    const header = ['ContractCommitmentId', 'ContractCommitmentCost', 'BillingCurrency'];
    assert.deepEqual(detectFormat(header), { kind: 'commitments' });
  });
});
