import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A process of our own that works as a window of the editor does. */
export interface Child {
  /** Sends SIGKILL: nothing of the process runs any more after that. */
  kill(): void;
  /** Resolves when the process has said a line for which this is true; rejects when it ends before. */
  said(test: (line: string) => boolean): Promise<string>;
  /** Hears every line that the process says from now on. */
  onLine(listener: (line: string) => void): void;
  /** Resolves when the process is gone: undefined if it was killed or ended well, else how it ended and what it said. */
  readonly ended: Promise<string | undefined>;
}

/** How a program is started. */
export interface StartOptions {
  /** Flags of Node's own. */
  readonly flags?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** The lines of a process that are kept for the moment when it fails. */
const KEPT_LINES = 20;

/** Starts processes, and ends them all at the latest with the soak itself. */
export class Children {
  private readonly running = new Set<ChildProcess>();

  /** Starts a bundled program. */
  start(program: string, args: readonly string[], { flags = [], env = {} }: StartOptions = {}): Child {
    const child = spawn(process.execPath, [...flags, program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.running.add(child);
    const lines: string[] = [];
    const listeners = new Set<(line: string) => void>();
    const keep = (line: string): void => {
      lines.push(line);
      if (lines.length > KEPT_LINES) {
        lines.shift();
      }
      for (const look of listeners) {
        look(line);
      }
    };
    createInterface(child.stdout).on('line', keep);
    createInterface(child.stderr).on('line', keep);
    const ended = once(child, 'close').then(([code, signal]: (number | string | null)[]) => {
      this.running.delete(child);
      if (code === 0 || signal === 'SIGKILL') {
        return undefined;
      }
      return `ended with ${String(code ?? signal)}: ${lines.join(' | ')}`;
    });
    return {
      ended,
      kill: () => child.kill('SIGKILL'),
      onLine: (listener) => listeners.add(listener),
      said: (test) =>
        new Promise((resolve, reject) => {
          const look = (line: string): void => {
            if (test(line)) {
              listeners.delete(look);
              resolve(line);
            }
          };
          listeners.add(look);
          lines.forEach(look);
          void ended.then((how) => reject(new Error(`A process ${how ?? 'ended'} before it said so.`)));
        }),
    };
  }

  /** Kills whatever still runs. */
  killAll(): void {
    for (const child of this.running) {
      child.kill('SIGKILL');
    }
  }
}
