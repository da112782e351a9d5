import * as l10n from '@vscode/l10n';

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

/** Says what is wrong with a URL that replaces a service's address; undefined when it may do. */
export function endpointProblem(service: Service, text: string, region: string): string | undefined {
  if (text === '') {
    return undefined;
  }
  const setting = endpointSettings[service];
  const url = URL.parse(text);
  if (url === null) {
    return l10n.t(
      'The setting {0} is no URL; it has to look like https://host or https://host:port.',
      setting,
    );
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return l10n.t(
      'The setting {0} has to begin with https:// (or http:// for an emulator on this machine).',
      setting,
    );
  }
  if (url.username !== '' || url.password !== '') {
    return l10n.t('The setting {0} holds a user name or a password, which does not belong there.', setting);
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
    return l10n.t(
      'The setting {0} leads to another service, {1}; {2} belongs there, as in https://{3}.',
      setting,
      named,
      service,
      awsHost(service, region),
    );
  }
  if (place !== region) {
    return l10n.t(
      'The setting {0} is in {1}, while the region in use is {2}; both have to be the same.',
      setting,
      place,
      region,
    );
  }
  return undefined;
}
