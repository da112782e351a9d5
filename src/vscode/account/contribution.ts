import type { Disposable } from '../../core/util/disposable';
import type { Feature } from '../../core/util/lazy';
import type { CommandHandlers } from '../platform/commands';
import { commandsOf } from '../platform/contribution';

const commandNames = ['signIn', 'signOut', 'ssoLogin', 'selectRegion'] as const;

/** Signing in and out, once it is asked for. */
interface OpenAccount extends Disposable {
  readonly commands: Pick<CommandHandlers, (typeof commandNames)[number]>;
}

/** The commands around the user's account. */
export function contributeAccount(account: Feature<OpenAccount>) {
  return { commands: commandsOf(account, commandNames) };
}
