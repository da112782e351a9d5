import { Worker, type ResourceLimits } from 'node:worker_threads';
import * as v from 'valibot';
import { workerReplySchema } from '../../protocol/workerReply';

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
  /** For messages and for lists of threads: `metrics`. */
  readonly name: string;
  readonly data: unknown;
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

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

type Params<Request extends Numbered, Method extends Request['method']> = Omit<
  Extract<Request, { method: Method }>,
  'id'
>;

/** Asks a worker thread, which runs while it is needed; `Results` has the type of each method's answer. */
export class WorkerClient<Request extends Numbered, Results extends Record<Request['method'], unknown>> {
  private worker: Worker | undefined;
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;
  private idleTimer: NodeJS.Timeout | undefined;
  private disposed = false;

  constructor(private readonly options: WorkerClientOptions<Request['method']>) {}

  /** Whether the worker runs now. */
  get isRunning(): boolean {
    return this.worker !== undefined;
  }

  /** @throws what `failure` makes */
  async ask<Method extends Request['method']>(request: Params<Request, Method>): Promise<Results[Method]> {
    const { failure, name, results } = this.options;
    if (this.disposed) {
      throw failure('disposed', `The ${name} worker is closed.`);
    }
    const { method } = request;
    const parsed = v.safeParse(results[method], await this.send(request), { abortEarly: true });
    if (!parsed.success) {
      throw failure('unexpected', `The ${name} worker gave no valid answer.`);
    }
    return parsed.output as Results[Method];
  }

  /** Rejects what is pending and ends the worker. Idempotent. */
  dispose(): void {
    this.disposed = true;
    this.stop('disposed', 'was closed.');
  }

  private async send(request: object): Promise<unknown> {
    clearTimeout(this.idleTimer);
    const id = this.nextId;
    this.nextId += 1;
    return new Promise((resolve, reject) => {
      // A worker that hangs answers nobody else either.
      const timer = setTimeout(() => this.stop('timeout', 'did not answer in time.'), this.options.timeoutMs);
      timer.unref();
      this.pending.set(id, { resolve, reject, timer });
      try {
        this.worker ??= this.start();
        this.worker.postMessage({ id, ...request });
      } catch (error) {
        this.stop('died', 'cannot be started.', error);
      }
    });
  }

  private start(): Worker {
    const { workerPath, data, name, resourceLimits } = this.options;
    const worker = new Worker(workerPath, {
      workerData: data,
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
        this.stop('died', 'ended by itself.', cause);
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
    const pending = this.pending.get(output.id);
    if (pending === undefined) {
      return;
    }
    this.pending.delete(output.id);
    clearTimeout(pending.timer);
    if (output.type === 'result') {
      pending.resolve(output.value);
    } else {
      pending.reject(this.options.failure(output.reason, output.message));
    }
    if (this.pending.size === 0) {
      this.waitIdle();
    }
  }

  private waitIdle(): void {
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => this.stop('died', 'was idle.'), this.options.idleMs);
    this.idleTimer.unref();
  }

  private stop(reason: WorkerFailure, what: string, cause?: unknown): void {
    clearTimeout(this.idleTimer);
    const { worker } = this;
    this.worker = undefined;
    const pending = [...this.pending.values()];
    this.pending.clear();
    const error = this.options.failure(reason, `The ${this.options.name} worker ${what}`, { cause });
    for (const { reject, timer } of pending) {
      clearTimeout(timer);
      reject(error);
    }
    // Whatever it is doing can be cut short: it is simply asked again.
    void worker?.terminate();
  }
}
