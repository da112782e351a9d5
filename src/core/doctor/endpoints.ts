/** The services whose addresses matter here. */
export type Service = 'bedrock-runtime' | 'bedrock' | 'sts';

/** An address and where it comes from. */
export interface Endpoint {
  readonly url: URL;
  /** The setting or variable that names it; undefined for AWS's own. */
  readonly from: string | undefined;
}

/* The names of the SDK's own variables: "Service-specific endpoints" in the AWS SDKs and Tools reference guide. */
const variables: Readonly<Record<Service, string>> = {
  'bedrock-runtime': 'AWS_ENDPOINT_URL_BEDROCK_RUNTIME',
  bedrock: 'AWS_ENDPOINT_URL_BEDROCK',
  sts: 'AWS_ENDPOINT_URL_STS',
};

/** The settings that replace AWS's own addresses. */
export const endpointSettings: Readonly<Record<Service, string>> = {
  'bedrock-runtime': 'bedrockChat.endpoint',
  bedrock: 'bedrockChat.controlEndpoint',
  sts: 'bedrockChat.sts.endpoint',
};

/** AWS's own address of a service in a region. */
export function awsHost(service: Service, region: string): string {
  return `${service}.${region}.${region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}`;
}

/** The address that the SDK will use: the setting, else its variables, else AWS's own; throws where it is no URL. */
export function endpointOf(
  service: Service,
  setting: string,
  region: string,
  env: Readonly<Record<string, string | undefined>>,
): Endpoint {
  if (setting !== '') {
    return { url: new URL(setting), from: endpointSettings[service] };
  }
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] !== 'true') {
    for (const from of [variables[service], 'AWS_ENDPOINT_URL']) {
      const value = env[from] ?? '';
      if (value !== '') {
        return { url: new URL(value), from };
      }
    }
  }
  return { url: new URL(`https://${awsHost(service, region)}`), from: undefined };
}

/** The fault of a URL that replaces a service's address; undefined when it may do. */
export function endpointProblem(service: Service, text: string, region: string): string | undefined {
  if (text === '') {
    return undefined;
  }
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return 'is no URL; it has to look like https://host or https://host:port';
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return 'has to begin with https:// (or http:// for an emulator on this machine)';
  }
  if (url.username !== '' || url.password !== '') {
    return 'holds a user name or a password, which does not belong there';
  }
  // Of AWS's own and VPC endpoints' names: vpce-….bedrock-runtime.us-east-1.vpce.amazonaws.com
  const [, named, place] =
    /(?:^|\.)(bedrock(?:-[a-z]+)*|sts)(?:-fips)?\.([a-z]{2,4}(?:-[a-z]+)+-\d)\..*amazonaws\.com(?:\.cn)?$/.exec(
      url.hostname,
    ) ?? [];
  if (named === undefined || place === undefined) {
    return undefined;
  }
  if (named.replace(/-fips$/, '') !== service) {
    return `leads to another service, ${named}; ${service} belongs there, as in https://${awsHost(service, region)}`;
  }
  if (place !== region) {
    return `is in ${place}, while the region in use is ${region}; both have to be the same`;
  }
  return undefined;
}
