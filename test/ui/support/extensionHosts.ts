import { readdirSync, readFileSync } from 'node:fs';

/** Process ids of the extension hosts whose server keeps its data in this folder; Linux only. */
export function extensionHosts(dataDir: string): number[] {
  return processesOf(dataDir, '--type=extensionHost');
}

/** Process ids of the cost engines that extension hosts of this folder have started; Linux only. */
export function costEngines(dataDir: string): number[] {
  return processesOf(dataDir, 'finopsEngine.cjs');
}

/** Kills processes, those that have not ended by themselves in the meantime. */
export function kill(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
        throw error;
      }
    }
  }
}

function processesOf(dataDir: string, argument: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const args = commandLine(pid);
      return args.includes(argument) && belongsTo(pid, dataDir);
    });
}

/** An extension host is told nothing of the data folder; the server that started it was. */
function belongsTo(pid: number, dataDir: string): boolean {
  for (let at = pid; at > 1; at = parent(at)) {
    if (commandLine(at).includes(dataDir)) {
      return true;
    }
  }
  return false;
}

function parent(pid: number): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(read(pid, 'status'))?.[1] ?? 0);
}

function commandLine(pid: number): string {
  return read(pid, 'cmdline').replaceAll('\0', ' ');
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It has ended in the meantime.
    return '';
  }
}
