// A window that runs prompts as a batch job, as a process of its own: it prints what it does, and stands still where it is told.
import type { BedrockObserver } from '../../../../src/core/bedrock/observer';
import { readPromptFile } from '../../../../src/core/prompts/promptFile';
import { RunStore } from '../../../../src/core/prompts/runStore';
import { planSteps } from '../../../../src/core/prompts/steps';
import { batchModel, batchRunner, testBatch, type BatchUrls } from '../../../support/batch';
import type { KeyPair } from '../../../support/emulators/bedrock';
import { testEngine } from '../../../support/engine';

/** The window's options: by one argument, as JSON. */
export interface WindowOrder {
  readonly directory: string;
  readonly urls: BatchUrls;
  readonly keys: KeyPair;
  readonly text: string;
  /** Empty: a new run. */
  readonly runId: string;
  /** The event after which it stands still, or `call` for a call on record, and which of them. */
  readonly holdAt?: readonly [type: string, number: number];
  readonly pauseMs: number;
}

const order = JSON.parse(process.argv[2] ?? '{}') as WindowOrder;
const store = new RunStore(order.directory, 2000);
const steps = planSteps(readPromptFile(order.text, 'text').prompts, undefined, batchModel);
const open =
  order.runId === ''
    ? await store.begin({ file: '/prompts.txt', output: '/results', steps })
    : await store.reopen(order.runId);
const test = testEngine(order.urls.control, order.keys);
const say = (line: string) => process.stdout.write(`${line}\n`);
let left = order.holdAt?.[1] ?? 0;
function holdAfter(what: string): void {
  if (what !== order.holdAt?.[0] || --left !== 0) {
    return;
  }
  say('held');
  // Nothing more happens in this process: it is killed here.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
}
const observer: BedrockObserver = (event) => {
  if (event.type !== 'ended') {
    return;
  }
  say(`call ${event.invocation.id}`);
  holdAfter('call');
};
const parts = { ...testBatch(test, order.urls), observer, pauseMs: () => order.pauseMs };
const runner = batchRunner(open, parts);
runner.onDidAppend(({ type }) => holdAfter(type));
say(`working ${open.run.id}`);
// A run that was killed before there was a plan is begun as if it were new.
await runner.work(open.run.batch === null ? steps : []);
await open.close();
test.dispose();
