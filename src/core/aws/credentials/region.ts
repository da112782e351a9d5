import { listProfiles } from './profiles';

/** The region in use and what decided it. */
export interface EffectiveRegion {
  readonly region: string;
  readonly origin: 'setting' | 'profile' | 'environment' | 'fallback';
  /** The profile or the variable it came from; empty otherwise. */
  readonly from: string;
}

/** Sources of the region. */
export interface RegionOptions {
  /** The setting `bedrockChat.region`; empty when unset. */
  readonly region: string;
  /** The profile in use by the settings; empty when none is. */
  readonly profile: string;
  /** The process's own environment unless given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const FALLBACK_REGION = 'us-east-1';

/**
 * The region to call Bedrock in: the setting, else that of the profile chosen, else AWS_REGION or
 * AWS_DEFAULT_REGION, else that of AWS_PROFILE or the default profile, else us-east-1.
 */
export async function effectiveRegion(options: RegionOptions): Promise<EffectiveRegion> {
  const env = options.env ?? process.env;
  const setting = options.region.trim();
  if (setting !== '') {
    return { region: setting, origin: 'setting', from: '' };
  }
  const profiles = await listProfiles();
  const ofProfile = (name: string): EffectiveRegion | undefined => {
    const region = profiles.find((profile) => profile.name === name)?.region;
    return region === undefined ? undefined : { region, origin: 'profile', from: name };
  };
  const ofVariable = (name: string): EffectiveRegion | undefined => {
    const region = env[name]?.trim() ?? '';
    return region === '' ? undefined : { region, origin: 'environment', from: name };
  };
  return (
    (options.profile === '' ? undefined : ofProfile(options.profile)) ??
    ofVariable('AWS_REGION') ??
    ofVariable('AWS_DEFAULT_REGION') ??
    ofProfile(env['AWS_PROFILE'] ?? 'default') ?? { region: FALLBACK_REGION, origin: 'fallback', from: '' }
  );
}

/** A region that Bedrock is offered in. */
export interface BedrockRegion {
  readonly id: string;
  readonly name: string;
}

const namesById = {
  'af-south-1': 'Africa (Cape Town)',
  'ap-east-2': 'Asia Pacific (Taipei)',
  'ap-northeast-1': 'Asia Pacific (Tokyo)',
  'ap-northeast-2': 'Asia Pacific (Seoul)',
  'ap-northeast-3': 'Asia Pacific (Osaka)',
  'ap-south-1': 'Asia Pacific (Mumbai)',
  'ap-south-2': 'Asia Pacific (Hyderabad)',
  'ap-southeast-1': 'Asia Pacific (Singapore)',
  'ap-southeast-2': 'Asia Pacific (Sydney)',
  'ap-southeast-3': 'Asia Pacific (Jakarta)',
  'ap-southeast-4': 'Asia Pacific (Melbourne)',
  'ap-southeast-5': 'Asia Pacific (Malaysia)',
  'ap-southeast-6': 'Asia Pacific (New Zealand)',
  'ap-southeast-7': 'Asia Pacific (Thailand)',
  'ca-central-1': 'Canada (Central)',
  'ca-west-1': 'Canada West (Calgary)',
  'eu-central-1': 'Europe (Frankfurt)',
  'eu-central-2': 'Europe (Zurich)',
  'eu-north-1': 'Europe (Stockholm)',
  'eu-south-1': 'Europe (Milan)',
  'eu-south-2': 'Europe (Spain)',
  'eu-west-1': 'Europe (Ireland)',
  'eu-west-2': 'Europe (London)',
  'eu-west-3': 'Europe (Paris)',
  'il-central-1': 'Israel (Tel Aviv)',
  'me-central-1': 'Middle East (UAE)',
  'me-south-1': 'Middle East (Bahrain)',
  'mx-central-1': 'Mexico (Central)',
  'sa-east-1': 'South America (São Paulo)',
  'us-east-1': 'US East (N. Virginia)',
  'us-east-2': 'US East (Ohio)',
  'us-gov-east-1': 'AWS GovCloud (US-East)',
  'us-gov-west-1': 'AWS GovCloud (US-West)',
  'us-west-1': 'US West (N. California)',
  'us-west-2': 'US West (Oregon)',
} as const;

/**
 * Regions to offer, by id; others can be typed, because the list grows. Source: "Amazon Bedrock endpoints and
 * quotas", https://docs.aws.amazon.com/general/latest/gr/bedrock.html; the names are the SDK's.
 */
export const bedrockRegions: readonly BedrockRegion[] = Object.entries(namesById).map(([id, name]) => ({
  id,
  name,
}));
