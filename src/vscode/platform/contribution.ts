import type { Disposable } from '../../core/util/disposable';
import type { Feature } from '../../core/util/lazy';
import type { CommandHandlers } from './commands';

/** A feature that has commands. */
interface Commanded<K extends keyof CommandHandlers> extends Disposable {
  readonly commands: Pick<CommandHandlers, K>;
}

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
