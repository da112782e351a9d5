/** A line of a CUR, as far as the reconciliation looks at it. */
export interface CurLine {
  day: string;
  service: string;
  code: string;
  usageType: string;
  region: string;
  type: string;
  currency: string;
  cost: string;
}

/** A line of Bedrock's, but for what is given. */
export function curLine(part: Partial<CurLine> = {}): CurLine {
  return {
    day: '2026-11-10',
    service: 'Amazon Bedrock',
    code: 'AmazonBedrock',
    usageType: 'USE1-Claude3.5Sonnet-input-tokens',
    region: 'us-east-1',
    type: 'Usage',
    currency: 'USD',
    cost: '0.0105',
    ...part,
  };
}

/** A legacy Cost and Usage Report. */
export function cur(lines: readonly CurLine[]): string {
  const head = [
    'identity/LineItemId,lineItem/UsageStartDate,lineItem/ProductCode,product/ProductName,lineItem/UsageType',
    'product/region,lineItem/LineItemType,lineItem/CurrencyCode,lineItem/UnblendedCost',
  ].join(',');
  const rows = lines.map((line, index) =>
    [
      `id-${index}`,
      `${line.day}T00:00:00Z`,
      line.code,
      line.service,
      line.usageType,
      line.region,
      line.type,
      line.currency,
      line.cost,
    ].join(','),
  );
  return `${[head, ...rows].join('\n')}\n`;
}

/** FOCUS 1.0 with no more than services and regions. */
export function focus(lines: readonly { day: string; cost: string; region: string }[]): string {
  const head = 'ChargePeriodStart,ChargeCategory,ServiceName,RegionId,BillingCurrency,BilledCost';
  const rows = lines.map(
    ({ day, cost, region }) => `${day}T00:00:00Z,Usage,Amazon Bedrock,${region},USD,${cost}`,
  );
  return `${[head, ...rows].join('\n')}\n`;
}
