import { Worker } from 'node:worker_threads';
import * as v from 'valibot';
import { metricsReplySchema, metricsResultSchemas } from '../../protocol/metricsWorker';
import type {
  MetricsFailure,
  MetricsMethod,
  MetricsReply,
  MetricsRequest,
  MetricsResults,
  MetricsWorkerData,
} from '../../protocol/metricsWorker';

/** Why the metrics store did not answer. */
export class MetricsError extends Error {
  constructor(
    readonly reason: MetricsFailure | 'disposed' | 'died' | 'timeout',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'MetricsError';
  }
}

/** How a {@link WorkerClient} behaves. */
export interface WorkerClientOptions {
  readonly workerPath: string;
  readonly data: MetricsWorkerData;
  /** The worker ends, and its memory is given back, when nothing was asked for so long. */
  readonly idleMs: number;
  readonly timeoutMs: number;
  readonly onNotice: (notice: Exclude<MetricsReply, { type: 'result' | 'error' }>) => void;
}

interface Pending {
  readonly method: MetricsMethod;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: MetricsError) => void;
  readonly timer: NodeJS.Timeout;
}

type Params<Method extends MetricsMethod> = Omit<Extract<MetricsRequest, { method: Method }>, 'id'>;

/** Asks the worker, which runs while it is needed. */
export class WorkerClient {
  private worker: Worker | undefined;
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;
  private idleTimer: NodeJS.Timeout | undefined;
  private disposed = false;

  constructor(private readonly options: WorkerClientOptions) {}

  /** Whether the worker runs now. */
  get isRunning(): boolean {
    return this.worker !== undefined;
  }

  /** @throws MetricsError */
  async ask<Method extends MetricsMethod>(request: Params<Method>): Promise<MetricsResults[Method]> {
    if (this.disposed) throw new MetricsError('disposed', 'The metrics store is closed.');
    const method = request.method as Method;
    const value = await this.send(request);
    const parsed = v.safeParse(metricsResultSchemas[method], value);
    if (!parsed.success) throw new MetricsError('unexpected', 'The metrics worker gave no valid answer.');
    return parsed.output as MetricsResults[Method];
  }

  /** Rejects what is pending and ends the worker. Idempotent. */
  dispose(): void {
    this.disposed = true;
    this.stop(new MetricsError('disposed', 'The metrics store was closed.'));
  }

  private async send(request: Params<MetricsMethod>): Promise<unknown> {
    clearTimeout(this.idleTimer);
    const id = this.nextId;
    this.nextId += 1;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        // A worker that hangs answers nobody else either.
        this.stop(new MetricsError('timeout', 'The metrics worker did not answer in time.'));
      }, this.options.timeoutMs);
      timer.unref();
      this.pending.set(id, { method: request.method, resolve, reject, timer });
      try {
        this.worker ??= this.start();
        this.worker.postMessage({ id, ...request });
      } catch (error) {
        this.stop(new MetricsError('died', 'The metrics worker cannot be started.', { cause: error }));
      }
    });
  }

  private start(): Worker {
    const worker = new Worker(this.options.workerPath, {
      workerData: this.options.data,
      name: 'bedrock-chat metrics',
      // Those of the window are not for it: what they load would have to be loaded again.
      execArgv: [],
    });
    // A window or a process that has nothing else to do does not wait for the worker.
    worker.unref();
    worker.on('message', (message: unknown) => {
      if (this.worker === worker) this.receive(message);
    });
    const died = (cause?: unknown) => {
      if (this.worker !== worker) return;
      this.stop(new MetricsError('died', 'The metrics worker ended by itself.', { cause }));
    };
    worker.on('error', died);
    worker.on('messageerror', died);
    worker.on('exit', () => died());
    return worker;
  }

  private receive(message: unknown): void {
    const reply = v.safeParse(metricsReplySchema, message);
    if (!reply.success) return;
    const { output } = reply;
    if (output.type === 'notice' || output.type === 'damaged' || output.type === 'newer') {
      this.options.onNotice(output);
      return;
    }
    const pending = this.pending.get(output.id);
    if (!pending) return;
    this.pending.delete(output.id);
    clearTimeout(pending.timer);
    if (output.type === 'result') pending.resolve(output.value);
    else pending.reject(new MetricsError(output.reason, output.message));
    if (this.pending.size === 0) this.waitIdle();
  }

  private waitIdle(): void {
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => {
      this.stop(new MetricsError('died', 'The metrics worker was idle.'));
    }, this.options.idleMs);
    this.idleTimer.unref();
  }

  private stop(reason: MetricsError): void {
    clearTimeout(this.idleTimer);
    const { worker } = this;
    this.worker = undefined;
    const pending = [...this.pending.values()];
    this.pending.clear();
    for (const { reject, timer } of pending) {
      clearTimeout(timer);
      reject(reason);
    }
    // Whatever it is doing can be cut short: a fold that is not finished is simply repeated.
    void worker?.terminate();
  }
}
