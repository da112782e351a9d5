import { Worker, type ResourceLimits } from 'node:worker_threads';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { workerReplySchema } from '../../protocol/workerReply';
import { RpcClient, type RpcFailure } from '../../shared/rpcClient';
import { translationsInUse } from '../../shared/translations';

/** Why a worker did not answer, whatever it was asked. */
export const workerFailures = ['disposed', 'died', 'timeout', 'unexpected'] as const;
export type WorkerFailure = (typeof workerFailures)[number];

/** A question with the number by which its answer is known. */
interface Numbered {
  readonly id: number;
  readonly method: string;
}

/** How a {@link WorkerClient} behaves. */
export interface WorkerClientOptions<Method extends string> {
  /** The bundled worker. */
  readonly workerPath: string;
  /** For lists of threads: `metrics`. */
  readonly name: string;
  /** Its name in a sentence, in the user's language. */
  readonly title: () => string;
  readonly data?: object;
  /** The schema of each method's answer. */
  readonly results: Readonly<Record<Method, v.GenericSchema>>;
  /** The worker ends, and its memory is given back, when nothing was asked for so long. */
  readonly idleMs: number;
  readonly timeoutMs: number;
  /** A worker that needs more memory ends, and nothing else with it. */
  readonly resourceLimits?: ResourceLimits;
  /** Called with what the worker says unasked. */
  readonly onNotice?: (notice: unknown) => void;
  /** Makes the error that a question is rejected with; the worker may have reasons of its own. */
  readonly failure: (reason: string, message: string, options?: ErrorOptions) => Error;
}

type Params<Request extends Numbered, Method extends Request['method']> = Omit<
  Extract<Request, { method: Method }>,
  'id'
>;

type WorkerMethods<Request extends Numbered, Results extends Record<Request['method'], unknown>> = {
  [Method in Request['method']]: {
    readonly request: Params<Request, Method>;
    readonly result: Results[Method];
  };
};

/** Asks a worker thread, which runs while it is needed; `Results` has the type of each method's answer. */
export class WorkerClient<Request extends Numbered, Results extends Record<Request['method'], unknown>> {
  private worker: Worker | undefined;
  private readonly rpc: RpcClient<WorkerMethods<Request, Results>>;

  constructor(private readonly options: WorkerClientOptions<Request['method']>) {
    const { failure, title, results, idleMs, timeoutMs } = options;
    const sentence = (reason: RpcFailure): string => {
      switch (reason) {
        case 'disposed':
          return l10n.t('The {0} worker is closed.', title());
        case 'timeout':
          return l10n.t('The {0} worker did not answer in time.', title());
        case 'cancelled':
          return l10n.t('The {0} worker is not asked any more.', title());
        case 'unexpected':
          return l10n.t('The {0} worker gave no valid answer.', title());
      }
    };
    this.rpc = new RpcClient({
      post: (id, request) => this.post({ id, ...request }),
      parse: (method, value) => {
        const parsed = v.safeParse(results[method], value, { abortEarly: true });
        return parsed.success ? { value: parsed.output } : undefined;
      },
      failure: (reason) => failure(reason, sentence(reason)),
      timeoutMs,
      // A worker that hangs answers nobody else either.
      onTimeout: () => this.stop('timeout', sentence('timeout')),
      idleMs,
      onIdle: () => this.stop('died', l10n.t('The {0} worker was idle.', title())),
    });
  }

  /** Whether the worker runs now. */
  get isRunning(): boolean {
    return this.worker !== undefined;
  }

  /** @throws what `failure` makes */
  ask<Method extends Request['method']>(request: Params<Request, Method>): Promise<Results[Method]> {
    return this.rpc.call<Method>(request.method, request) as Promise<Results[Method]>;
  }

  /** Rejects what is pending and ends the worker. Idempotent. */
  dispose(): void {
    this.rpc.dispose();
    this.stop('disposed', l10n.t('The {0} worker was closed.', this.options.title()));
  }

  private post(message: object): void {
    try {
      this.worker ??= this.start();
      this.worker.postMessage(message);
    } catch (error) {
      this.stop('died', l10n.t('The {0} worker cannot be started.', this.options.title()), error);
    }
  }

  private start(): Worker {
    const { workerPath, data, name, title, resourceLimits } = this.options;
    const worker = new Worker(workerPath, {
      workerData: { ...data, translations: translationsInUse() },
      name: `bedrock-chat ${name}`,
      // Those of the window are not for it: what they load would have to be loaded again.
      execArgv: [],
      resourceLimits,
    });
    // A window or a process that has nothing else to do does not wait for the worker.
    worker.unref();
    worker.on('message', (message: unknown) => {
      if (this.worker === worker) {
        this.receive(message);
      }
    });
    const died = (cause?: unknown) => {
      if (this.worker === worker) {
        this.stop('died', l10n.t('The {0} worker ended by itself.', title()), cause);
      }
    };
    worker.on('error', died);
    worker.on('messageerror', died);
    worker.on('exit', () => died());
    return worker;
  }

  private receive(message: unknown): void {
    const reply = v.safeParse(workerReplySchema, message, { abortEarly: true });
    if (!reply.success) {
      this.options.onNotice?.(message);
      return;
    }
    const { output } = reply;
    if (output.type === 'result') {
      this.rpc.resolve(output.id, output.value);
    } else {
      this.rpc.reject(output.id, this.options.failure(output.reason, output.message));
    }
  }

  private stop(reason: WorkerFailure, message: string, cause?: unknown): void {
    const { worker } = this;
    this.worker = undefined;
    this.rpc.disconnect(this.options.failure(reason, message, { cause }));
    // Whatever it is doing can be cut short: it is simply asked again.
    void worker?.terminate();
  }
}
