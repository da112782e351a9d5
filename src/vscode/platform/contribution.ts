import type { Disposable } from '../../core/util/disposable';
import type { Feature } from '../../core/util/lazy';
import type { CommandHandlers } from './commands';

/** A feature, or what VS Code knows of it before it is made: its commands, by their names. */
export interface Commanded<K extends keyof CommandHandlers> {
  readonly commands: Pick<CommandHandlers, K>;
}

/** What VS Code knows of a feature before it is made, as long as it is registered. */
export interface Contribution<K extends keyof CommandHandlers> extends Commanded<K>, Disposable {}

/** Handlers that open a feature when one of them is first run. */
export function commandsOf<K extends keyof CommandHandlers>(
  feature: Feature<Commanded<K>>,
  names: readonly K[],
): Pick<CommandHandlers, K> {
  const handlers = names.map((name) => [
    name,
    async (...args: unknown[]): Promise<unknown> => {
      const { commands } = await feature.get();
      return (commands[name] as (...args: unknown[]) => unknown)(...args);
    },
  ]);
  return Object.fromEntries(handlers) as Pick<CommandHandlers, K>;
}
