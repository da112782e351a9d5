/** Steps that are taken on a page of AWS. */
export type AwsPage =
  | 'openModelCatalog'
  | 'openUseCaseForm'
  | 'openQuotas'
  | 'openPaymentMethods'
  | 'openDataRetention'
  | 'openIam'
  | 'openSupport';

/** The address of the page, for quotas that of one of them where its code is given, in the console of the region's partition ("AWS service endpoints", AWS General Reference). */
export function awsPage(page: AwsPage, region: string, quotaCode = ''): string {
  const home = `https://${consoleHost(region)}`;
  const inRegion = region === '' ? '' : `?region=${encodeURIComponent(region)}`;
  switch (page) {
    case 'openModelCatalog':
    case 'openUseCaseForm':
      // The form of Anthropic is on the page of each of its models; access itself is no longer asked for.
      return `${home}/bedrock/home${inRegion}#/model-catalog`;
    case 'openQuotas':
      return `${home}/servicequotas/home/services/bedrock/quotas${quotaCode && `/${encodeURIComponent(quotaCode)}`}${inRegion}`;
    case 'openPaymentMethods':
      return `${home}/billing/home#/paymentmethods`;
    case 'openDataRetention':
      return 'https://docs.aws.amazon.com/bedrock/latest/userguide/data-retention.html';
    case 'openIam':
      return `${home}/iam/home`;
    case 'openSupport':
      return `${home}/support/home`;
  }
}

function consoleHost(region: string): string {
  if (region.startsWith('us-gov-')) {
    return 'console.amazonaws-us-gov.com';
  }
  if (region.startsWith('cn-')) {
    return 'console.amazonaws.cn';
  }
  return region.startsWith('eusc-') ? 'console.amazonaws-eusc.eu' : 'console.aws.amazon.com';
}
