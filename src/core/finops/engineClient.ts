import { fork, type ChildProcess } from 'node:child_process';
import * as v from 'valibot';
import type { LoadProgress } from '../../protocol/finops';
import {
  engineReplySchema,
  engineResultSchemas,
  type EngineMethod,
  type EngineOptions,
  type EngineRequest,
  type EngineResults,
} from '../../protocol/finopsEngine';
import { FinopsError, finopsError } from './finopsError';

/** How an {@link EngineClient} behaves. */
export interface EngineClientOptions {
  /** The bundled process, `dist/finopsEngine.cjs`. */
  readonly enginePath: string;
  readonly engine: EngineOptions;
  /** The process ends, and its memory is given back, when nothing was asked for so long. */
  readonly idleMs: number;
  /** The error output of the process: a crash of DuckDB, for the log. */
  readonly onOutput: (text: string) => void;
}

interface Pending {
  readonly method: EngineMethod;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: FinopsError) => void;
  readonly onProgress: ((progress: LoadProgress) => void) | undefined;
}

type WithoutId<Request> = Request extends unknown ? Omit<Request, 'id'> : never;
type Params<Method extends EngineMethod> = WithoutId<Extract<EngineRequest, { method: Method }>>;

/** Options of a question. */
export interface AskOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
}

/** Asks the engine's process, which runs while it is needed. */
export class EngineClient {
  private process: ChildProcess | undefined;
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;
  private idleTimer: NodeJS.Timeout | undefined;
  private disposed = false;
  private startCount = 0;

  constructor(private readonly options: EngineClientOptions) {}

  /** The id of the process that runs now. */
  get pid(): number | undefined {
    return this.process?.pid;
  }

  /** How often a process was started: one that was not asked before has nothing open. */
  get starts(): number {
    return this.startCount;
  }

  /** Starts the process unless it runs. */
  ensureStarted(): void {
    if (this.disposed) {
      throw finopsError('disposed', 'The cost engine is closed.');
    }
    if (this.process) {
      return;
    }
    this.startCount += 1;
    this.process = this.start();
    void this.send({ method: 'start', options: this.options.engine }, {}).catch(() => undefined);
  }

  /** @throws FinopsError */
  async ask<Method extends EngineMethod>(
    request: Params<Method>,
    options: AskOptions = {},
  ): Promise<EngineResults[Method]> {
    this.ensureStarted();
    const method = request.method;
    const parsed = v.safeParse(engineResultSchemas[method], await this.send(request, options), {
      abortEarly: true,
    });
    if (!parsed.success) {
      throw finopsError('unexpected', 'The cost engine gave no valid answer.');
    }
    return parsed.output as EngineResults[Method];
  }

  /** Ends the process now; what is pending is rejected. The next question starts a new one. */
  stop(reason: FinopsError): void {
    clearTimeout(this.idleTimer);
    const child = this.process;
    this.process = undefined;
    const pending = [...this.pending.values()];
    this.pending.clear();
    for (const { reject } of pending) {
      reject(reason);
    }
    child?.kill('SIGKILL');
  }

  /** Rejects what is pending and ends the process. Idempotent. */
  dispose(): void {
    this.disposed = true;
    this.stop(finopsError('disposed', 'The cost engine was closed.'));
  }

  private async send(request: Params<EngineMethod>, { signal, onProgress }: AskOptions): Promise<unknown> {
    if (signal?.aborted) {
      throw finopsError('cancelled', 'It was cancelled.');
    }
    clearTimeout(this.idleTimer);
    const id = this.nextId;
    this.nextId += 1;
    const cancel = () => this.post({ id: this.nextId++, method: 'cancel', target: id });
    signal?.addEventListener('abort', cancel);
    try {
      return await new Promise((resolve, reject) => {
        this.pending.set(id, { method: request.method, resolve, reject, onProgress });
        this.post({ id, ...request });
      });
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  private post(request: EngineRequest): void {
    // A process that is gone says so by its exit.
    this.process?.send(request, () => undefined);
  }

  private start(): ChildProcess {
    const child = fork(this.options.enginePath, [], {
      // It needs nothing of the environment, least of all what is secret in it.
      env: {
        ...pick(process.env, ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'HOME', 'USERPROFILE']),
        ELECTRON_RUN_AS_NODE: '1',
      },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => this.options.onOutput(text));
    // A window or a process that has nothing else to do does not wait for the engine.
    child.unref();
    child.channel?.unref();
    child.on('message', (message: unknown) => {
      if (this.process === child) {
        this.receive(message);
      }
    });
    child.on('error', (cause) => this.died(child, cause.message));
    // What it said last is read before its channel closes, and may be read after its end.
    let how: string | undefined;
    const gone = () => {
      if (how !== undefined && !child.connected) {
        this.died(child, how);
      }
    };
    child.on('exit', (code, signal) => {
      how = signal ?? `exit code ${code ?? '?'}`;
      gone();
    });
    child.on('disconnect', gone);
    return child;
  }

  private died(child: ChildProcess, how: string): void {
    if (this.process !== child) {
      return;
    }
    this.stop(diedError(how));
  }

  private receive(message: unknown): void {
    const reply = v.safeParse(engineReplySchema, message, { abortEarly: true });
    if (!reply.success) {
      return;
    }
    const { output } = reply;
    const pending = this.pending.get(output.id);
    if (!pending) {
      return;
    }
    if (output.type === 'progress') {
      pending.onProgress?.(output.progress);
      return;
    }
    this.pending.delete(output.id);
    if (output.type === 'result') {
      pending.resolve(output.value);
    } else {
      pending.reject(new FinopsError(output.problem));
    }
    if (output.type === 'error' && output.ends) {
      return this.stop(diedError('it had to stop another query'));
    }
    if (this.pending.size === 0) {
      this.waitIdle();
    }
  }

  private waitIdle(): void {
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => {
      this.stop(finopsError('died', 'The cost engine was idle.'));
    }, this.options.idleMs);
    this.idleTimer.unref();
  }
}

function diedError(how: string): FinopsError {
  const message = `The cost engine stopped by itself (${how}). Nothing else is affected: ask again, and it starts anew.`;
  return finopsError('died', message);
}

function pick(from: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));
}
