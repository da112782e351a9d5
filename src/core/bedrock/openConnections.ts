import type { CredentialSource } from '../aws/credentials/credentialSource';
import { effectiveRegion } from '../aws/credentials/region';
import { connectionSettings, credentialSettings } from '../settings/settingGroups';
import type { SettingSource } from '../settings/settingValues';
import { Connections } from './connection';

/** The connections that these settings and credentials lead to; nothing connects before somebody asks. */
export function openConnections(
  settings: SettingSource,
  credentials: Pick<CredentialSource, 'resolve' | 'forget'>,
): Connections {
  return new Connections({
    settings: () => connectionSettings(settings),
    credentials: () => credentials.resolve(),
    forgetCredentials: () => credentials.forget(),
    region: async () => (await effectiveRegion(credentialSettings(settings))).region,
  });
}
