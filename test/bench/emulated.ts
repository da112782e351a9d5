import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Where the emulator listens and who may call it. */
export interface Emulated {
  readonly url: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Works with a Bedrock emulator in a process of its own, which ends with the work. */
export function withEmulated<T>(work: (emulated: Emulated) => Promise<T>): Promise<T> {
  return withServer('emulator.ts', work);
}

/** Works with the server of a script beside this one, which says where it is, in a process that ends with the work. */
export async function withServer<T>(script: string, work: (emulated: Emulated) => Promise<T>): Promise<T> {
  const child = fork(join(import.meta.dirname, script), { execArgv: ['--import', 'tsx'] });
  try {
    const [emulated] = (await once(child, 'message')) as [Emulated];
    return await work(emulated);
  } finally {
    child.disconnect();
  }
}
