// A window of its own: records calls and folds now and then, and prints the id of each call once it is on record.
import { setImmediate } from 'node:timers/promises';
import { Logger } from '../../../../src/core/logging/logger';
import { Redactor } from '../../../../src/core/logging/redaction';
import { Journal } from '../../../../src/core/metrics/journal';
import { InvocationRecorder } from '../../../../src/core/metrics/recorder';
import { Engine } from '../../../../src/core/metrics/worker/engine';
import { BusyError } from '../../../../src/core/metrics/worker/lock';
import { invocation } from './records';

const [directory = '', wasmPath = '', windowId = '', calls = '', callsPerFold = ''] = process.argv.slice(2);
const journal = new Journal({ directory: `${directory}/journal`, windowId, segmentBytes: 4096 });
const recorder = new InvocationRecorder(journal, new Logger({ sinks: [], redactor: new Redactor() }));
const engine = new Engine({ directory, wasmPath, notify: () => undefined });
const queue: Promise<void>[] = [];

void live();

async function live(): Promise<void> {
  process.stdout.write('started\n');
  for (let call = 1; call <= Number(calls); call += 1) {
    const record = invocation({ conversation_id: windowId });
    recorder.record(record);
    process.stdout.write(`${record.id}\n`);
    if (call % Number(callsPerFold) === 0) {
      const last = queue.at(-1) ?? Promise.resolve();
      queue.push(last.then(fold));
      if (queue.length > 1) {
        await queue.shift();
      }
    }
    await setImmediate();
  }
  await Promise.all(queue);
  recorder.dispose();
}

async function fold(): Promise<void> {
  try {
    await engine.fold();
  } catch (error) {
    // Another window folds for this one.
    if (!(error instanceof BusyError)) {
      throw error;
    }
  }
}
