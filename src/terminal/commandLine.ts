import { CommanderError } from 'commander';
import { Redactor } from '../core/logging/redaction';
import { errorMessage } from '../core/util/errorMessage';
import type { Flags } from './flags';
import { openTerminal, type ExitCode, type Terminal } from './openTerminal';
import { flush, Output } from './output';
import { useProxies } from './proxies';
import { tidyRecord } from './tidyRecord';
import { UsageError } from './usageError';

/** Variables whose values are never told, whatever fails. */
const SECRET_VARIABLES = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_BEARER_TOKEN_BEDROCK'];

/** Runs one command of this process, and ends the process with its exit code. */
export class CommandLine {
  private readonly redactor = new Redactor();
  private lost: NodeJS.ErrnoException | undefined;

  /** `dist` is the folder of the bundles. */
  constructor(private readonly dist: string) {
    useProxies(process.env);
    SECRET_VARIABLES.forEach((name) => this.redactor.addSecret(process.env[name] ?? ''));
    process.stdout.on('error', (error: NodeJS.ErrnoException) => (this.lost ??= error));
    // Nobody is left to be told.
    process.stderr.on('error', () => undefined);
  }

  /** Runs a command with a terminal of its own. @throws UsageError; what the command throws */
  async run(flags: Flags, work: (terminal: Terminal) => Promise<ExitCode>): Promise<void> {
    const { redactor, dist } = this;
    const stopping = new AbortController();
    const output = new Output({
      stdout: process.stdout,
      stderr: process.stderr,
      isJson: flags.json === true,
      redact: (text) => redactor.redact(text),
    });
    output.onClosed(() => stopping.abort());
    stopOnSignals(stopping);
    const terminal = await openTerminal(flags, { redactor, output, signal: stopping.signal, dist });
    // A process ends by itself when only what does not hold it is left, as the engine of cost data and workers do not.
    const awake = setInterval(() => undefined, 60_000);
    try {
      process.exitCode = await work(terminal);
      await tidyRecord(terminal);
    } finally {
      clearInterval(awake);
      output.clearStatus();
      terminal.dispose();
      await terminal.storage.logger.flush();
    }
  }

  /** Says something that the parser has to say, without secrets that were typed in a wrong place. */
  say(text: string): void {
    process.stderr.write(this.redactor.redact(text));
  }

  /** Tells why a command could not be run to its end, and says by the exit code whose fault that is. */
  tellFailure(error: unknown): void {
    // The parser has told its own already; of help that was asked for the code is 0.
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    this.say(`${errorMessage(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }

  /** Ends the process once all that it said is on its way: what is still open, such as idle connections, holds nobody up. */
  async end(): Promise<never> {
    await flush(process.stdout, process.stderr);
    // A reader that has read enough is no failure; a disk that is full is one.
    if (this.lost !== undefined && this.lost.code !== 'EPIPE') {
      this.say(`The output could not be written: ${errorMessage(this.lost)}.\n`);
      process.exitCode = 1;
      await flush(process.stderr);
    }
    process.exit();
  }
}

/** Stops at Ctrl+C, or when the process is asked to end; asked twice, whatever still goes on is left. */
function stopOnSignals(stopping: AbortController): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) {
        process.exit(1);
      }
      stopping.abort();
    });
  }
}
