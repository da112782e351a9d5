import { join } from 'node:path';
import type { SettingSource } from '../../settings/settingValues';
import { AccountQuotas } from './accountQuotas';

/** The quotas of the accounts that are signed in to, kept in a storage folder; nobody is asked before there is a reason. */
export function openQuotas(folder: string, settings: SettingSource): AccountQuotas {
  return new AccountQuotas({
    directory: join(folder, 'quotas'),
    endpoints: () => ({
      runtime: settings.get('endpoint'),
      serviceQuotas: settings.get('serviceQuotas.endpoint'),
    }),
  });
}
