// The process of the cost engine: asked by its parent, alone with DuckDB, ended without harm to anybody.
import process from 'node:process';
import { setInterval, setTimeout } from 'node:timers';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { translationsSchema } from '../../../protocol/translations';
import { useTranslations } from '../../../shared/translations';
import { engineRequestSchema, type EngineReply, type EngineRequest } from '../../../protocol/finopsEngine';
import { finopsError } from '../finopsError';
import { LocalEngine } from './engine';
import { fromDuckDb } from './failures';
import { boundedReply } from './reply';

/** Memory beyond DuckDB's own limit: Node, the library, and what DuckDB does not count. */
const BESIDE_LIMIT_BYTES = 400 * 1024 * 1024;
/** Work that does not let itself be stopped for so long ends with the process. */
const PATIENCE_MS = 3000;
/** A request that is no query and no load takes seconds at most. */
const MAX_MS = 120_000;
const WATCH_MS = 100;
const FAREWELL_MS = 500;

let engine: LocalEngine | undefined;
let limitBytes = Infinity;
const running = new Map<
  number,
  { readonly abort: AbortController; deadline: number; reason: 'timeout' | 'memory' | 'cancelled' }
>();

process.once('message', (translations: unknown) => {
  useTranslations(v.parse(translationsSchema, translations));
  process.on('message', receive);
});
// The window is gone, perhaps without a word.
process.on('disconnect', end);
setInterval(watch, WATCH_MS).unref();

function receive(message: unknown): void {
  const request = v.safeParse(engineRequestSchema, message, { abortEarly: true });
  if (request.success) {
    void serve(request.output);
  }
}

async function serve(request: EngineRequest): Promise<void> {
  const abort = new AbortController();
  const timeoutMs = timeoutOf(request);
  running.set(request.id, { abort, deadline: performance.now() + timeoutMs, reason: 'timeout' });
  try {
    send({ type: 'result', id: request.id, value: await answer(request, abort.signal) });
  } catch (error) {
    const failure = fromDuckDb(error);
    const tooMuch = running.get(request.id)?.reason === 'memory' && failure.reason === 'cancelled';
    const { problem } = tooMuch ? memoryFailure() : failure;
    send({ type: 'error', id: request.id, problem });
  } finally {
    running.delete(request.id);
  }
}

/** A load tells how far it is and can be stopped; whatever else takes so long will not end. */
function timeoutOf(request: EngineRequest): number {
  if (request.method === 'load') {
    return Infinity;
  }
  return request.method === 'query' ? request.timeoutMs + PATIENCE_MS : MAX_MS;
}

async function answer(request: EngineRequest, signal: AbortSignal): Promise<unknown> {
  if (request.method === 'start') {
    engine = new LocalEngine(request.options);
    limitBytes = request.options.memoryLimitMb * 1024 * 1024 + BESIDE_LIMIT_BYTES;
    return null;
  }
  if (!engine) {
    throw finopsError('unexpected', 'The cost engine was asked before it was started.');
  }
  switch (request.method) {
    case 'inspect':
      return engine.inspect(request.paths, request.answers);
    case 'load':
      return engine.load(request, signal, (progress) => send({ type: 'progress', id: request.id, progress }));
    case 'reopen':
      return engine.reopen(request.dataSetId);
    case 'close':
      return engine.close(request.dataSetId);
    case 'summary':
      return engine.summary(request.dataSetId, request.scope);
    case 'query':
      return engine.query(request, signal);
    case 'check':
      return engine.check(request.sql, request.tables);
    case 'cancel':
      stop(request.target, 'cancelled');
      return null;
  }
}

function stop(id: number, reason: 'memory' | 'cancelled'): void {
  const work = running.get(id);
  if (!work) {
    return;
  }
  work.reason = reason;
  work.deadline = Math.min(work.deadline, performance.now() + PATIENCE_MS);
  work.abort.abort();
}

/** DuckDB stops between pieces of work. A piece that takes for ever, or all memory, ends with the process. */
function watch(): void {
  const now = performance.now();
  const late = [...running].find(([, work]) => work.deadline < now);
  if (late) {
    return give(late[0], late[1].reason);
  }
  const used = process.memoryUsage.rss();
  if (used < limitBytes) {
    return;
  }
  for (const id of running.keys()) {
    stop(id, 'memory');
  }
  const newest = [...running.keys()].at(-1);
  if (used > limitBytes * 1.5 && newest !== undefined) {
    give(newest, 'memory');
  }
}

/** Says why to whoever asked, then ends. */
function give(id: number, reason: 'timeout' | 'memory' | 'cancelled'): void {
  const failures = {
    memory: memoryFailure(),
    timeout: finopsError(
      'timeout',
      l10n.t(
        'This took too long and was stopped. Ask for less at once: filter or group first, or load fewer files.',
      ),
    ),
    cancelled: finopsError('cancelled', l10n.t('It was stopped.')),
  };
  const reply: EngineReply = { type: 'error', id, problem: failures[reason].problem, ends: true };
  setTimeout(end, FAREWELL_MS);
  process.send?.(reply, end);
}

/** An orderly exit would wait for the very work that does not end. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

function memoryFailure() {
  return finopsError(
    'memory',
    l10n.t(
      'This takes more memory than the cost engine may use, and was stopped. Ask for fewer rows or columns, or group first.',
    ),
  );
}

function send(reply: EngineReply): void {
  process.send?.(boundedReply(reply));
}
