import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A hundred times what a list of some megabytes takes. */
const MAX_HEAP_MB = 512;

/** All that the thread does; a bundle of its own would be larger than what it saves. */
const program = `
const { parentPort, workerData: { text, name } } = require('node:worker_threads');
let json;
try { json = JSON.parse(text); } catch {}
const isObject = typeof json === 'object' && json !== null;
parentPort.postMessage(isObject && Object.hasOwn(json, name) ? json[name] : undefined);
`;

/**
 * One member of a large JSON object, parsed beside the thread that asks: some megabytes take a tenth of a second.
 * Undefined where the text is no JSON, no object, or has no such member.
 * @throws where the thread cannot be had, or the text is too much for it.
 */
export async function jsonMember(text: string, name: string): Promise<unknown> {
  const worker = new Worker(program, {
    eval: true,
    workerData: { text, name },
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  try {
    const [member] = (await once(worker, 'message')) as unknown[];
    return member;
  } finally {
    await worker.terminate();
  }
}
