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
});
