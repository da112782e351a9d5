// A window of its own: begins calls, of which some end, and waits to be killed; it may be one that nobody can see.
import { Logger } from '../../../../src/core/logging/logger';
import { Redactor } from '../../../../src/core/logging/redaction';
import { Journal } from '../../../../src/core/metrics/journal';
import { InvocationRecorder } from '../../../../src/core/metrics/recorder';
import { currentProcess } from '../../../../src/core/util/processIdentity';
import { invocation, startOf } from './records';

const [directory = '', windowId = '', ended = '0', beatMs = '10000', host = ''] = process.argv.slice(2);
const journal = new Journal({ directory: `${directory}/journal`, windowId, segmentBytes: 4096 });
const here = currentProcess();
const recorder = new InvocationRecorder(journal, new Logger({ sinks: [], redactor: new Redactor() }), {
  process: host === '' ? here : { ...here, boot: host, host },
  beatMs: Number(beatMs),
});

const open = invocation();
recorder.started(startOf(open));
for (let call = 0; call < Number(ended); call += 1) {
  const record = invocation();
  recorder.started(startOf(record));
  recorder.record(record);
}
process.stdout.write(`${open.id}\n`);
process.stdin.once('data', () => {
  recorder.record(open);
  process.stdout.write('ended\n');
});
