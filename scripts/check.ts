import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { root } from '../test/support/devhost/paths';
import { onEnd } from '../test/support/devhost/processes';

/** npm's scripts, the longest first; the tests come last, since they are the ones that mind company. */
const steps = ['lint', 'types', 'format:check', 'layers', 'words', 'start-size', 'l10n:check', 'unit'];
const running = new Set<() => void>();
const failed: string[] = [];

/*
 * `npm run check`: all that can be checked without a VS Code, as many steps beside one another as there are processors.
 * Every step runs to its end, also when an earlier one has failed.
 */
onEnd(() => {
  for (const stop of running) {
    stop();
  }
  process.exit(130);
});
const queue = [...steps];
await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, work));
if (failed.length > 0) {
  console.log(`Failed: ${failed.join(', ')}`);
}
process.exitCode = failed.length > 0 ? 1 : 0;
process.exit();

/** Takes one step after the other. */
async function work(): Promise<void> {
  for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
    const startMs = performance.now();
    const { passed, output } = await run(step);
    const seconds = Math.round((performance.now() - startMs) / 1000);
    console.log(`${passed ? '✔' : '✖'} ${step} (${seconds} s)\n${passed ? '' : output}`.trimEnd());
    if (!passed) {
      failed.push(step);
    }
  }
}

/** The tests say how they get on; what the others say is of interest when they fail. */
function run(step: string): Promise<{ passed: boolean; output: string }> {
  const shown = step === 'unit';
  const child = spawn('npm', ['run', '--silent', step], {
    cwd: root,
    stdio: shown ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const stop = (): void => void child.kill();
  running.add(stop);
  return new Promise((resolve) => {
    const settle = (passed: boolean): void => {
      running.delete(stop);
      resolve({ passed, output });
    };
    child.once('error', (error) => {
      output += error.message;
      settle(false);
    });
    child.once('close', (code) => settle(code === 0));
  });
}
