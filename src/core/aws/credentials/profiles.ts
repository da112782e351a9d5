import { parseKnownFiles } from '@smithy/shared-ini-file-loader';

/** How a profile comes by its credentials; `none` when it has settings only. */
export type ProfileKind = 'keys' | 'sso' | 'assumeRole' | 'process' | 'webIdentity' | 'login' | 'none';

/** A profile of the AWS config files, without anything secret. */
export interface AwsProfile {
  readonly name: string;
  readonly kind: ProfileKind;
  readonly region?: string;
  /** For a role that is assumed with another profile's credentials. */
  readonly sourceProfile?: string;
}

type Section = Readonly<Record<string, string | undefined>>;

/* Sections of the config file that are no profiles; the loader keeps their prefix. */
const NO_PROFILE = /^(sso-session|services)\./;

/**
 * The profiles of the AWS config files (`~/.aws/config`, `~/.aws/credentials`, or where AWS_CONFIG_FILE and
 * AWS_SHARED_CREDENTIALS_FILE point), by name, read anew. Missing or damaged files count as empty.
 */
export async function listProfiles(): Promise<AwsProfile[]> {
  const sections = await parseKnownFiles({ ignoreCache: true });
  return Object.entries(sections)
    .filter(([name]) => !NO_PROFILE.test(name))
    .map(([name, section]) => describeProfile(name, section))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** The command line that a profile gets its credentials from, where it does so; it may hold secrets. */
export async function credentialProcess(name: string): Promise<string | undefined> {
  const section = (await parseKnownFiles({ ignoreCache: true }))[name];
  return section !== undefined && kindOf(section) === 'process' ? section['credential_process'] : undefined;
}

/**
 * The profile to sign on with so that this one works: itself when it uses SSO or `aws login`, else the one
 * it takes its credentials from. Undefined when no login can help.
 */
export function loginProfile(name: string, profiles: readonly AwsProfile[]): AwsProfile | undefined {
  return sourceOf(name, profiles, ['sso', 'login']);
}

/** The profile of one of these kinds that a profile is, or takes its credentials from. */
export function sourceOf(
  name: string,
  profiles: readonly AwsProfile[],
  kinds: readonly ProfileKind[],
): AwsProfile | undefined {
  const visited = new Set<string>();
  let current = profiles.find((profile) => profile.name === name);
  while (current !== undefined && !visited.has(current.name)) {
    if (kinds.includes(current.kind)) {
      return current;
    }
    visited.add(current.name);
    const next = current.sourceProfile;
    current = profiles.find((profile) => profile.name === next);
  }
  return undefined;
}

function describeProfile(name: string, section: Section): AwsProfile {
  const { region, source_profile: sourceProfile } = section;
  return {
    name,
    kind: kindOf(section),
    ...(region === undefined ? {} : { region }),
    ...(sourceProfile === undefined ? {} : { sourceProfile }),
  };
}

/* In the order in which @aws-sdk/credential-provider-ini looks for them. */
function kindOf(section: Section): ProfileKind {
  if (section['role_arn'] !== undefined && (section['source_profile'] ?? section['credential_source'])) {
    return 'assumeRole';
  }
  if (section['aws_access_key_id'] !== undefined && section['aws_secret_access_key'] !== undefined) {
    return 'keys';
  }
  if (section['web_identity_token_file'] !== undefined && section['role_arn'] !== undefined) {
    return 'webIdentity';
  }
  if (section['credential_process'] !== undefined) {
    return 'process';
  }
  if (section['sso_session'] !== undefined || section['sso_start_url'] !== undefined) {
    return 'sso';
  }
  if (section['login_session'] !== undefined) {
    return 'login';
  }
  return 'none';
}
