import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Budget } from '../../../../src/core/spending/budget';
import { SpendingLog } from '../../../../src/core/spending/spendingLog';
import { askThrough } from '../../../../src/core/prompts/askEngine';
import { compareRuns } from '../../../../src/core/prompts/compareRuns';
import { readPromptFile } from '../../../../src/core/prompts/promptFile';
import { resultsPath, writeResults } from '../../../../src/core/prompts/results';
import { Runner, type RunOptions } from '../../../../src/core/prompts/runner';
import { countStates, type PromptRun } from '../../../../src/core/prompts/runState';
import { RunBusyError, RunStore } from '../../../../src/core/prompts/runStore';
import { planSteps, type Step } from '../../../../src/core/prompts/steps';
import { readTable } from '../../../../src/core/prompts/table';
import type { RunEvent } from '../../../../src/protocol/run';
import { checkAnswer } from '../../../support/checkAnswer';
import { fail, failMid, throttle } from '../../../support/emulators/bedrock';
import { withEmulator, withEngine } from '../../../support/withEngine';

const second = 'amazon.nova-pro-v1:0';

describe('a run of prompts', () => {
  const emulator = withEmulator();
  const test = withEngine(emulator);
  let folder: string;
  let store: RunStore;

  beforeEach(async () => {
    test().connection = { ...test().connection, retryMaxAttempts: 1 };
    folder = await mkdtemp(join(tmpdir(), 'runs-'));
    store = new RunStore(join(folder, 'runs'), 2000);
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const plan = (text: string, model = ''): Step[] =>
    planSteps(readPromptFile(text, 'text').prompts, undefined, model);
  const file = () => join(folder, 'prompts.txt');

  async function run(
    steps: readonly Step[],
    options: Partial<RunOptions> = {},
    onEvent: (event: RunEvent) => void = () => undefined,
  ): Promise<PromptRun> {
    const open = await store.begin({ file: file(), output: resultsPath(file()), steps });
    try {
      const runner = new Runner(open, {
        ask: askThrough(test().engine, checkAnswer),
        retries: 2,
        retryDelayMs: 1,
        concurrency: 2,
        signal: new AbortController().signal,
        ...options,
      });
      runner.onDidAppend(onEvent);
      return await runner.work(steps);
    } finally {
      await open.close();
    }
  }

  const states = (of: PromptRun) => of.steps.map(({ id, state }) => [id, state]);

  it('asks each prompt once, and keeps its answer beside the file', async () => {
    const done = await run(plan('What is S3?\n\nWhat is EC2?'));
    assert.deepEqual(states(done), [
      ['1', 'Completed'],
      ['2', 'Completed'],
    ]);
    assert.deepEqual(
      test().invocations.map(({ surface, outcome, conversation_id }) => [surface, outcome, conversation_id]),
      [
        ['prompts', 'success', done.id],
        ['prompts', 'success', done.id],
      ],
    );
    const { markdown, jsonl } = await writeResults(done);
    assert.equal(markdown, join(folder, 'prompts.results.md'));
    assert.match(await readFile(markdown, 'utf8'), /## 1: What is S3\?[^]*emulator[^]*## 2: What is EC2\?/);
    const rows = (await readFile(jsonl, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { text: string });
    assert.deepEqual(
      rows.map(({ text }) => /EC2|S3/.exec(text)?.[0]),
      ['S3', 'EC2'],
    );
  });

  it('tries a step again that fails in a way that may pass, and says each attempt', async () => {
    emulator().script(throttle(2));
    const done = await run(plan('Will it work?'));
    const [step] = done.steps;
    assert.deepEqual(
      [step?.state, step?.attempts.map(({ error }) => error?.code)],
      ['Completed', ['throttled', 'throttled', undefined]],
    );
  });

  it('gives up after the last retry, and at once where trying again cannot help', async () => {
    emulator().script(throttle(3));
    const throttled = await run(plan('Busy?'));
    assert.deepEqual([throttled.state, throttled.steps[0]?.attempts.length], ['Failed', 3]);
    emulator().script(fail('AccessDeniedException'));
    const denied = await run(plan('Allowed?'));
    assert.deepEqual([denied.state, denied.steps[0]?.attempts.length], ['Failed', 1]);
  });

  it('fills in a table’s rows, and names a check that fails', async () => {
    const { prompts } = readPromptFile(
      '- id: hi\n  prompt: "Hello {{who}} from {{where}}"\n  variables: { where: here }\n  checks: [{ contains: Ada }]',
      'yaml',
    );
    const { table } = readTable('who\nAda\nBob\n');
    const done = await run(planSteps(prompts, table, ''));
    assert.deepEqual(
      done.steps.map(({ id, result }) => [id, result?.failedChecks]),
      [
        ['hi/1', []],
        ['hi/2', ['It does not contain "Ada".']],
      ],
    );
    assert.match(done.steps[1]?.result?.text ?? '', /Hello Bob from here/);
  });

  it('takes finished answers from earlier runs, and asks only what changed', async () => {
    const first = await run(plan('Same\n\nOld'));
    const again = await run(plan('Same\n\nNew'), { earlier: await store.earlierResults(file()) });
    assert.deepEqual(states(again), [
      ['1', 'Cached'],
      ['2', 'Completed'],
    ]);
    assert.equal(test().invocations.length, 3);
    assert.equal(again.steps[0]?.result?.text, first.steps[0]?.result?.text);
  });

  it('counts another model, another parameter and a second sample as other questions', () => {
    const [one] = plan('Same');
    const [other] = plan('Same', second);
    const [a, b] = plan('Same\n\nSame');
    assert.equal(new Set([one?.key, other?.key, b?.key]).size, 3);
    assert.equal(a?.key, one?.key);
  });

  it('stops at its budget, and leaves the rest for later', async () => {
    test().price = () => ({ usd: 0.6, priceVersion: 'test' });
    const done = await run(plan('a\n\nb\n\nc\n\nd'), { concurrency: 1, budgetUsd: 1 });
    assert.deepEqual(countStates(done), { Completed: 2, Cancelled: 2 });
    assert.match(done.reason ?? '', /has cost \$1\.20; its limit is \$1\.00/);
  });

  it('passes its budget by one call at most, however many are asked at a time', async () => {
    test().price = () => ({ usd: 0.3, priceVersion: 'test' });
    const done = await run(plan('a\n\nb\n\nc\n\nd\n\ne\n\nf'), { concurrency: 6, budgetUsd: 0.5 });
    assert.equal(test().invocations.length, 2);
    assert.deepEqual(countStates(done), { Completed: 2, Cancelled: 4 });
  });

  it('waits for its own calls where these hold what is left of the day’s budget', async () => {
    const spendingLog = new SpendingLog(join(folder, 'usage'), 'window');
    const budget = new Budget({
      spendingLog,
      limits: () => ({ dailyUsd: 1, monthlyUsd: null }),
      onTrouble: (error) => assert.fail(String(error)),
      onWarning: () => undefined,
      onRefusal: () => undefined,
      onUnpriced: () => undefined,
      onUnreadable: () => undefined,
    });
    test().budget = budget;
    // What a call may cost at most is a hundred times what it does.
    test().price = ({ usage }) => ({ usd: usage.source === 'reported' ? 0.004 : 0.4, priceVersion: 'test' });
    const steps = plan(Array.from({ length: 20 }, (_, index) => `Question ${index}`).join('\n\n'));
    const done = await run(steps, { concurrency: 8, retries: 0 });
    assert.deepEqual(countStates(done), { Completed: 20 });
    assert.equal(test().invocations.length, 20);
    // Another window's: nothing of its own is to be waited for.
    spendingLog.reserve('another', 0.9);
    const refused = await run(plan('Another'), { retries: 0 });
    spendingLog.dispose();
    assert.deepEqual(countStates(refused), { Failed: 1 });
    assert.match(refused.steps[0]?.attempts[0]?.error?.message ?? '', /budget of \$1\.00 could be passed/);
  });

  it('has what it spent held against its budget when it is resumed, failures and killed calls included', async () => {
    test().price = () => ({ usd: 0.3, priceVersion: 'test' });
    const steps = plan('a\n\nb\n\nc\n\nd');
    // A stream that breaks has been paid for.
    emulator().script(failMid('internalServerException'));
    const failed = await run(steps.slice(0, 1), { retries: 0 });
    assert.deepEqual([failed.state, failed.spentUsd], ['Failed', 0.3]);
    const open = await store.begin({ file: file(), output: resultsPath(file()), steps });
    const at = new Date().toISOString();
    // A window that was killed while its call was under way.
    await open.append({ type: 'attempt', step: '1', attempt: 1, at });
    await open.append({ type: 'callReserved', step: '1', at, maxCostUsd: 0.5 });
    await open.close();
    const again = await store.reopen(open.run.id);
    const planned = steps.map(({ id, key, model, title }) => ({ id, key, model, title }));
    await again.append({ type: 'resumed', at, steps: planned });
    assert.equal(again.run.spentUsd, 0.5);
    const done = await new Runner(again, {
      ask: askThrough(test().engine, checkAnswer),
      retries: 0,
      retryDelayMs: 1,
      concurrency: 1,
      budgetUsd: 0.7,
      signal: new AbortController().signal,
    }).work(steps);
    await again.close();
    assert.deepEqual(countStates(done), { Completed: 1, Cancelled: 3 });
    assert.match(done.reason ?? '', /has cost \$0\.80; its limit is \$0\.70/);
    assert.equal((await store.read(done.id)).spentUsd.toFixed(2), '0.80');
  });

  it('asks nothing where its limit is no amount of money, and names the setting', async () => {
    const done = await run(plan('a\n\nb'), { budgetUsd: 'invalid' });
    assert.deepEqual(countStates(done), { Cancelled: 2 });
    assert.match(done.reason ?? '', /bedrockChat\.prompts\.budgetUsd is not an amount of money/);
    assert.equal(test().invocations.length, 0);
  });

  it('is cancelled in mid-run, and resumed with what is left', async () => {
    const user = new AbortController();
    const steps = plan('a\n\nb\n\nc\n\nd');
    const cut = await run(steps, { signal: user.signal, concurrency: 1 }, (event) => {
      if (event.type === 'completed' && event.step === '2') {
        user.abort();
      }
    });
    assert.equal(cut.state, 'Cancelled');
    assert.deepEqual(countStates(cut), { Completed: 2, Cancelled: 2 });
    const open = await store.reopen(cut.id);
    const left = steps.filter(({ id }) => open.run.step(id)?.result === null);
    await open.append({
      type: 'resumed',
      at: new Date().toISOString(),
      steps: left.map(({ id, key, model, title }) => ({ id, key, model, title })),
    });
    const done = await new Runner(open, {
      ask: askThrough(test().engine, checkAnswer),
      retries: 0,
      retryDelayMs: 1,
      concurrency: 1,
      signal: new AbortController().signal,
    }).work(left);
    await open.close();
    assert.deepEqual(countStates(done), { Completed: 4 });
    assert.deepEqual(countStates(await store.read(cut.id)), { Completed: 4 });
    assert.equal(test().invocations.filter(({ outcome }) => outcome === 'success').length, 4);
  });

  it('belongs to one window at a time, and cannot be deleted under it', async () => {
    const open = await store.begin({ file: file(), output: resultsPath(file()), steps: plan('a') });
    await assert.rejects(store.reopen(open.run.id), RunBusyError);
    await assert.rejects(store.remove(open.run.id), RunBusyError);
    await open.close();
    assert.equal((await store.read(open.run.id)).state, 'Crashed');
    await store.remove(open.run.id);
    assert.deepEqual(await store.list(), []);
  });

  it('can be laid beside another, answer by answer', async () => {
    const one = await run(plan('What is S3?'));
    const other = await run(plan('What is S3?\n\nWhat is EC2?', second));
    const sides = compareRuns(one, other);
    const lines = [sides.one, sides.other].map((text) => text.split('\n'));
    assert.deepEqual(
      lines.map((side) => side.findIndex((line) => line.startsWith('## 2'))),
      [lines[0]?.indexOf('## 2: What is EC2?'), lines[0]?.indexOf('## 2: What is EC2?')],
    );
    assert.match(sides.one, /\(not in this run\)/);
    assert.match(sides.other, /\| all \| 1 answers .*\| 2 answers/);
  });

  it('of a thousand prompts, a tenth of them throttled, completes each exactly once', async function () {
    this.timeout(60_000);
    const steps = plan(Array.from({ length: 1000 }, (_, index) => `Question ${index}`).join('\n\n'));
    for (let index = 0; index < 100; index++) {
      emulator().script(throttle(1));
    }
    const done = await run(steps, { concurrency: 8, retries: 20 });
    assert.deepEqual(countStates(done), { Completed: 1000 });
    const answered = test().invocations.filter(({ outcome }) => outcome === 'success');
    assert.equal(answered.length, 1000);
    assert.equal(new Set(done.steps.map(({ result }) => result?.invocationId)).size, 1000);
    const kept = await store.read(done.id);
    for (const [index, { result }] of kept.steps.entries()) {
      assert.match(result?.text ?? '', new RegExp(`Question ${index}\\b`));
    }
  });
});
