// A window that runs prompts, as a process of its own: `directory url keys runId`; begins a run without an id, else resumes.
import { askThrough } from '../../../../src/core/prompts/askEngine';
import { readPromptFile } from '../../../../src/core/prompts/promptFile';
import { owedSteps } from '../../../../src/core/prompts/replan';
import { Runner } from '../../../../src/core/prompts/runner';
import { RunStore } from '../../../../src/core/prompts/runStore';
import { planSteps } from '../../../../src/core/prompts/steps';
import { checkAnswer } from '../../../support/checkAnswer';
import { testEngine } from '../../../support/engine';

const [directory = '', url = '', keys = '{}', text = '', runId = ''] = process.argv.slice(2);
const store = new RunStore(directory);
const file = '/prompts.txt';
const steps = planSteps(readPromptFile(text, 'text').prompts, undefined, '');
const resumed = runId !== '';
const open = resumed ? await store.reopen(runId) : await store.begin({ file, output: '/results', steps });
const left = resumed ? owedSteps(open.run, steps) : steps;
if (resumed) {
  const planned = left.map(({ id, key, model, title }) => ({ id, key, model, title }));
  await open.append({ type: 'resumed', at: new Date().toISOString(), steps: planned });
}
const test = testEngine(url, JSON.parse(keys) as Parameters<typeof testEngine>[1]);
const { signal } = new AbortController();
const options = { retries: 2, retryDelayMs: 1, concurrency: 3, signal };
const runner = new Runner(open, { ask: askThrough(test.engine, checkAnswer), ...options });
console.log(`working ${open.run.id}`);
await runner.work(left);
await open.close();
test.dispose();
