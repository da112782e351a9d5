import * as l10n from '@vscode/l10n';
import type { CostFormat } from '../../protocol/finops';
import type { FormatColumns } from './formatPlace';
import { anthropic, ccusage, cursor, openai } from './llmColumns';
import { azure, googleCloud, oracleCloud } from './vendorColumns';

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
  hasProductMap: true,
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
  kind: ['RecordType'],
  description: ['ItemDescription'],
  quantity: ['UsageQuantity'],
  currency: ['CurrencyCode'],
  tags: [],
  tagPrefixes: ['user:', 'aws:'],
  measures: [
    { column: 'BilledCost', title: () => l10n.t('Total cost'), names: ['TotalCost', 'CostBeforeTax'] },
  ],
  otherKinds: 'Usage',
};

/** AWS's detailed billing report, with blended costs in consolidated bills alone. */
const detailed: FormatColumns = {
  ...billing,
  region: ['AvailabilityZone'],
  resource: ['ResourceId'],
  measures: [
    { column: 'BilledCost', title: () => l10n.t('Unblended cost'), names: ['UnBlendedCost', 'Cost'] },
    { column: 'BlendedCost', title: () => l10n.t('Blended cost'), names: ['BlendedCost'] },
  ],
};

/** Where each known format keeps what; Cost Explorer's table is turned into rows of its own first. */
export const formatColumns: Record<Exclude<CostFormat, 'generic' | 'cost-explorer'>, FormatColumns> = {
  'cur-legacy': legacy,
  'cur-2.0': cur2,
  'focus-1.0': focus,
  'focus-1.1': focus,
  'focus-1.2': focus,
  'focus-1.3': focus,
  'focus-1.4': focus,
  'aws-billing': billing,
  'aws-detailed-billing': detailed,
  azure,
  'google-cloud': googleCloud,
  'oracle-cloud': oracleCloud,
  ccusage,
  cursor,
  openai,
  anthropic,
};
