import * as l10n from '@vscode/l10n';
import type { CostFormat } from '../../protocol/finops';
import { namesOfColumn } from './formatPlace';

/** The facts that the header of a file tells about it. */
export type Detection =
  | { readonly kind: 'known'; readonly format: Exclude<CostFormat, 'generic'> }
  /** A table of what was agreed on, not of what is charged. */
  | { readonly kind: 'commitments' }
  | { readonly kind: 'unknown' };

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
    case 'focus-1.3':
      return 'FOCUS 1.3';
    case 'focus-1.4':
      return 'FOCUS 1.4';
    case 'cost-explorer':
      return 'AWS Cost Explorer CSV';
    case 'aws-billing':
      return l10n.t('AWS billing report');
    case 'aws-detailed-billing':
      return l10n.t('AWS detailed billing report');
    case 'azure':
      return l10n.t('Azure cost export');
    case 'google-cloud':
      return l10n.t('Google Cloud cost export');
    case 'oracle-cloud':
      return l10n.t('Oracle Cloud cost report');
    case 'ccusage':
      return l10n.t('ccusage export');
    case 'cursor':
      return l10n.t('Cursor usage export');
    case 'openai':
      return l10n.t('OpenAI cost export');
    case 'anthropic':
      return l10n.t('Anthropic cost export');
    case 'generic':
      return l10n.t('CSV with a cost column');
  }
}

/** The amount in a Cost Explorer column's title, `EC2-Instances($)`. */
export const explorerAmount = /(?<!\s)\s*\(([^()]{1,3})\)$/;

/** A Cost Explorer column's title in the turned form, where services are the rows. */
export const explorerDate = /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z?)?(\s*\([^()]{1,3}\))?$/;

/** Tells the format of a file from its header, in which a byte order mark is no longer. */
export function detectFormat(header: readonly string[]): Detection {
  const names = new Set(header.flatMap(namesOfColumn));
  const has = (...wanted: string[]) => wanted.every((name) => names.has(name.toLowerCase()));
  const anyOf = (...wanted: string[]) => wanted.some((name) => has(name));
  const known = (format: Exclude<CostFormat, 'generic'>): Detection => ({ kind: 'known', format });
  if (has('BilledCost', 'ChargePeriodStart', 'ChargeCategory')) {
    return known(focusVersion(anyOf));
  }
  if (has('ContractCommitmentId') && !has('BilledCost')) {
    return { kind: 'commitments' };
  }
  const vendor = vendorOf(has, anyOf) ?? llmVendor(has, anyOf);
  if (vendor !== undefined) {
    return known(vendor);
  }
  if ([...names].some((name) => name.startsWith('lineitem/'))) {
    return known('cur-legacy');
  }
  if (has('line_item_unblended_cost')) {
    return known('cur-2.0');
  }
  if (has('RecordType') && anyOf('InvoiceID', 'PayerAccountId')) {
    if (has('TotalCost')) {
      return known('aws-billing');
    }
    if (anyOf('UnBlendedCost', 'Cost')) {
      return known('aws-detailed-billing');
    }
  }
  if (isCostExplorer(header)) {
    return known('cost-explorer');
  }
  return { kind: 'unknown' };
}

type Has = (...wanted: string[]) => boolean;

function vendorOf(has: Has, anyOf: Has): 'oracle-cloud' | 'azure' | 'google-cloud' | undefined {
  // Oracle's report has AWS's own `lineItem/` in front of some columns.
  if (anyOf('cost/myCost', 'lineItem/intervalUsageStart')) {
    return 'oracle-cloud';
  }
  const subscription = anyOf('SubscriptionId', 'SubscriptionGuid', 'Subscription ID', 'Subscription GUID');
  if (subscription && anyOf('MeterCategory', 'Meter Category')) {
    return 'azure';
  }
  const account = anyOf('billing_account_id', 'Billing account ID');
  const bought = anyOf('service.description', 'service_description', 'sku.description', 'sku_description');
  const titled = anyOf('Service description', 'SKU description', 'Project ID', 'Project name');
  const list = titled && has('Subtotal') && anyOf('List cost', 'Cost', 'Usage cost', 'Unrounded subtotal');
  return list || (account && (bought || titled)) ? 'google-cloud' : undefined;
}

function llmVendor(has: Has, anyOf: Has): 'ccusage' | 'cursor' | 'openai' | 'anthropic' | undefined {
  if (has('usage_date_utc', 'cost_usd')) {
    return 'anthropic';
  }
  if (has('amount_value', 'line_item') && anyOf('amount_currency', 'start_time', 'start_time_iso')) {
    return 'openai';
  }
  const tokens = anyOf('Output Tokens', 'Total Tokens', 'Tokens');
  if (has('Date', 'Model', 'Kind') && anyOf('Cost', 'Cost to you') && (tokens || has('Max Mode'))) {
    return 'cursor';
  }
  const cached = has('cacheReadTokens') || has('Cache Read', 'Cache Create');
  return cached && anyOf('totalCost', 'costUSD', 'cost', 'Cost (USD)') ? 'ccusage' : undefined;
}

/**
 * The release of FOCUS by the columns that came with it. Sources: the changelog of the specification to 1.2; for 1.3
 * its columns of allocation and of service and host providers; for 1.4 the pull requests of the specification that
 * added invoice details and the eligibility for commitment programs to costs.
 */
function focusVersion(anyOf: Has): Extract<CostFormat, `focus-${string}`> {
  if (anyOf('InvoiceDetailId', 'CommitmentProgramEligibilityDetails')) {
    return 'focus-1.4';
  }
  const since13 = [
    'AllocatedMethodId',
    'AllocatedMethodDetails',
    'AllocatedResourceId',
    'AllocatedResourceName',
  ];
  const also13 = ['AllocatedTags', 'ContractApplied', 'ServiceProviderName', 'HostProviderName'];
  if (anyOf(...since13, ...also13)) {
    return 'focus-1.3';
  }
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
