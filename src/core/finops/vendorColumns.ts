import * as l10n from '@vscode/l10n';
import { type FormatColumns, nowhere } from './formatPlace';

/**
 * Azure's cost and usage details, of all agreements: Enterprise and Customer Agreement, partners, and pay as you go,
 * in the newer names and in those with blanks. Source: "Cost and usage details file schema" of Microsoft Learn.
 */
export const azure: FormatColumns = {
  ...nowhere,
  start: ['Date', 'UsageDateTime', 'UsageDate', 'Usage Date', 'ServicePeriodStartDate'],
  account: ['SubscriptionId', 'SubscriptionGuid', 'Subscription ID', 'Subscription GUID'],
  accountName: ['SubscriptionName', 'Subscription Name'],
  service: ['MeterCategory', 'Meter Category', 'ConsumedService', 'Consumed Service', 'PublisherName'],
  serviceCode: ['ConsumedService', 'Consumed Service'],
  region: [
    'ResourceLocation',
    'ResourceLocationNormalized',
    'Resource Location',
    'MeterRegion',
    'Meter Region',
  ],
  usageType: ['MeterName', 'Meter Name', 'MeterSubCategory', 'MeterSubcategory', 'Meter Sub-category'],
  operation: ['PartNumber'],
  resource: ['ResourceId', 'Resource ID', 'InstanceId', 'Instance ID', 'InstanceName'],
  kind: ['ChargeType'],
  description: ['ProductName', 'Product', 'MeterSubCategory'],
  quantity: ['Quantity', 'UsageQuantity', 'ConsumedQuantity', 'Consumed Quantity'],
  currency: ['BillingCurrency', 'BillingCurrencyCode', 'Currency', 'CurrencyCode'],
  tags: ['Tags'],
  measures: [
    {
      column: 'BilledCost',
      title: () => l10n.t('Cost in the billing currency'),
      names: [
        'CostInBillingCurrency',
        'BillingPreTaxTotal',
        'PreTaxCost',
        'Cost',
        'ExtendedCost',
        'Extended Cost',
      ],
    },
    { column: 'ListCost', title: () => l10n.t('Pay-as-you-go cost'), names: ['PayGCostInBillingCurrency'] },
  ],
  otherKinds: 'Usage',
};

/**
 * Google Cloud: the billing export of BigQuery as a file, and the cost table and the reports of the console.
 * Credits are a list beside a row's cost, or rows with a type of their own. Source: "Structure of Detailed data
 * export" of Google Cloud's documentation.
 */
export const googleCloud: FormatColumns = {
  ...nowhere,
  start: [
    'usage_start_time',
    'Usage start date',
    'Usage date',
    'Day',
    'Date',
    'Month',
    'invoice.month',
    'invoice_month',
  ],
  account: ['project.id', 'project_id', 'Project ID', 'billing_account_id', 'Billing account ID'],
  accountName: ['project.name', 'project_name', 'Project name'],
  service: ['service.description', 'service_description', 'Service description'],
  serviceCode: ['service.id', 'service_id', 'Service ID'],
  region: ['location.region', 'location_region', 'Region', 'Location', 'location.location'],
  usageType: ['sku.description', 'sku_description', 'SKU description'],
  resource: ['resource.global_name', 'resource_global_name', 'resource.name', 'resource_name'],
  kind: ['Credit type', 'cost_type', 'Cost type'],
  description: ['sku.description', 'sku_description', 'SKU description'],
  quantity: ['usage.amount', 'usage_amount', 'Usage amount'],
  currency: ['currency', 'Currency'],
  tags: ['labels', 'project.labels'],
  measures: [
    { column: 'BilledCost', title: () => l10n.t('Billed cost'), names: ['Subtotal', 'cost'] },
    { column: 'ListCost', title: () => l10n.t('List cost'), names: ['cost_at_list', 'List cost'] },
  ],
  otherKinds: 'Usage',
};

/** Oracle Cloud's cost report; what it corrects it takes off in rows of their own. Source: "Cost and Usage Reports Overview" of Oracle's documentation. */
export const oracleCloud: FormatColumns = {
  ...nowhere,
  start: ['lineItem/intervalUsageStart'],
  account: ['product/compartmentId', 'lineItem/tenantId'],
  accountName: ['product/compartmentName'],
  service: ['product/service'],
  region: ['product/region'],
  usageType: ['product/Description', 'cost/productSku'],
  resource: ['product/resourceId'],
  description: ['product/Description'],
  quantity: ['usage/billedQuantity'],
  currency: ['cost/currencyCode'],
  tagPrefixes: ['tags/'],
  measures: [{ column: 'BilledCost', title: () => l10n.t('Cost'), names: ['cost/myCost'] }],
  otherKinds: 'Usage',
};
