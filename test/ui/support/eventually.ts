import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 100;
const patienceMs = 60_000;

/** Tries again until it succeeds; rejects with the last failure after `timeoutMs`. */
export async function eventually<T>(attempt: () => Promise<T> | T, timeoutMs = patienceMs): Promise<T> {
  const giveUp = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > giveUp) {
        throw error;
      }
      await sleep(pauseMs);
    }
  }
}
