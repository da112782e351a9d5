import { createContext, Script } from 'node:vm';

const call = new Script('run()');

/** Runs a function that has no pause, and ends it when it takes longer. @throws Error with `code` ERR_SCRIPT_EXECUTION_TIMEOUT */
export function boundedRun<T>(run: () => T, timeoutMs: number): T {
  const results: T[] = [];
  call.runInContext(
    createContext({
      run: () => {
        results.push(run());
      },
    }),
    { timeout: timeoutMs },
  );
  return results[0] as T;
}
