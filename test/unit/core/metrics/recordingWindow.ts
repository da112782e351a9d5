// A window of its own: records calls without end, and prints the id of each once it is on record.
import { setImmediate } from 'node:timers/promises';
import { Logger } from '../../../../src/core/logging/logger';
import { Redactor } from '../../../../src/core/logging/redaction';
import { Journal } from '../../../../src/core/metrics/journal';
import { InvocationRecorder } from '../../../../src/core/metrics/recorder';
import { invocation } from './records';

const [directory = '', windowId = '', calls = ''] = process.argv.slice(2);
const journal = new Journal({ directory, windowId, segmentBytes: 64 * 1024 });
const recorder = new InvocationRecorder(journal, new Logger({ sinks: [], redactor: new Redactor() }));

for (let call = 0; call < Number(calls); call += 1) {
  const record = invocation({ conversation_id: windowId });
  recorder.record(record);
  process.stdout.write(`${record.id}\n`);
  await setImmediate();
}
recorder.dispose();
