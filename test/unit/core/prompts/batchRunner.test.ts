import assert from 'node:assert/strict';
import { readPromptFile } from '../../../../src/core/prompts/promptFile';
import { logText } from '../../../../src/core/prompts/runLog';
import { countStates, type PromptRun } from '../../../../src/core/prompts/runState';
import { planSteps } from '../../../../src/core/prompts/steps';
import { configuredModel } from '../../../../src/core/bedrock/models/modelChoice';
import { batchModel, batchOrder, batchRunner } from '../../../support/batch';
import { OverBudgetError } from '../../../../src/core/spending/budgetErrors';
import { seededRandom } from '../metrics/random';
import { BatchSetup, questions } from './batchSetup';

describe('a batch job of prompts', () => {
  let setup: BatchSetup;

  beforeEach(async () => {
    setup = await BatchSetup.start();
    setup.test.price = () => undefined;
  });
  afterEach(() => setup.close());

  const calls = (operation: string) =>
    setup.emulator.requests.filter((request) => request.operation === operation);

  const log = async ({ id }: PromptRun): Promise<string> => logText(await setup.store.events(id));

  function assertEachItsOwn(done: PromptRun): void {
    for (const { title, result } of done.steps) {
      assert.match(result?.text ?? '', new RegExp(`${title}\\b`));
    }
  }

  it('gives each prompt its own answer, whatever the order of the records', async () => {
    const random = seededRandom('batch order');
    const shuffled = (lines: readonly string[]) =>
      lines
        .map((line) => ({ line, at: random() }))
        .sort((a, b) => a.at - b.at)
        .map(({ line }) => line);
    setup.jobs.script({ spoil: shuffled });
    setup.test.price = () => ({ usd: 0.5, priceVersion: 'v' });
    const done = await setup.run(questions(120));
    assert.deepEqual([done.state, countStates(done), done.batch], ['Completed', { Completed: 120 }, null]);
    assertEachItsOwn(done);
    assertEachItsOwn(await setup.store.read(done.id));
    assert.equal(setup.jobs.jobs.length, 1);
    const records = setup.test.invocations;
    assert.equal(new Set(records.map(({ id }) => id)).size, 120);
    assert.deepEqual(
      [...new Set(records.map(({ surface, operation, cost_usd }) => [surface, operation, cost_usd].join()))],
      ['prompts,ModelInvocationJob,0.25'],
    );
    assert.ok(
      records.every(({ input_tokens, usage_source }) => input_tokens !== null && usage_source === 'reported'),
    );
    assert.equal([...setup.s3.objects.keys()].filter((key) => key.includes('/input/')).length, 0);
  });

  it('keeps the answers of records that do not say what they used, at an unknown cost', async () => {
    const silent = (line: string) => line.replace(/"usage":\{[^}]*\},?/, '');
    setup.jobs.script({ spoil: (lines) => lines.map(silent) });
    setup.test.price = () => ({ usd: 0.5, priceVersion: 'v' });
    const done = await setup.run(questions(3));
    assert.deepEqual(countStates(done), { Completed: 3 });
    assert.ok(done.steps.every(({ result }) => result?.costUsd === null));
    assert.deepEqual(setup.released, [], 'what was reserved for them goes on counting');
  });

  it('asks what a live call asks: system prompt, parameters, variables, and nothing of how it is served', async () => {
    setup.test.settings = {
      ...setup.test.settings,
      parameters: { maxTokens: 50, serviceTier: 'priority', caching: '5m' },
    };
    const { prompts } = readPromptFile(
      '- { id: hi, system: "In verse.", prompt: "Hello {{who}}", variables: { who: Ada } }',
      'yaml',
    );
    let input = '';
    const defaults = { systemPrompt: 'Be brief.', parameters: {} };
    await setup.run(planSteps(prompts, undefined, batchModel, defaults), {}, (event) => {
      if (event.type === 'batchCreated') {
        input = [...setup.s3.objects.values()].join('');
      }
    });
    const { modelInput } = JSON.parse(input) as { modelInput: unknown };
    assert.deepEqual(modelInput, {
      system: [{ text: 'Be brief.\n\nIn verse.' }],
      messages: [{ role: 'user', content: [{ text: 'Hello Ada' }] }],
      inferenceConfig: { maxTokens: 50 },
    });
  });

  it('fails the prompts whose records failed, says why, and keeps them to be retried', async () => {
    const errorMessage = 'The prompt is refused.';
    setup.jobs.script({
      fault: (prompt) => (/ [37]$/.test(prompt) ? { errorCode: 400, errorMessage } : undefined),
    });
    const done = await setup.run(questions(10));
    assert.deepEqual([done.state, countStates(done)], ['Failed', { Completed: 8, Failed: 2 }]);
    assert.deepEqual(done.step('7')?.attempts.at(-1)?.error, { code: '400', message: errorMessage });
    const failed = setup.test.invocations.filter(({ success }) => success === 0);
    assert.deepEqual(
      failed.map(({ outcome, error_code, cost_usd }) => [outcome, error_code, cost_usd]),
      [
        ['error', '400', null],
        ['error', '400', null],
      ],
    );
  });

  it('takes what there is of a job that ran out of time', async () => {
    setup.jobs.script({ statuses: ['InProgress', 'PartiallyCompleted'], answered: 4 });
    const done = await setup.run(questions(6));
    assert.deepEqual([done.state, countStates(done)], ['Failed', { Completed: 4, Failed: 2 }]);
    assert.match(done.reason ?? '', /ran out of time: a part of its prompts is answered\. 4 of 6 prompts\./);
    assert.equal(done.step('6')?.attempts.at(-1)?.error?.code, 'batchPartiallyCompleted');
  });

  for (const [status, words] of [
    ['Expired', /The batch job expired/],
    ['Failed', /The batch job failed\. AWS says: No access to the bucket\./],
  ] as const) {
    it(`says why of a job that is ${status}, for the run and for each prompt`, async () => {
      const message = status === 'Failed' ? 'No access to the bucket.' : '';
      setup.jobs.script({ statuses: ['Submitted', 'Validating', 'Scheduled', status], message });
      const done = await setup.run(questions(3));
      assert.deepEqual([done.state, countStates(done)], ['Failed', { Failed: 3 }]);
      assert.match(done.reason ?? '', words);
      assert.match(done.steps[0]?.attempts.at(-1)?.error?.message ?? '', words);
      assert.equal(setup.test.invocations.length, 0);
    });
  }

  it('says of records that are missing, doubled, unknown or none what became of them', async () => {
    setup.jobs.script({
      spoil: ([first = '', second = '', , ...rest]) => [
        'no record',
        '{"recordId": 7}',
        JSON.stringify({ recordId: 'unknown', modelOutput: {} }),
        second.replace(/"modelOutput":.*$/, '"modelOutput":{"strange":true}}'),
        first,
        '',
        first,
        ...rest,
      ],
    });
    const done = await setup.run(questions(5));
    assert.deepEqual(
      done.steps.map(({ state, attempts }) => [state, attempts.at(-1)?.error?.code]),
      [
        ['Completed', undefined],
        ['Failed', 'unreadable'],
        ['Failed', 'batchCompleted'],
        ['Completed', undefined],
        ['Completed', undefined],
      ],
    );
    const text = await log(done);
    for (const said of [
      '2 lines of the output are no records and were left out.',
      '1 line of the output answers nothing that was asked and was left out.',
      '1 line of the output came twice; the first one counts.',
      'says that it worked on 5 prompts; its output has 8 lines.',
    ]) {
      assert.ok(text.includes(said), `${said} is not in\n${text}`);
    }
    assert.equal(setup.test.invocations.length, 4);
  });

  it('makes one job though its creation is throttled, and though the first answer is lost', async () => {
    setup.jobs.throttleCreation(3);
    setup.jobs.loseAnswers(1);
    const done = await setup.run(questions(3));
    assert.deepEqual([done.state, setup.jobs.jobs.length], ['Completed', 1]);
    const tokens = calls('CreateModelInvocationJob').map(
      ({ body }) => (body as { clientRequestToken: string }).clientRequestToken,
    );
    // After the lost answer the list of jobs has it.
    assert.deepEqual([tokens.length, new Set(tokens).size], [4, 1]);
  });

  it('fails with AWS’s words when there can be no job, and tries no more than once', async () => {
    setup.emulator.deny('CreateModelInvocationJob', 'bedrock:CreateModelInvocationJob');
    const done = await setup.run(questions(2));
    assert.deepEqual([done.state, done.batch, calls('CreateModelInvocationJob').length], ['Failed', null, 1]);
    assert.match(
      done.steps[1]?.attempts[0]?.error?.message ?? '',
      /There is no batch job: .*not authorized to perform: bedrock:CreateModelInvocationJob/,
    );
    setup.s3.deny('PutObject');
    const refused = await setup.run(questions(2));
    assert.match(refused.steps[0]?.attempts[0]?.error?.message ?? '', /There is no batch job: Access Denied/);
  });

  it('is stopped when the user cancels, and keeps what was answered', async () => {
    const user = new AbortController();
    setup.jobs.script({ statuses: ['InProgress'], answered: 2 });
    const done = await setup.run(questions(5), { signal: user.signal }, (event) => {
      if (event.type === 'batchStatus') {
        user.abort();
      }
    });
    assert.equal(calls('StopModelInvocationJob').length, 1);
    assert.deepEqual([done.state, countStates(done)], ['Cancelled', { Completed: 2, Cancelled: 3 }]);
    assert.match(await log(done), /being stopped\.[^]*was stopped\./);
  });

  it('makes no job when the user cancels before there is one', async () => {
    const user = new AbortController();
    setup.jobs.throttleCreation(100);
    const done = await setup.run(questions(2), { signal: user.signal }, (event) => {
      if (event.type === 'batchPlanned') {
        user.abort();
      }
    });
    assert.deepEqual([done.state, setup.jobs.jobs.length], ['Cancelled', 0]);
  });

  it('goes on without the window, and is taken up by the next one', async () => {
    const window = new AbortController();
    setup.jobs.script({ statuses: ['InProgress', 'InProgress', 'Completed'] });
    const left = await setup.run(questions(3), { closing: window.signal }, (event) => {
      if (event.type === 'batchStatus') {
        window.abort();
      }
    });
    assert.equal(left.endedAt, null);
    assert.equal((await setup.store.read(left.id)).state, 'Crashed');
    const open = await setup.store.reopen(left.id);
    const done = await batchRunner(open, setup.parts, { order: undefined }).work([]);
    await open.close();
    assert.deepEqual(
      [done.state, countStates(done), setup.jobs.jobs.length],
      ['Completed', { Completed: 3 }, 1],
    );
    assert.deepEqual([calls('StopModelInvocationJob').length, setup.test.invocations.length], [0, 3]);
  });

  it('reads an output whose download breaks off again, and counts nothing twice', async () => {
    setup.s3.cutDownloads(2);
    const done = await setup.run(questions(40));
    assert.deepEqual([done.state, setup.test.invocations.length], ['Completed', 40]);
    assertEachItsOwn(done);
  });

  it('stays open while the answers may not be read, and has them once they may', async () => {
    setup.s3.deny('GetObject');
    await assert.rejects(setup.run(questions(2)), { name: 'BedrockError', reason: 'accessDenied' });
    const [left] = await setup.store.list();
    assert.equal(left?.state, 'Crashed');
    setup.s3.allow('GetObject');
    const open = await setup.store.reopen(left?.id ?? '');
    assert.equal((await batchRunner(open, setup.parts).work([])).state, 'Completed');
    await open.close();
  });

  it('asks no prompt that an earlier run has answered, and no job where all are', async () => {
    const first = await setup.run(questions(2));
    const earlier = await setup.store.earlierResults(first.file);
    const more = await setup.run(questions(3), { earlier });
    assert.deepEqual([countStates(more), setup.jobs.jobs.length], [{ Cached: 2, Completed: 1 }, 2]);
    const none = await setup.run(questions(2), { earlier: await setup.store.earlierResults(first.file) });
    assert.deepEqual(
      [none.state, countStates(none), setup.jobs.jobs.length],
      ['Completed', { Cached: 2 }, 2],
    );
  });

  it('makes no job that may cost more than the limit of a run, or than the day’s budget', async () => {
    setup.test.price = () => ({ usd: 4, priceVersion: 'v' });
    const dear = await setup.run(questions(3), { budgetUsd: 5 });
    assert.deepEqual([dear.state, setup.jobs.jobs.length], ['Cancelled', 0]);
    assert.equal(dear.reason, 'The batch job may cost up to $6.00; the limit of a run is $5.00.');
    const asked: (number | undefined)[] = [];
    setup.test.budget = {
      admit: (usd) => {
        asked.push(usd);
        return Promise.reject(new OverBudgetError({ period: 'day', limitUsd: 5, spentUsd: 1 }, usd ?? 0));
      },
    };
    const over = await setup.run(questions(3));
    assert.deepEqual([over.state, asked, setup.jobs.jobs.length], ['Cancelled', [6], 0]);
    assert.match(over.reason ?? '', /budget of \$5\.00 could be passed/);
  });

  it('is held against every limit at the live price where no batch price is known', async () => {
    const order = { ...batchOrder, model: configuredModel('deepseek.v3-v1:0') };
    setup.test.price = () => ({ usd: 4, priceVersion: 'v' });
    const dear = await setup.run(questions(3), { order, budgetUsd: 11 });
    assert.deepEqual([dear.state, setup.jobs.jobs.length], ['Cancelled', 0]);
    assert.match(dear.reason ?? '', /may cost up to \$12\.00; the limit of a run is \$11\.00/);
  });

  it('is admitted as one of unknown price where no price is known', async () => {
    setup.test.price = () => undefined;
    const asked: (number | undefined)[] = [];
    setup.test.budget = {
      admit: (usd) => {
        asked.push(usd);
        return Promise.resolve({ dispose: () => undefined });
      },
    };
    assert.deepEqual(
      [(await setup.run(questions(3), { budgetUsd: 1 })).state, asked],
      ['Completed', [undefined]],
    );
  });

  it('stays counted on the budget while no window looks after it, and until its run has ended', async () => {
    setup.test.price = () => ({ usd: 0.5, priceVersion: 'v' });
    const admitted: (string | undefined)[] = [];
    const released: string[] = [];
    const window = new AbortController();
    setup.parts = {
      ...setup.parts,
      budget: {
        admit: (_usd, _surface, call) => {
          admitted.push(call?.id);
          return Promise.resolve({ dispose: () => assert.fail('It is released by its id alone') });
        },
        release: (id) => released.push(id),
      },
    };
    const left = await setup.run(questions(2), { closing: window.signal }, (event) => {
      if (event.type === 'batchCreated') {
        window.abort();
      }
    });
    assert.deepEqual([left.endedAt, admitted.length, released], [null, 1, []]);
    const open = await setup.store.reopen(left.id);
    const done = await batchRunner(open, setup.parts).work([]);
    await open.close();
    assert.deepEqual(countStates(done), { Completed: 2 });
    assert.deepEqual([admitted.length, released], [1, admitted]);
  });

  it('holds what its run has cost before against the limit of a run', async () => {
    setup.test.price = () => ({ usd: 4, priceVersion: 'v' });
    const steps = questions(2);
    const open = await setup.begin(steps);
    const at = new Date().toISOString();
    await open.append({ type: 'attempt', step: steps[0]?.id ?? '', attempt: 1, at });
    await open.append({ type: 'callReserved', step: steps[0]?.id ?? '', at, maxCostUsd: 3 });
    const refused = await batchRunner(open, setup.parts, { budgetUsd: 6 }).work(steps);
    await open.close();
    assert.equal(
      refused.reason,
      'The run has cost $3.00. The batch job may cost up to $4.00; the limit of a run is $6.00.',
    );
    const invalid = await setup.run(questions(1), { budgetUsd: 'invalid' });
    assert.match(invalid.reason ?? '', /prompts\.budgetUsd is not an amount of money/);
    assert.equal(setup.jobs.jobs.length, 0);
  });

  it('checks the answers as the prompt file says', async () => {
    const { prompts } = readPromptFile(
      '- { id: hi, prompt: Hello, checks: [{ contains: Nobody says this }] }',
      'yaml',
    );
    const done = await setup.run(planSteps(prompts, undefined, batchModel));
    assert.deepEqual(done.steps[0]?.result?.failedChecks, ['It does not contain "Nobody says this".']);
  });
});
