import { access, constants, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { modelIdFault } from '../core/bedrock/models/modelId';
import { confinedTarget, PathRefusedError, writeConfined } from '../core/files/confinedFile';
import { promptFormat } from '../core/prompts/promptFormat';
import { RunBusyError } from '../core/prompts/runStore';
import { errorMessage } from '../core/util/errorMessage';
import { openAsking } from './openAsking';
import { openRuns } from './openRuns';
import type { ExitCode, Terminal } from './openTerminal';
import { junitXml } from './junit';
import { RunRefusedError, RunTurns, type RunTurnsRequest } from './runTurns';
import { hasPassed, reportRuns, type RunReport } from './runReport';
import { reportText } from './runText';
import { UsageError } from './usageError';

/** Options of the command. */
export interface RunOptions {
  readonly file: string;
  /** Model ids with commas between them. */
  readonly models?: string | undefined;
  /** Where the results are written as JUnit XML. */
  readonly junit?: string | undefined;
  /** In US dollars. */
  readonly maxCost?: string | undefined;
  /** Path of the results without extension. */
  readonly output?: string | undefined;
  /** False where answers of earlier runs do not count. */
  readonly cache: boolean;
  /** Whether many prompts are run without a question. */
  readonly yes?: boolean | undefined;
}

/** Runs a prompt file, once for each model; takes up what an earlier run of it has left. @throws UsageError */
export async function runPrompts(terminal: Terminal, options: RunOptions): Promise<ExitCode> {
  const { output } = terminal;
  const request = requestOf(options);
  const junit = options.junit === undefined ? undefined : await junitTarget(options.junit);
  await checkOutputFolder(request.output);
  try {
    await checkPromptFile(request.file);
    const { report, isIncomplete } = await runAll(terminal, request);
    const isWritten = junit === undefined || (await writeJunit(terminal, junit, report));
    if (output.isJson) {
      output.json(report);
    } else {
      output.text(reportText(report));
    }
    return hasPassed(report) && !isIncomplete && isWritten ? 0 : 1;
  } catch (error) {
    const refused = refusalOf(error, terminal.folder);
    if (output.isJson) {
      output.json({ refused });
    }
    output.message(refused.message);
    return 1;
  }
}

async function runAll(terminal: Terminal, request: RunTurnsRequest) {
  const asking = openAsking(terminal, (sentence) => terminal.output.message(sentence));
  const turns = new RunTurns(terminal, request, (user) => openRuns(terminal, asking, request, user));
  try {
    const ended = await turns.runAll();
    const report = await reportRuns(ended, turns.check);
    if (request.maxCostUsd !== undefined && report.totals.unpriced > 0) {
      terminal.output.message(
        `The price of ${report.totals.unpriced} calls is not known, so that --max-cost did not count them. Set it in "prices" of --settings.`,
      );
    }
    return { report, isIncomplete: turns.isIncomplete };
  } finally {
    turns.dispose();
    asking.dispose();
  }
}

/** What was paid for is told all the same where this fails. Resolves with whether it was written. */
async function writeJunit(
  { output, redactor }: Terminal,
  target: string,
  report: RunReport,
): Promise<boolean> {
  try {
    await writeConfined(folderOf(target), target, redactor.redact(junitXml(report)));
    return true;
  } catch (error) {
    output.message(`--junit could not be written: ${errorMessage(error)}`);
    return false;
  }
}

function requestOf(options: RunOptions): RunTurnsRequest {
  const { models, maxCost, cache, yes = false } = options;
  const file = resolve(options.file);
  const output =
    options.output === undefined ? undefined : resolve(options.output).replace(/\.(md|jsonl)$/i, '');
  const maxCostUsd = maxCost === undefined ? undefined : Number(maxCost);
  if (
    maxCostUsd !== undefined &&
    (maxCost?.trim() === '' || !Number.isFinite(maxCostUsd) || maxCostUsd < 0)
  ) {
    throw new UsageError(`--max-cost takes an amount of US dollars such as 0.50, and not “${maxCost}”.`);
  }
  const folder = folderOf(file);
  return {
    file,
    folder,
    output,
    models: modelsOf(models),
    maxCostUsd,
    bypassCache: !cache,
    isConfirmed: yes,
  };
}

function modelsOf(models: string | undefined): (string | undefined)[] {
  if (models === undefined) {
    return [undefined];
  }
  const ids = models.split(',').map((id) => id.trim());
  for (const id of ids) {
    const fault = id === '' ? 'is blank' : modelIdFault(id);
    if (fault !== undefined) {
      throw new UsageError(`--models takes model ids with commas between them: “${id}” ${fault}.`);
    }
  }
  return [...new Set(ids)];
}

/**
 * The folder that a file may not lead out of, which is that of the workspace in the editor: the one that the command
 * was started in, else the file's own.
 */
function folderOf(file: string): string {
  const way = relative(process.cwd(), file);
  return way.startsWith('..') || isAbsolute(way) ? dirname(file) : process.cwd();
}

/** Nothing is paid for whose outcome could not be written. @throws UsageError */
async function junitTarget(path: string): Promise<string> {
  const target = resolve(path);
  try {
    await confinedTarget(folderOf(target), target);
    await access(dirname(target), constants.W_OK);
    return target;
  } catch (error) {
    throw new UsageError(`--junit cannot be written: ${faultOf(error)}`);
  }
}

/** @throws UsageError */
async function checkOutputFolder(output: string | undefined): Promise<void> {
  if (output === undefined) {
    return;
  }
  const folder = dirname(output);
  const stats = await stat(folder).catch((error: unknown) => {
    throw new UsageError(`--output cannot be written: ${faultOf(error)}`);
  });
  if (!stats.isDirectory()) {
    throw new UsageError(`--output cannot be written: ${folder} is no folder.`);
  }
}

/** Why a file or folder cannot be had, as a sentence. */
function faultOf(error: unknown): string {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT' && 'path' in error;
  return isMissing ? `there is no ${String(error.path)}.` : errorMessage(error);
}

async function checkPromptFile(file: string): Promise<void> {
  if (promptFormat(file) === undefined) {
    throw new RunRefusedError(
      'name',
      `${file} is no prompt file by its name. Name it prompts.txt, or let its name end in .prompts.txt, .prompts.yaml or .prompts.jsonl.`,
    );
  }
  const stats = await stat(file).catch((error: unknown) => {
    throw new RunRefusedError('file', `${file} cannot be read: ${faultOf(error)}`);
  });
  if (!stats.isFile()) {
    throw new RunRefusedError('file', `${file} is no regular file.`);
  }
}

/** Why nothing was run; `folder` is the storage's. @throws what is no reason of that kind. */
function refusalOf(error: unknown, folder: string): Pick<RunRefusedError, 'reason' | 'message' | 'problems'> {
  if (error instanceof RunRefusedError) {
    const { reason, message, problems } = error;
    return { reason, message, problems };
  }
  if (error instanceof PathRefusedError) {
    return { reason: error.reason, message: error.message, problems: [] };
  }
  if (error instanceof RunBusyError) {
    const message = 'This run is under way in another process or window. Try again when that has ended.';
    return { reason: 'busy', message, problems: [] };
  }
  if (isSystemError(error)) {
    const message = `A file of the run cannot be read or written: ${errorMessage(error)}. Runs are kept in ${join(folder, 'runs')}: --storage names another folder, and --output another place for the results.`;
    return { reason: 'file', message, problems: [] };
  }
  throw error;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
