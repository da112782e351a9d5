// A window that asks a model without end, with everything that belongs to a call, and tells what it holds on to.
// Started with --expose-gc. A call may fail in any way; what may not grow is memory, and what is open.
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connections } from '../../../src/core/bedrock/connection';
import { textMessage } from '../../../src/core/bedrock/content';
import { ModelCatalog } from '../../../src/core/bedrock/models/modelCatalog';
import { ChatEngine } from '../../../src/core/chat/chatEngine';
import { Budget } from '../../../src/core/spending/budget';
import { pricer } from '../../../src/core/spending/pricer';
import { SpendingLog } from '../../../src/core/spending/spendingLog';
import { logCalls } from '../../../src/core/logging/callLog';
import { Logger } from '../../../src/core/logging/logger';
import { Redactor } from '../../../src/core/logging/redaction';
import { RotatingFile } from '../../../src/core/logging/rotatingFile';
import { Journal } from '../../../src/core/metrics/journal';
import { InvocationRecorder } from '../../../src/core/metrics/recorder';
import { MetricsStore } from '../../../src/core/metrics/store';
import { Random } from '../random';
import { Told } from '../told';

/** How the window is started. */
export interface ChattingArgument {
  readonly directory: string;
  readonly worker: string;
  readonly wasm: string;
  readonly told: string;
  readonly seed: number;
  readonly ms: number;
  readonly url: string;
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Messages of the window now and then, after it collected its garbage. */
export interface ChattingTold {
  /** Since the start, in milliseconds. */
  readonly atMs: number;
  /** Questions asked, and calls put on record, so far. */
  readonly asked: number;
  readonly recorded: number;
  readonly heapBytes: number;
  /** Resources that keep the process running, by kind: sockets, timers and the like. */
  readonly handles: number;
  /** Open files and sockets; 0 where the system does not say. */
  readonly files: number;
}

const SAMPLE_MS = 2_000;
const LANES = 6;

const argument = JSON.parse(process.argv[2] ?? '') as ChattingArgument;
const { directory, url, keys, ms } = argument;
const random = new Random(argument.seed);
const file = new RotatingFile({ path: `${directory}/logs/bedrock-chat.log`, maxBytes: 200_000 });
const logger = new Logger({ sinks: [file], redactor: new Redactor() });
const recorder = new InvocationRecorder(
  new Journal({ directory: `${directory}/metrics/journal`, windowId: 'w' }),
  logger,
);
const store = new MetricsStore({
  directory: `${directory}/metrics`,
  workerPath: argument.worker,
  wasmPath: argument.wasm,
  logger,
  idleMs: 1_000,
});
const spendingLog = new SpendingLog(`${directory}/usage`, 'w');
const budgetParts = {
  spendingLog,
  limits: () => ({ dailyUsd: 1_000_000, monthlyUsd: null }),
  onWarning: () => undefined,
  onRefusal: () => undefined,
  onUnpriced: () => undefined,
  onUnreadable: () => undefined,
  onTrouble: (error: unknown) => {
    throw error;
  },
};
const budget = new Budget(budgetParts);
const connections = new Connections({
  settings: () => ({
    endpoint: url,
    controlEndpoint: url,
    mantleEndpoint: url,
    retryMaxAttempts: 3,
    retryBaseDelayMs: 1,
  }),
  credentials: () =>
    Promise.resolve({
      kind: 'aws',
      origin: 'keys',
      label: 'access keys',
      provider: () => Promise.resolve(keys),
    }),
  region: () => Promise.resolve('us-east-1'),
});
const log = logCalls(logger);
let [asked, recorded] = [0, 0];
const engine = new ChatEngine({
  connections,
  catalog: new ModelCatalog(),
  settings: () => ({
    model: 'anthropic.claude-3-haiku-20240307-v1:0',
    systemPrompt: 'Answer.',
    parameters: {},
    fallbackModel: 'amazon.nova-pro-v1:0',
    answerCacheMs: 0,
    historyMaxTurns: 20,
    timeouts: { idleMs: 200, totalMs: 2_000 },
  }),
  observer: (event) => {
    log(event);
    if (event.type === 'started') {
      recorder.started(event.call);
    }
    if (event.type === 'ended') {
      recorder.record(event.invocation);
      spendingLog.add(event.invocation.cost_usd, 0, event.invocation.id);
      recorded += 1;
    }
  },
  price: pricer({ own: () => ({}) }),
  budget,
});
const told = new Told(argument.told);
const start = performance.now();

await Promise.all([...Array.from({ length: LANES }, chat), sample(), look()]);
recorder.dispose();
store.dispose();
spendingLog.dispose();
connections.dispose();
file.dispose();

function isOver(): boolean {
  return performance.now() - start > ms;
}

async function chat(): Promise<void> {
  while (!isOver()) {
    asked += 1;
    // Some change their mind before or while they are answered.
    const signal = random.percent(10)
      ? AbortSignal.timeout(random.between(0, 60))
      : new AbortController().signal;
    await engine.ask({
      surface: 'panel',
      conversationId: null,
      messages: [textMessage('user', `Question ${String(asked)}: ${'word '.repeat(random.between(1, 400))}`)],
      signal,
      onEvent: () => undefined,
    });
    if (random.percent(2)) {
      connections.invalidate();
    }
  }
}

/** The dashboard is opened and closed again and again, and the worker ends in between. */
async function look(): Promise<void> {
  while (!isOver()) {
    await store.summary({ fromMs: null, toMs: null, models: [], surfaces: [], outcomes: [] });
    await store.fold();
    await sleep(random.between(100, 3_000));
  }
}

async function sample(): Promise<void> {
  while (!isOver()) {
    await sleep(SAMPLE_MS);
    globalThis.gc?.();
    // What weak references keep goes at the second time.
    await sleep(0);
    globalThis.gc?.();
    told.tell({
      atMs: performance.now() - start,
      asked,
      recorded,
      heapBytes: process.memoryUsage().heapUsed,
      handles: process.getActiveResourcesInfo().length,
      files: openFiles(),
    } satisfies ChattingTold);
  }
}

function openFiles(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0;
  }
}
