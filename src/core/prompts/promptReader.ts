import * as l10n from '@vscode/l10n';
import PQueue from 'p-queue';
import {
  promptResultSchemas,
  type Outline,
  type PromptRequest,
  type PromptResults,
  type PromptSourceFiles,
} from '../../protocol/promptWorker';
import type { Disposable } from '../util/disposable';
import { WorkerClient } from '../util/workerClient';
import type { CheckAnswer } from './answerChecks';
import type { AskDefaults, Step } from './steps';
import { errorMessage } from '../util/errorMessage';

/** Parts of a {@link PromptReader}. */
export interface PromptReaderOptions {
  /** The bundled worker, `dist/promptWorker.cjs`. */
  readonly workerPath: string;
  /** A question is given up, and the worker ended, after so long; 20 seconds unless given. */
  readonly timeoutMs?: number;
  /** The worker ends after so long without a question; a minute unless given. */
  readonly idleMs?: number;
  /** The worker's memory; 512 MB unless given. */
  readonly memoryMb?: number;
}

/** The steps of a file; `steps` is undefined where the outline has errors. */
export interface Plan {
  readonly outline: Outline;
  readonly steps: readonly Step[] | undefined;
}

/** The settings' parameters, the model included. */
export type AskSettings = AskDefaults & { readonly model: string };

/** Why prompt files could not be read, whatever they hold. */
export class PromptReaderError extends Error {
  override readonly name = 'PromptReaderError';

  constructor(
    readonly reason: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Reads prompt files, plans their steps and checks answers in a worker thread, one after another, so that a file
 * that takes too much time or memory ends the worker and nothing else; what it took is then the file's problem.
 */
export class PromptReader implements Disposable {
  private readonly client: WorkerClient<PromptRequest, PromptResults>;
  private readonly queue = new PQueue({ concurrency: 1 });

  constructor(options: PromptReaderOptions) {
    this.client = new WorkerClient({
      workerPath: options.workerPath,
      name: 'prompts',
      title: () =>
        l10n.t({ message: 'prompts', comment: ['In place of {0} in “The {0} worker is closed.”'] }),
      results: promptResultSchemas,
      failure: (reason, message, cause) => new PromptReaderError(reason, message, cause),
      idleMs: options.idleMs ?? 60_000,
      timeoutMs: options.timeoutMs ?? 20_000,
      resourceLimits: { maxOldGenerationSizeMb: options.memoryMb ?? 512 },
    });
  }

  /** Whether the worker, and with it its memory, is there now. */
  get isActive(): boolean {
    return this.client.isRunning;
  }

  /** The figures of a file. @throws PromptReaderError when the file cannot be read or after `dispose` */
  outline(source: PromptSourceFiles, ask: AskSettings): Promise<Outline> {
    return this.queue.add(async () => {
      try {
        return await this.client.ask<'outline'>({ method: 'outline', source, ask: plain(ask) });
      } catch (error) {
        return unreadable(error);
      }
    });
  }

  /** The steps of a file. @throws as `outline` does */
  plan(source: PromptSourceFiles, ask: AskSettings): Promise<Plan> {
    return this.queue.add(async () => {
      try {
        const { outline, plan } = await this.client.ask<'plan'>({ method: 'plan', source, ask: plain(ask) });
        return { outline, steps: plan === undefined ? undefined : await this.steps(plan) };
      } catch (error) {
        return { outline: unreadable(error), steps: undefined };
      }
    });
  }

  /** See {@link CheckAnswer}: an answer that cannot be checked is there all the same. */
  readonly check: CheckAnswer = async (answer, checks) => {
    if (checks.length === 0) {
      return [];
    }
    try {
      return await this.queue.add(() =>
        this.client.ask<'check'>({ method: 'check', answer, checks: [...checks] }),
      );
    } catch (error) {
      return [l10n.t('It was not checked: {0}', errorMessage(error))];
    }
  };

  /** Rejects what is pending and ends the worker. Idempotent. */
  dispose(): void {
    this.client.dispose();
  }

  private async steps(plan: number): Promise<Step[]> {
    const steps: Step[] = [];
    for (;;) {
      const stretch = await this.client.ask<'steps'>({ method: 'steps', plan, from: steps.length });
      for (const step of stretch.steps) {
        steps.push(step);
      }
      if (stretch.done) {
        return steps;
      }
    }
  }
}

/** Of a file that the worker could not cope with, this is all that is known. @throws whatever else was wrong */
function unreadable(error: unknown): Outline {
  if (!(error instanceof PromptReaderError) || error.reason === 'disposed') {
    throw error;
  }
  const start = { line: 0, character: 0 };
  const problem = { severity: 'error', message: whyUnreadable(error), range: { start, end: start } } as const;
  return { prompts: [], groups: [], problems: [problem], tableProblems: [] };
}

function whyUnreadable({ reason, message, cause }: PromptReaderError): string {
  const outOfMemory = cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY';
  if (reason !== 'timeout' && !outOfMemory) {
    return l10n.t('This file and its table could not be read: {0}', message);
  }
  return outOfMemory
    ? l10n.t('This file and its table take too much memory to be read. Split or simplify them.')
    : l10n.t('This file and its table take too much time to be read. Split or simplify them.');
}

/** Settings are objects of VS Code's, which cannot cross to another thread as they are. */
function plain({ model, systemPrompt, parameters }: AskSettings) {
  const copied = JSON.parse(JSON.stringify(parameters)) as Record<string, unknown>;
  return { model, systemPrompt, parameters: copied };
}
