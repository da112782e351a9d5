import { fork, type ChildProcess } from 'node:child_process';
import * as l10n from '@vscode/l10n';
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
import { RpcClient, type CallOptions, type RpcFailure } from '../../shared/rpcClient';
import { FinopsError, finopsError } from './finopsError';
import { translationsInUse } from '../../shared/translations';

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

type WithoutId<Request> = Request extends unknown ? Omit<Request, 'id'> : never;
type Params<Method extends EngineMethod> = WithoutId<Extract<EngineRequest, { method: Method }>>;

type EngineMethods = {
  [Method in EngineMethod]: { readonly request: Params<Method>; readonly result: EngineResults[Method] };
};

function failure(reason: RpcFailure): FinopsError {
  switch (reason) {
    case 'disposed':
      return finopsError(reason, l10n.t('The cost engine is closed.'));
    case 'cancelled':
      return finopsError(reason, l10n.t('It was cancelled.'));
    case 'timeout':
      // The engine itself ends what takes too long.
      return finopsError(reason, l10n.t('The cost engine did not answer in time.'));
    case 'unexpected':
      return finopsError(reason, l10n.t('The cost engine gave no valid answer.'));
  }
}

/** Asks the engine's process, which runs while it is needed. */
export class EngineClient {
  private process: ChildProcess | undefined;
  private readonly rpc: RpcClient<EngineMethods, LoadProgress>;
  private startCount = 0;
  private disposed = false;

  constructor(private readonly options: EngineClientOptions) {
    this.rpc = new RpcClient({
      post: (id, request) => this.post({ id, ...request }),
      cancel: (target) => this.post({ id: -target, method: 'cancel', target }),
      parse: (method, value) => {
        const parsed = v.safeParse(engineResultSchemas[method], value, { abortEarly: true });
        return parsed.success ? { value: parsed.output } : undefined;
      },
      failure,
      idleMs: options.idleMs,
      onIdle: () => this.stop(finopsError('died', l10n.t('The cost engine was idle.'))),
    });
  }

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
    if (this.process !== undefined) {
      return;
    }
    if (this.disposed) {
      throw failure('disposed');
    }
    this.startCount += 1;
    this.process = this.start();
    this.rpc.call('start', { method: 'start', options: this.options.engine }).catch(() => undefined);
  }

  /** @throws FinopsError */
  async ask<Method extends EngineMethod>(
    request: Params<Method>,
    options: CallOptions<LoadProgress> = {},
  ): Promise<EngineResults[Method]> {
    this.ensureStarted();
    return this.rpc.call<Method>(request.method, request, options) as Promise<EngineResults[Method]>;
  }

  /** Ends the process now; what is pending is rejected. The next question starts a new one. */
  stop(reason: FinopsError): void {
    const child = this.process;
    this.process = undefined;
    this.rpc.disconnect(reason);
    child?.kill('SIGKILL');
  }

  /** Rejects what is pending and ends the process. Idempotent. */
  dispose(): void {
    this.disposed = true;
    this.stop(finopsError('disposed', l10n.t('The cost engine was closed.')));
    this.rpc.dispose();
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
    // The first it hears is the user's language; what it is asked comes after.
    child.send(translationsInUse());
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
      how = signal ?? l10n.t('exit code {0}', code ?? '?');
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
    if (output.type === 'progress') {
      this.rpc.progress(output.id, output.progress);
    } else if (output.type === 'result') {
      this.rpc.resolve(output.id, output.value);
    } else {
      this.rpc.reject(output.id, new FinopsError(output.problem));
      if (output.ends) {
        this.stop(diedError(l10n.t('it had to stop another query')));
      }
    }
  }
}

function diedError(how: string): FinopsError {
  const message = l10n.t(
    'The cost engine stopped by itself ({0}). Nothing else is affected: ask again, and it starts anew.',
    how,
  );
  return finopsError('died', message);
}

function pick(from: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));
}
