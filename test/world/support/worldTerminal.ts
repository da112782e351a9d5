import { after, before } from 'mocha';
import { BuiltTerminal, type Ended, type StartOptions } from '../../support/terminal';
import type { WorldBedrock } from '../bedrock';

/** The terminal, built, on a world server. */
export interface WorldTerminal {
  readonly built: BuiltTerminal;
  /** Runs a command against a server, with its keys. */
  run(server: WorldBedrock, args: readonly string[], options?: StartOptions): Promise<Ended>;
  /** The same with `--json`: the object that it printed, and the exit code. */
  json(
    server: WorldBedrock,
    args: readonly string[],
    options?: StartOptions,
  ): Promise<{ readonly code: number | null; readonly printed: unknown }>;
}

/** One built terminal for the tests of a suite; call it in `describe`. */
export function withWorldTerminal(): () => WorldTerminal {
  let built: BuiltTerminal | undefined;
  before(async function () {
    this.timeout(120_000);
    built = await BuiltTerminal.build();
  });
  after(() => built?.dispose());
  return () => {
    if (built === undefined) {
      throw new Error('It begins with the first test');
    }
    return onWorld(built);
  };
}

function onWorld(built: BuiltTerminal): WorldTerminal {
  const run: WorldTerminal['run'] = (server, [command = '', ...rest], { env, ...options } = {}) =>
    built.run(
      [
        command,
        ...['--region', 'us-east-1', '--endpoint', server.url, '--control-endpoint', server.url],
        ...['--storage', built.storage],
        ...rest,
      ],
      {
        ...options,
        env: {
          AWS_ACCESS_KEY_ID: server.keys.accessKeyId,
          AWS_SECRET_ACCESS_KEY: server.keys.secretAccessKey,
          ...env,
        },
      },
    );
  return {
    built,
    run,
    async json(server, args, options) {
      const { code, stdout, stderr } = await run(server, [...args, '--json'], options);
      try {
        return { code, printed: JSON.parse(stdout) as unknown };
      } catch {
        throw new Error(`No JSON was printed, but: ${stdout}\n${stderr}`);
      }
    },
  };
}
