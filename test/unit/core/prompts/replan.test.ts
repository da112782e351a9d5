import assert from 'node:assert/strict';
import { tablePath } from '../../../../src/core/prompts/promptFormat';
import { readPromptSource } from '../../../support/promptSource';
import { changedSteps, closestPlan, owedSteps } from '../../../../src/core/prompts/replan';
import { logText } from '../../../../src/core/prompts/runLog';
import { PromptRun } from '../../../../src/core/prompts/runState';
import { planSteps, type Step } from '../../../../src/core/prompts/steps';
import type { RunEvent, RunHead, StepResult } from '../../../../src/protocol/run';

const at = '2026-11-20T14:03:22.123Z';
const result: StepResult = {
  text: 'Yes.',
  modelId: 'm',
  modelLabel: 'M',
  invocationId: 'i',
  inputTokens: 3,
  outputTokens: 2,
  costUsd: null,
  latencyMs: 1500,
  stopReason: 'end_turn',
  failedChecks: [],
};

const plan = (text: string, model = ''): Step[] =>
  planSteps(readPromptSource(text, 'text', undefined).prompts, undefined, model);
const head = (steps: readonly Step[]): RunHead => ({
  type: 'run',
  version: 1,
  id: '01M7YG8CQSFP289NDD05AEXRAA',
  file: '/prompts.txt',
  output: '/r',
  at,
  steps: [...steps],
});
const completed = (step: string): RunEvent => ({ type: 'completed', step, at, cachedFrom: null, result });

function runOf(steps: readonly Step[], ...events: RunEvent[]): PromptRun {
  const run = new PromptRun(head(steps));
  for (const event of events) {
    run.apply(event);
  }
  return run;
}

const titles = (steps: readonly Step[]) => steps.map(({ title }) => title);

describe('what a run still owes', () => {
  it('is what has no answer, and what asks something else by now', () => {
    const run = runOf(plan('a\n\nb\n\nc'), completed('1'), completed('2'));
    assert.deepEqual(titles(owedSteps(run, plan('a\n\nnew\n\nc\n\nd'))), ['new', 'c', 'd']);
  });

  it('has changed only where neither it nor a later run has asked the same', () => {
    const run = runOf(plan('a\n\nb'), completed('1'));
    const later = plan('new\n\na\n\nknown');
    const earlier = new Map([[later[2]?.key ?? '', { runId: 'r', result }]]);
    assert.deepEqual(titles(changedSteps(run, later, earlier)), ['new']);
  });

  it('is planned for the model that the run was begun with', () => {
    const run = runOf(plan('a\n\nb', 'nova'));
    assert.equal(closestPlan(run, [plan('a\n\nb', 'haiku'), plan('a\n\nb', 'nova')])[0]?.model, 'nova');
  });
});

describe('a run’s log', () => {
  it('says each event in a line, and nothing for a journal without a beginning', () => {
    const steps = plan('a');
    const ended: RunEvent = { type: 'ended', at, state: 'Completed', reason: null };
    const attempt: RunEvent = { type: 'attempt', step: '1', attempt: 1, at };
    assert.deepEqual(logText([head(steps), attempt, completed('1'), ended]).split('\n'), [
      '14:03:22.123 [INFO] Run 01M7YG8CQSFP289NDD05AEXRAA of /prompts.txt: 1 prompts',
      '14:03:22.123 [INFO] 1: asking',
      '14:03:22.123 [INFO] 1: answered in 1.5 s, 3 → 2 tokens.',
      '14:03:22.123 [INFO] Completed. 1 completed; 5 tokens, cost unknown.',
      '',
    ]);
    assert.equal(logText([attempt]), '');
  });
});

describe('a prompt file with its table', () => {
  it('has the table of its own name beside it', () => {
    assert.equal(tablePath('/a/b.prompts.yaml'), '/a/b.prompts.csv');
  });

  it('blames a table that cannot be read, and not the placeholders that it would have filled', () => {
    const source = readPromptSource('Hello {{who}}', 'text', 'who\n"Ada');
    assert.deepEqual([source.problems.length, source.tableProblems.length], [0, 1]);
    assert.equal(readPromptSource('Hello {{who}}', 'text', undefined).problems.length, 1);
  });
});
