import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const guard = join(import.meta.dirname, 'guard.mjs');
const heartbeatMs = 10_000;
const patienceMs = 6000;
const keptOutput = 20_000;

/** A program that runs until it is stopped. */
export interface RunningProgram {
  /** Its latest output, standard output and standard error together. */
  output(): string;
  /** Resolves when it writes a line that contains the text; rejects when it ends before, or after `timeoutMs`. */
  waitFor(text: string, timeoutMs: number): Promise<void>;
  /** Resolves with its exit code when it has ended by itself or by {@link stop}. */
  readonly ended: Promise<number>;
  /** Ends it and everything it started. May be called again. */
  stop(): Promise<void>;
}

/** Starts a program that cannot outlive this process, not even when this process is killed. */
export function startProgram(command: string[], options: { env: NodeJS.ProcessEnv }): RunningProgram {
  const child = spawn(process.execPath, [guard, ...command], {
    env: options.env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // The guard may be gone when its input is closed.
  child.stdin.on('error', () => undefined);
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-keptOutput);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = exitCode(child);
  return {
    output: () => output,
    ended,
    waitFor: async (text, timeoutMs) => {
      const giveUp = Date.now() + timeoutMs;
      while (!output.includes(text)) {
        if (child.exitCode !== null) {
          throw new Error(`${command.join(' ')} ended:\n${output}`);
        }
        if (Date.now() > giveUp) {
          throw new Error(`${command.join(' ')} is not ready:\n${output}`);
        }
        await sleep(50);
      }
    },
    stop: async () => {
      child.stdin.end();
      const late = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      await ended;
      clearTimeout(late);
    },
  };
}

/** Runs a program to its end, says every ten seconds that it still runs, and rejects with its output if it fails. */
export async function run(
  command: string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv; what: string },
): Promise<void> {
  const [program = '', ...args] = command;
  const started = Date.now();
  console.log(`${options.what}…`);
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-keptOutput);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const heartbeat = setInterval(() => {
    console.log(`  still at it (${Math.round((Date.now() - started) / 1000)} s)`);
  }, heartbeatMs);
  try {
    const code = await exitCode(child);
    if (code !== 0) {
      throw new Error(`${options.what} failed (${command.join(' ')}):\n${output}`);
    }
  } finally {
    clearInterval(heartbeat);
  }
}

/** Calls `end` once when this process is asked to end, or when the process that started it is gone. */
export function onEnd(end: (reason: string) => void): void {
  let asked = false;
  const once = (reason: string): void => {
    if (asked) {
      return;
    }
    asked = true;
    end(reason);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => once(signal));
  }
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) {
      once('the starter is gone');
    }
  }, 1000).unref();
}

async function exitCode(child: ChildProcess): Promise<number> {
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
