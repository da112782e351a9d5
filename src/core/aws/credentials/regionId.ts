/** Whether this has the form of a region's id, known or not, e.g. `us-gov-west-1`. */
export function isRegionId(text: string): boolean {
  return /^[a-z]{2,4}(?:-[a-z]{2,12}){1,3}-\d{1,2}$/.test(text);
}

/** Regions that an account does not have until it enables them ("Enable or disable AWS Regions", AWS account guide). */
const optIn: ReadonlySet<string> = new Set([
  'af-south-1',
  'ap-east-1',
  'ap-east-2',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'mx-central-1',
]);

/** Whether an account has the region only after it was enabled: until then AWS knows no credentials there. */
export function isOptInRegion(region: string): boolean {
  return optIn.has(region);
}
