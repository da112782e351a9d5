// A window that records calls, folds and asks until it is killed, and tells which calls it put on record.
import { setImmediate } from 'node:timers/promises';
import { Logger } from '../../../src/core/logging/logger';
import { Redactor } from '../../../src/core/logging/redaction';
import { Journal } from '../../../src/core/metrics/journal';
import { InvocationRecorder } from '../../../src/core/metrics/recorder';
import { MetricsStore } from '../../../src/core/metrics/store';
import { MetricsError } from '../../../src/core/metrics/metricsError';
import { invocation, startOf } from '../../unit/core/metrics/records';
import { Told } from '../told';

/** How the window is started. */
export interface RecordingArgument {
  readonly directory: string;
  readonly worker: string;
  readonly wasm: string;
  readonly windowId: string;
  readonly told: string;
  readonly segmentBytes: number;
  /** It folds about once in so many calls, and asks for the figures as often. */
  readonly callsPerFold: number;
}

/** Messages of the window: `before` an id is recorded and `after`. */
export type RecordingTold = { readonly before: string } | { readonly after: string };

/** Nobody kills a window whose soak was killed itself. */
const LIFE_MS = 120_000;

const argument = JSON.parse(process.argv[2] ?? '') as RecordingArgument;
const { directory, windowId, segmentBytes, callsPerFold } = argument;
const logger = new Logger({ sinks: [], redactor: new Redactor() });
const journal = new Journal({ directory: `${directory}/journal`, windowId, segmentBytes });
const recorder = new InvocationRecorder(journal, logger);
const store = new MetricsStore({ directory, workerPath: argument.worker, wasmPath: argument.wasm, logger });
const told = new Told(argument.told);
const everything = { fromMs: null, toMs: null, models: [], surfaces: [], outcomes: [] };
let asking: Promise<unknown> = Promise.resolve();

console.log('started');
for (let call = 1; performance.now() < LIFE_MS; call += 1) {
  const record = invocation({ conversation_id: windowId });
  told.tell({ before: record.id } satisfies RecordingTold);
  // Its end closes it; where the window is killed in between, it is there as interrupted.
  recorder.started(startOf(record));
  recorder.record(record);
  told.tell({ after: record.id } satisfies RecordingTold);
  if (call % callsPerFold === 0) {
    await asking;
    asking = Promise.all([store.fold(), store.summary(everything)]).catch(ignoreBusy);
  }
  await setImmediate();
}

/** Another window folds for this one; anything else ends the window with an error. */
function ignoreBusy(error: unknown): void {
  if (!(error instanceof MetricsError && error.reason === 'busy')) {
    throw error;
  }
}
