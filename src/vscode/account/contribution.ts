import type { Feature } from '../../core/util/lazy';
import { commandsOf, type Commanded } from '../platform/contribution';

const commandNames = ['signIn', 'signOut', 'ssoLogin', 'selectRegion'] as const;

type AccountCommands = Commanded<(typeof commandNames)[number]>;

/** The commands around the user's account. */
export function contributeAccount(account: Feature<AccountCommands>): AccountCommands {
  return { commands: commandsOf(account, commandNames) };
}
