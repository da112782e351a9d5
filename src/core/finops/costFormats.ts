import * as l10n from '@vscode/l10n';
import type { CostFormat, MeasureColumn } from '../../protocol/finops';

/** The facts that the header of a file tells about it. */
export type Detection =
  | { readonly kind: 'known'; readonly format: Exclude<CostFormat, 'generic'> }
  /** A native export of a vendor that is not supported, by its name. */
  | { readonly kind: 'foreign'; readonly vendor: string }
  | { readonly kind: 'unknown' };

/** A place where an amount of money is found: a title, and the columns that may hold it, the best first. */
export interface MeasureSource {
  readonly column: MeasureColumn;
  readonly title: () => string;
  readonly names: readonly string[];
}

/** Where the canonical columns are found in a format: for each the columns that may hold it, the best first. */
export interface FormatColumns {
  readonly start: readonly string[];
  readonly account: readonly string[];
  readonly accountName: readonly string[];
  readonly service: readonly string[];
  readonly serviceCode: readonly string[];
  readonly region: readonly string[];
  readonly usageType: readonly string[];
  readonly operation: readonly string[];
  readonly resource: readonly string[];
  readonly kind: readonly string[];
  readonly description: readonly string[];
  readonly quantity: readonly string[];
  readonly currency: readonly string[];
  /** One column with all tags, as JSON or as a map. */
  readonly tags: readonly string[];
  /** Columns with one tag each begin so. */
  readonly tagPrefixes: readonly string[];
  readonly measures: readonly MeasureSource[];
}

/** The name of a format in sentences. */
export function formatTitle(format: CostFormat): string {
  switch (format) {
    case 'cur-legacy':
      return l10n.t('AWS Cost and Usage Report (legacy)');
    case 'cur-2.0':
      return 'AWS Cost and Usage Report 2.0';
    case 'focus-1.0':
      return 'FOCUS 1.0';
    case 'focus-1.1':
      return 'FOCUS 1.1';
    case 'focus-1.2':
      return 'FOCUS 1.2';
    case 'cost-explorer':
      return 'AWS Cost Explorer CSV';
    case 'aws-billing':
      return l10n.t('AWS billing report');
    case 'generic':
      return l10n.t('CSV with a cost column');
  }
}

const legacy: FormatColumns = {
  start: ['lineItem/UsageStartDate'],
  account: ['lineItem/UsageAccountId', 'bill/PayerAccountId'],
  accountName: [],
  service: ['product/ProductName', 'lineItem/ProductCode'],
  serviceCode: ['lineItem/ProductCode'],
  region: ['product/region', 'product/regionCode'],
  usageType: ['lineItem/UsageType'],
  operation: ['lineItem/Operation'],
  resource: ['lineItem/ResourceId'],
  kind: ['lineItem/LineItemType'],
  description: ['lineItem/LineItemDescription'],
  quantity: ['lineItem/UsageAmount'],
  currency: ['lineItem/CurrencyCode'],
  tags: [],
  tagPrefixes: ['resourceTags/'],
  measures: [
    { column: 'BilledCost', title: () => l10n.t('Unblended cost'), names: ['lineItem/UnblendedCost'] },
    { column: 'BlendedCost', title: () => l10n.t('Blended cost'), names: ['lineItem/BlendedCost'] },
    {
      column: 'ListCost',
      title: () => l10n.t('Public on-demand cost'),
      names: ['pricing/publicOnDemandCost'],
    },
    { column: 'NetCost', title: () => l10n.t('Net unblended cost'), names: ['lineItem/NetUnblendedCost'] },
  ],
};

const cur2: FormatColumns = {
  start: ['line_item_usage_start_date'],
  account: ['line_item_usage_account_id', 'bill_payer_account_id'],
  accountName: ['line_item_usage_account_name'],
  service: ['product_product_name', 'product', 'line_item_product_code'],
  serviceCode: ['line_item_product_code'],
  region: ['product_region_code', 'product_region'],
  usageType: ['line_item_usage_type'],
  operation: ['line_item_operation'],
  resource: ['line_item_resource_id'],
  kind: ['line_item_line_item_type'],
  description: ['line_item_line_item_description'],
  quantity: ['line_item_usage_amount'],
  currency: ['line_item_currency_code'],
  tags: ['resource_tags'],
  // The legacy report as Athena sees it has the same names but for this.
  tagPrefixes: ['resource_tags_'],
  measures: [
    { column: 'BilledCost', title: () => l10n.t('Unblended cost'), names: ['line_item_unblended_cost'] },
    { column: 'BlendedCost', title: () => l10n.t('Blended cost'), names: ['line_item_blended_cost'] },
    {
      column: 'ListCost',
      title: () => l10n.t('Public on-demand cost'),
      names: ['pricing_public_on_demand_cost'],
    },
    { column: 'NetCost', title: () => l10n.t('Net unblended cost'), names: ['line_item_net_unblended_cost'] },
  ],
};

const focus: FormatColumns = {
  start: ['ChargePeriodStart'],
  account: ['SubAccountId', 'BillingAccountId'],
  accountName: ['SubAccountName', 'BillingAccountName'],
  service: ['ServiceName'],
  serviceCode: ['x_ServiceCode'],
  region: ['RegionId', 'RegionName'],
  usageType: ['x_UsageType', 'SkuMeter'],
  operation: ['x_Operation'],
  resource: ['ResourceId'],
  kind: ['ChargeCategory'],
  description: ['ChargeDescription'],
  quantity: ['ConsumedQuantity', 'PricingQuantity'],
  currency: ['BillingCurrency'],
  tags: ['Tags'],
  tagPrefixes: [],
  measures: [
    { column: 'BilledCost', title: () => l10n.t('Billed cost'), names: ['BilledCost'] },
    { column: 'EffectiveCost', title: () => l10n.t('Effective cost'), names: ['EffectiveCost'] },
    { column: 'ListCost', title: () => l10n.t('List cost'), names: ['ListCost'] },
    { column: 'ContractedCost', title: () => l10n.t('Contracted cost'), names: ['ContractedCost'] },
  ],
};

const billing: FormatColumns = {
  start: ['UsageStartDate'],
  account: ['LinkedAccountId', 'PayerAccountId'],
  accountName: ['LinkedAccountName', 'PayerAccountName'],
  service: ['ProductName', 'ProductCode'],
  serviceCode: ['ProductCode'],
  region: [],
  usageType: ['UsageType'],
  operation: ['Operation'],
  resource: [],
  kind: [],
  description: ['ItemDescription'],
  quantity: ['UsageQuantity'],
  currency: ['CurrencyCode'],
  tags: [],
  tagPrefixes: ['user:', 'aws:'],
  measures: [
    { column: 'BilledCost', title: () => l10n.t('Total cost'), names: ['TotalCost', 'CostBeforeTax'] },
  ],
};

/** Where each known format keeps what; Cost Explorer's table is turned into rows of its own first. */
export const formatColumns: Record<Exclude<CostFormat, 'generic' | 'cost-explorer'>, FormatColumns> = {
  'cur-legacy': legacy,
  'cur-2.0': cur2,
  'focus-1.0': focus,
  'focus-1.1': focus,
  'focus-1.2': focus,
  'aws-billing': billing,
};

/** The amount in a Cost Explorer column's title, `EC2-Instances($)`. */
export const explorerAmount = /(?<!\s)\s*\(([^()]{1,3})\)$/;

/** A Cost Explorer column's title in the turned form, where services are the rows. */
export const explorerDate = /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z?)?(\s*\([^()]{1,3}\))?$/;

/** Tells the format of a file from its header, in which a byte order mark is no longer. */
export function detectFormat(header: readonly string[]): Detection {
  const names = new Set(header.map((name) => name.trim().toLowerCase()));
  const has = (...wanted: string[]) => wanted.every((name) => names.has(name.toLowerCase()));
  const vendor = foreignVendor(has, names);
  if (vendor !== undefined) {
    return { kind: 'foreign', vendor };
  }
  const known = (format: Exclude<CostFormat, 'generic'>): Detection => ({ kind: 'known', format });
  if ([...names].some((name) => name.startsWith('lineitem/'))) {
    return known('cur-legacy');
  }
  if (has('line_item_unblended_cost')) {
    return known('cur-2.0');
  }
  if (has('BilledCost', 'ChargePeriodStart', 'ChargeCategory')) {
    return known(focusVersion(has));
  }
  if (has('RecordType', 'TotalCost') && (has('InvoiceID') || has('PayerAccountId'))) {
    return known('aws-billing');
  }
  if (isCostExplorer(header)) {
    return known('cost-explorer');
  }
  return { kind: 'unknown' };
}

type Has = (...wanted: string[]) => boolean;

function foreignVendor(has: Has, names: ReadonlySet<string>): string | undefined {
  // Oracle's report has AWS's own `lineItem/` in front of some columns.
  if (has('cost/myCost') || has('lineItem/intervalUsageStart')) {
    return 'Oracle Cloud';
  }
  if (has('BilledCost', 'ChargeCategory')) {
    return undefined;
  }
  const azureAccount = has('SubscriptionId') || has('SubscriptionGuid') || has('Subscription ID');
  if (azureAccount && (has('MeterCategory') || has('Meter Category'))) {
    return 'Azure';
  }
  const google = has('billing_account_id') || has('Billing account ID');
  if (google && [...names].some((name) => /^(service|sku)[. ](description|id)$/.test(name))) {
    return 'Google Cloud';
  }
  return undefined;
}

function focusVersion(has: Has): 'focus-1.0' | 'focus-1.1' | 'focus-1.2' {
  const anyOf = (...wanted: string[]) => wanted.some((name) => has(name));
  if (anyOf('InvoiceId', 'PricingCurrency', 'BillingAccountType', 'SubAccountType')) {
    return 'focus-1.2';
  }
  const since11 = ['SkuMeter', 'ServiceSubcategory', 'CommitmentDiscountQuantity', 'CapacityReservationId'];
  return anyOf(...since11) ? 'focus-1.1' : 'focus-1.0';
}

const explorerDimensions =
  /^(service|region|linked account|usage type|api operation|availability zone|instance type|tag|cost category)\b/i;

function isCostExplorer(header: readonly string[]): boolean {
  const [first = '', ...rest] = header.map((name) => name.trim());
  if (!explorerDimensions.test(first) || rest.length === 0) {
    return false;
  }
  const amounts = rest.filter((name) => explorerAmount.test(name)).length;
  const dates = rest.filter((name) => explorerDate.test(name)).length;
  // Beside the amounts there are at most the totals.
  return amounts === rest.length || (dates > 0 && dates >= rest.length - 2);
}
