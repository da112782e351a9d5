import { isFree } from '../test/support/devhost/server';

/**
 * The port to serve at on 127.0.0.1: the one asked for, or else the first free one from `first` on.
 * Throws where what was asked for is no port or in use, naming `command` with another one.
 */
export async function choosePort(asked: string | undefined, first: number, command: string): Promise<number> {
  if (asked === undefined) {
    for (let port = first; ; port++) {
      if (await isFree(port)) {
        return port;
      }
    }
  }
  const port = Number(asked);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error(`Not a port: ${asked}`);
  }
  if (await isFree(port)) {
    return port;
  }
  throw new Error(`Port ${port} is in use. Give another one: ${command} -- --port ${port + 1}`);
}
