import { parentPort, workerData } from 'node:worker_threads';
import * as v from 'valibot';
import {
  metricsRequestSchema,
  metricsWorkerDataSchema,
  type MetricsFailure,
  type MetricsReply,
  type MetricsRequest,
  type MetricsResults,
} from '../../../protocol/metricsWorker';
import { translatedDataSchema } from '../../../protocol/translations';
import { useTranslations } from '../../../shared/translations';
import { Engine, NewerSchemaError } from './engine';
import { BusyError } from './lock';
import { errorMessage } from '../../util/errorMessage';

const STORAGE_CODES = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'ENOTDIR', 'ENOENT', 'EFBIG'];

useTranslations(v.parse(translatedDataSchema, workerData).translations);
/** The port to the window; there is none when this runs as anything but a worker. */
const port = parentPort ?? undefined;
const engine = new Engine({ ...v.parse(metricsWorkerDataSchema, workerData), notify: send });
let queue = Promise.resolve();
let repairTried = false;

port?.on('message', (message: unknown) => {
  const request = v.safeParse(metricsRequestSchema, message, { abortEarly: true });
  if (!request.success) {
    send({
      type: 'notice',
      level: 'error',
      message: 'A question to the metrics store is not valid.',
      fields: {},
    });
    return;
  }
  // One after another: each sees what the one before it left.
  queue = queue.then(() => serve(request.output));
});

async function serve(request: MetricsRequest): Promise<void> {
  try {
    const value = await answer(request);
    send({ type: 'result', id: request.id, value }, transferable(value));
  } catch (error) {
    const message = errorMessage(error);
    send({ type: 'error', id: request.id, reason: failureOf(error), message });
  }
  if (engine.isDamaged && !repairTried) {
    await repair();
  }
  engine.prepare();
}

async function answer(request: MetricsRequest): Promise<MetricsResults[keyof MetricsResults]> {
  switch (request.method) {
    case 'summary':
      return engine.summary(request.filter);
    case 'series':
      return engine.series(request.filter, request.maxPoints);
    case 'rows':
      return engine.rows(request.request);
    case 'models':
      return engine.models();
    case 'dailyUsage':
      return engine.dailyUsage(request.filter);
    case 'export':
      return engine.export(request.filter, request.search, request.format, request.path);
    case 'fold':
      return engine.fold();
    case 'deleteAll':
      await engine.deleteAll();
      return null;
    case 'applyRetention':
      return engine.applyRetention(request.days);
    case 'memory': {
      const { heapUsed } = process.memoryUsage();
      const { external, arrayBuffers } = process.memoryUsage();
      return { bytes: heapUsed + Math.max(external, arrayBuffers) };
    }
  }
}

/** A damaged file is set aside at once, once: if that fails, the next fold tries again. */
async function repair(): Promise<void> {
  repairTried = true;
  try {
    await engine.fold();
  } catch (error) {
    const fields = { error: errorMessage(error) };
    const message = 'The metrics database is damaged and cannot be replaced now.';
    send({ type: 'notice', level: 'error', message, fields });
  }
}

function send(reply: MetricsReply, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(reply, transfer);
}

/** The memory of curves is handed over, not copied. */
function transferable(value: unknown): ArrayBuffer[] {
  if (value instanceof Float64Array) {
    return value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown) => transferable(item));
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.values(value).flatMap((item: unknown) => transferable(item));
}

function failureOf(error: unknown): MetricsFailure {
  if (error instanceof BusyError) {
    return 'busy';
  }
  if (error instanceof NewerSchemaError) {
    return 'newer';
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return STORAGE_CODES.includes(code) ? 'storage' : 'unexpected';
}
