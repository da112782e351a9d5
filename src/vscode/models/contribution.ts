import type { Disposable } from '../../core/util/disposable';
import type { Feature } from '../../core/util/lazy';
import type { CommandHandlers } from '../platform/commands';
import { commandsOf } from '../platform/contribution';

const commandNames = ['selectModel', 'refreshModels'] as const;

/** The models, once they are asked for. */
interface OpenModels extends Disposable {
  readonly commands: Pick<CommandHandlers, (typeof commandNames)[number]>;
}

/** The commands around models. */
export function contributeModels(models: Feature<OpenModels>) {
  return { commands: commandsOf(models, commandNames) };
}
