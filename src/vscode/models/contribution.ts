import type { Feature } from '../../core/util/lazy';
import { commandsOf, type Commanded } from '../platform/contribution';

const commandNames = ['selectModel', 'refreshModels'] as const;

type ModelCommands = Commanded<(typeof commandNames)[number]>;

/** The commands around models. */
export function contributeModels(models: Feature<ModelCommands>): ModelCommands {
  return { commands: commandsOf(models, commandNames) };
}
