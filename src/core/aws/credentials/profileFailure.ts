import { access, constants } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { parseKnownFiles } from '@smithy/shared-ini-file-loader';
import { BedrockError, type ErrorReason } from '../errors';
import { LOGIN_NEEDED } from '../failures/credentials';
import { listProfiles, loginProfile } from './profiles';

type Section = Readonly<Record<string, string | undefined>>;
type Sections = Readonly<Record<string, Section>>;

/** The failure that a login mends, where the profile, or the one that it depends on, is one to log in with. */
export async function loginFailure(profile: string, cause: unknown): Promise<BedrockError | undefined> {
  const login = loginProfile(profile, await listProfiles());
  if (login === undefined) {
    return undefined;
  }
  const message =
    login.name === profile
      ? l10n.t(
          'Profile “{0}” needs a login to AWS: its session has ended, or was never begun. Log in, and ask again.',
          profile,
        )
      : l10n.t(
          'Profile “{0}” takes its credentials from profile “{1}”, which needs a login to AWS: its session has ended, or was never begun. Log in, and ask again.',
          profile,
          login.name,
        );
  return new BedrockError('credentialsExpired', { code: LOGIN_NEEDED, message }, cause);
}

/** The failure of a profile that wants the code of an MFA device where nobody can be asked for it. */
export function mfaFailure(profile: string, cause: unknown): BedrockError {
  const message = l10n.t(
    'Profile “{0}” assumes a role with the code of an MFA device, and nobody can be asked for it here. Log in with a tool that asks, and use the session that it leaves.',
    profile,
  );
  return new BedrockError('mfaNeeded', { code: 'MfaNeeded', message }, cause);
}

/** The fault of a profile as the AWS config files show it; undefined where they show none. */
export async function configuredFault(profile: string, cause: unknown): Promise<BedrockError | undefined> {
  const sections = await parseKnownFiles({ ignoreCache: true });
  const visited: string[] = [];
  let name = profile;
  for (;;) {
    const section: Section | undefined = Object.hasOwn(sections, name) ? sections[name] : undefined;
    if (section === undefined) {
      return fault('profileNotFound', 'ProfileNotFound', missingText(name, visited.at(-1)), cause);
    }
    // Keys of a profile that another one takes go before a role of its own.
    if (visited.length > 0 && hasKeys(section)) {
      return undefined;
    }
    const source = section['role_arn'] === undefined ? undefined : section['source_profile'];
    if (source === undefined) {
      const message = await faultText(name, section, sections);
      return message === undefined ? undefined : fault('profileUnusable', 'ProfileUnusable', message, cause);
    }
    if (visited.includes(name)) {
      const message = l10n.t(
        'Profile “{0}” takes its credentials from itself in the end, by way of source_profile: {1}.',
        profile,
        [...visited, name].join(' → '),
      );
      return fault('profileUnusable', 'ProfileUnusable', message, cause);
    }
    visited.push(name);
    name = source;
  }
}

function fault(reason: ErrorReason, code: string, text: string, cause: unknown): BedrockError {
  const next = l10n.t('Correct that in the AWS config files, or choose another profile.');
  return new BedrockError(reason, { code, message: `${text} ${next}` }, cause);
}

function missingText(name: string, from: string | undefined): string {
  return from === undefined
    ? l10n.t('The AWS config files have no profile “{0}”.', name)
    : l10n.t(
        'Profile “{0}” takes its credentials from profile “{1}” (source_profile), which the AWS config files do not have.',
        from,
        name,
      );
}

function hasKeys(section: Section): boolean {
  return section['aws_access_key_id'] !== undefined && section['aws_secret_access_key'] !== undefined;
}

/** Says what is wrong with a profile that depends on no other one, in the order in which the SDK looks at it. */
async function faultText(name: string, section: Section, sections: Sections): Promise<string | undefined> {
  const has = (key: string) => section[key] !== undefined;
  const lacks = (key: string) => l10n.t('Profile “{0}” lacks {1}.', name, key);
  if (has('role_arn') && (has('credential_source') || !has('web_identity_token_file'))) {
    return hasKeys(section) && !has('credential_source')
      ? undefined
      : sourceText(name, section['credential_source']);
  }
  if (hasKeys(section)) {
    return undefined;
  }
  if (has('web_identity_token_file')) {
    return has('role_arn')
      ? tokenFileText(name, section['web_identity_token_file'] ?? '')
      : lacks('role_arn');
  }
  if (has('aws_access_key_id') || has('aws_secret_access_key')) {
    return lacks(has('aws_access_key_id') ? 'aws_secret_access_key' : 'aws_access_key_id');
  }
  if (has('credential_process')) {
    return undefined;
  }
  if (has('sso_session') || has('sso_start_url')) {
    return ssoText(name, section, sections);
  }
  return has('login_session')
    ? undefined
    : l10n.t('Profile “{0}” has settings only, and says nowhere how to get credentials.', name);
}

async function tokenFileText(name: string, path: string): Promise<string | undefined> {
  const isThere = await access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
  return isThere
    ? undefined
    : l10n.t(
        'Profile “{0}” assumes a role with the web identity token in {1}, and that file cannot be read.',
        name,
        path,
      );
}

const sources = ['Environment', 'Ec2InstanceMetadata', 'EcsContainer'];

function sourceText(name: string, source: string | undefined): string | undefined {
  if (source === undefined) {
    return l10n.t(
      'Profile “{0}” assumes a role, and says neither by source_profile nor by credential_source with whose credentials.',
      name,
    );
  }
  if (!sources.includes(source)) {
    return l10n.t('Profile “{0}” has the credential_source “{1}”, which does not exist.', name, source);
  }
  return source === 'Environment' && (process.env['AWS_ACCESS_KEY_ID'] ?? '') === ''
    ? l10n.t(
        'Profile “{0}” takes its credentials from AWS_ACCESS_KEY_ID, and that variable is not set.',
        name,
      )
    : undefined;
}

function ssoText(name: string, section: Section, sections: Sections): string | undefined {
  const sessionName = section['sso_session'];
  const session = sessionName === undefined ? {} : sections[`sso-session.${sessionName}`];
  if (session === undefined) {
    return l10n.t(
      'Profile “{0}” names the sso-session “{1}”, which the AWS config files do not have.',
      name,
      sessionName ?? '',
    );
  }
  const all: Section = { ...session, ...section };
  const needed = ['sso_start_url', 'sso_region', 'sso_account_id', 'sso_role_name'];
  const missing = needed.filter((key) => (all[key] ?? '') === '');
  return missing.length === 0 ? undefined : l10n.t('Profile “{0}” lacks {1}.', name, missing.join(', '));
}
