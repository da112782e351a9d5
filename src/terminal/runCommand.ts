import { CommanderError } from 'commander';
import { Redactor } from '../core/logging/redaction';
import { errorMessage } from '../core/util/errorMessage';
import type { Flags } from './flags';
import { openTerminal, type ExitCode, type Terminal } from './openTerminal';
import { flush, Output } from './output';
import { UsageError } from './usageError';

/** Runs a command with a terminal of its own; what it throws is told by whoever parses. @throws UsageError */
export async function runCommand(
  flags: Flags,
  dist: string,
  work: (terminal: Terminal) => Promise<ExitCode>,
): Promise<void> {
  const stopping = new AbortController();
  const redactor = new Redactor();
  const output = new Output({
    stdout: process.stdout,
    stderr: process.stderr,
    isJson: flags.json === true,
    redact: (text) => redactor.redact(text),
  });
  output.onClosed(() => stopping.abort());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) {
        // Asked twice: whatever still goes on is left.
        process.exit(1);
      }
      stopping.abort();
    });
  }
  const terminal = await openTerminal(flags, { redactor, output, signal: stopping.signal, dist });
  // Nothing else may keep the process: neither the engine of cost data nor a worker does.
  const awake = setInterval(() => undefined, 60_000);
  try {
    process.exitCode = await work(terminal);
  } finally {
    clearInterval(awake);
    terminal.dispose();
    await terminal.storage.logger.flush();
    output.clearStatus();
  }
}

/** Tells why a command could not be run to its end, and says by the exit code whose fault that is. */
export function tellFailure(error: unknown): void {
  // The parser has told its own already; of help that was asked for the code is 0.
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    return;
  }
  process.stderr.write(`${new Redactor().redact(errorMessage(error))}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

/** Ends the process once all that it said is on its way: what is still open, such as idle connections, holds nobody up. */
export async function endProcess(): Promise<never> {
  await flush(process.stdout, process.stderr);
  process.exit();
}
