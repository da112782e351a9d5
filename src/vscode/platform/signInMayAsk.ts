import { listProfiles } from '../../core/aws/credentials/profiles';
import type { Settings } from './settings';

/** Whether signing in may ask for an MFA code, which profiles that assume a role may name. */
export async function signInMayAsk(settings: Settings): Promise<boolean> {
  if (settings.get('credentials.source') === 'keys') {
    return false;
  }
  const name = settings.get('profile') || (process.env['AWS_PROFILE'] ?? 'default');
  const profiles = await listProfiles();
  return profiles.some((profile) => profile.name === name && profile.kind === 'assumeRole');
}
