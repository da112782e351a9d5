import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Budget, type BudgetLimits } from '../../../../src/core/spending/budget';
import { SpendingLog } from '../../../../src/core/spending/spendingLog';
import type { BatchService } from '../../../../src/core/prompts/batch/batchService';
import { countStates } from '../../../../src/core/prompts/runState';
import type { RunEvent } from '../../../../src/protocol/run';
import type { OpenRun } from '../../../../src/core/prompts/runStore';
import { batchRunner, testBatch } from '../../../support/batch';
import { BatchJobs } from '../../../support/emulators/batchJobs';
import { startBedrockEmulator, type BedrockEmulator } from '../../../support/emulators/bedrock';
import { BatchSetup, questions } from './batchSetup';

describe('a planned batch job that another window takes up', () => {
  let setup: BatchSetup;
  let limits: BudgetLimits;
  const spendingLogs: SpendingLog[] = [];
  /** Of whoever is signed in to another account. */
  const others: BedrockEmulator[] = [];
  const clock = Date.now;

  beforeEach(async () => {
    setup = await BatchSetup.start();
    limits = { dailyUsd: 10, monthlyUsd: null };
    openWindow('first');
  });
  afterEach(async () => {
    Date.now = clock;
    await Promise.all(others.splice(0).map((emulator) => emulator.close()));
    for (const spendingLog of spendingLogs.splice(0)) {
      spendingLog.dispose();
    }
    await setup.close();
  });

  /** From here on money is counted by a window that knows of others by the disk alone. */
  function openWindow(name: string): SpendingLog {
    const spendingLog = new SpendingLog(join(setup.folder, 'usage'), name);
    spendingLogs.push(spendingLog);
    const nothing = () => undefined;
    const budget = new Budget({
      spendingLog,
      limits: () => limits,
      onWarning: nothing,
      onRefusal: nothing,
      onUnpriced: nothing,
      onUnreadable: nothing,
      onTrouble: (error) => assert.fail(String(error)),
    });
    setup.parts = { ...setup.parts, budget, countJob: (...job) => budget.countJob(...job) };
    return spendingLog;
  }

  /** The list of jobs lags behind: it has none. */
  function listNothing(): void {
    const find = () => Promise.resolve({ type: 'none' } as const);
    const service = Object.create(setup.parts.service, { find: { value: find } }) as BatchService;
    setup.parts = { ...setup.parts, service };
  }

  /** Leaves a run whose window closed before it asked for the job. */
  async function planned(): Promise<void> {
    const window = new AbortController();
    const seen = ({ type }: RunEvent) => {
      if (type === 'batchPlanned') {
        window.abort();
      }
    };
    await assert.rejects(setup.run(questions(3), { closing: window.signal }, seen));
    assert.equal(setup.count('CreateModelInvocationJob'), 0);
    assert.notEqual((await setup.left()).batch, null);
  }

  /** Leaves a run whose window closed when it had asked for the job, which was made, and had heard nothing. */
  async function requested(): Promise<void> {
    const window = new AbortController();
    setup.jobs.loseAnswers(1);
    const { parts } = setup;
    listNothing();
    setup.parts = { ...setup.parts, pauseMs: () => 30_000 };
    const lost = setup.emulator.waitForRequest(
      ({ operation, status }) => operation === 'CreateModelInvocationJob' && status === 500,
      30_000,
    );
    const ended = setup.run(questions(3), { closing: window.signal });
    await Promise.all([assert.rejects(ended), lost.then(() => window.abort())]);
    setup.parts = parts;
    assert.deepEqual([setup.jobs.jobs.length, (await setup.left()).batch?.jobArn], [1, null]);
  }

  /** Signs in to another account, whose list of jobs has none, and whose users may not pass the role on. */
  async function signInElsewhere(): Promise<BedrockEmulator> {
    const jobs = new BatchJobs(setup.s3);
    jobs.refuseCreation(Number.MAX_SAFE_INTEGER);
    const now = () => new Date(Date.now());
    const emulator = await startBedrockEmulator({ jobs, now, account: '999988887777' });
    others.push(emulator);
    const urls = { control: emulator.url, s3: setup.s3.url, serviceQuotas: '' };
    setup.parts = { ...setup.parts, service: testBatch(setup.test, urls).service };
    return emulator;
  }

  /** Long enough after the request for the list of jobs to have caught up. */
  function passTime(): void {
    Date.now = () => clock() + 16 * 60_000;
  }

  it('leaves no prompts behind, also none that were half written when a window was killed', async () => {
    await planned();
    const folder = join(setup.folder, 'runs', (await setup.left()).id);
    await writeFile(join(folder, 'batch.jsonl.123456'), '{"recordId"');
    await setup.takeUp();
    assert.deepEqual(await readdir(folder), ['journal.ndjson']);
  });

  it('is made where it may be, and counted once until it has ended', async () => {
    await planned();
    const spendingLog = openWindow('second');
    // It may cost $0.75.
    limits = { dailyUsd: 1, monthlyUsd: null };
    let held: Promise<number> | undefined;
    const done = await setup.takeUp({}, ({ type }) => {
      if (type === 'batchCreated') {
        held = spendingLog.totals().then(({ reservedTodayUsd }) => reservedTodayUsd);
      }
    });
    assert.deepEqual([done.state, setup.jobs.jobs.length], ['Completed', 1]);
    assert.equal(await held, 0.75);
    for (const each of spendingLogs) {
      assert.equal((await each.totals()).reservedTodayUsd, 0);
    }
  });

  it('is not made where the budget has no room for it any more', async () => {
    await planned();
    const spendingLog = openWindow('second');
    limits = { dailyUsd: 0.5, monthlyUsd: null };
    const done = await setup.takeUp();
    assert.deepEqual([done.state, countStates(done), done.batch], ['Cancelled', { Cancelled: 3 }, null]);
    assert.match(done.reason ?? '', /budget of \$0\.50 could be passed/);
    assert.equal(setup.count('CreateModelInvocationJob'), 0);
    assert.equal((await spendingLog.totals()).reservedTodayUsd, 0);
  });

  it('is not made where the limit of a run has no room for it any more', async () => {
    await planned();
    const done = await setup.takeUp({ budgetUsd: 0.5 });
    assert.deepEqual([done.state, setup.jobs.jobs.length], ['Cancelled', 0]);
    assert.match(done.reason ?? '', /may cost up to \$0\.75; the limit of a run is \$0\.50/);
  });

  it('that may be at work stays counted and open where the budget has no room for it', async () => {
    await requested();
    const spendingLog = openWindow('second');
    const { parts } = setup;
    listNothing();
    limits = { dailyUsd: 0.5, monthlyUsd: null };
    await assert.rejects(setup.takeUp(), /A batch job may be working.*budget of \$0\.50 could be passed/);
    assert.equal(setup.count('CreateModelInvocationJob'), 1);
    assert.equal((await spendingLog.totals()).reservedTodayUsd, 0.75);
    setup.parts = parts;
    const done = await setup.takeUp();
    assert.deepEqual([done.state, setup.jobs.jobs.length], ['Completed', 1]);
    assert.equal((await spendingLog.totals()).reservedTodayUsd, 0);
  });

  it('is not said not to be there by a list that lags behind, and a refusal', async () => {
    await requested();
    const spendingLog = openWindow('second');
    const { parts } = setup;
    listNothing();
    setup.jobs.refuseCreation(1);
    await assert.rejects(setup.takeUp(), /A batch job may be working.*The role may not be used/);
    assert.equal((await spendingLog.totals()).reservedTodayUsd, 0.75);
    setup.parts = parts;
    const done = await setup.takeUp();
    assert.deepEqual([done.state, setup.jobs.jobs.length], ['Completed', 1]);
  });

  it('is counted once in all, though the window is gone before the journal has its records', async () => {
    const open = await setup.store.begin({ file: '/prompts.txt', output: '/out', steps: questions(3) });
    const first = spendingLogs[0];
    let records = 0;
    const dying: OpenRun = {
      ...open,
      append: (event) =>
        event.type === 'completed' && ++records > 1
          ? Promise.reject(new Error('killed'))
          : open.append(event),
    };
    await assert.rejects(batchRunner(dying, setup.parts).work(questions(3)), /killed/);
    await open.close();
    const spendingLog = openWindow('second');
    assert.equal((await spendingLog.totals()).today.usd, 0.75);
    const done = await setup.takeUp();
    assert.equal(done.state, 'Completed');
    for (const each of [first, spendingLog, openWindow('third')]) {
      const { today, month } = (await each?.totals()) ?? {};
      assert.deepEqual([today?.calls, today?.usd, month?.usd], [3, 0.75, 0.75]);
    }
  });

  it('stays open and counted under another account, and is worked on when signed in to its own', async () => {
    await requested();
    const spendingLog = openWindow('second');
    const { parts } = setup;
    passTime();
    const other = await signInElsewhere();
    await assert.rejects(setup.takeUp(), {
      name: 'BedrockError',
      reason: 'credentialsWrong',
      message: /may be working.*account 123456789012.*signed in to 999988887777.*Sign in to 123456789012/,
    });
    assert.deepEqual(
      other.requests.map(({ operation }) => operation),
      ['GetCallerIdentity'],
    );
    assert.deepEqual(
      [(await setup.left()).endedAt, (await spendingLog.totals()).reservedTodayUsd],
      [null, 0.75],
    );
    setup.parts = parts;
    const done = await setup.takeUp();
    assert.deepEqual([done.state, countStates(done)], ['Completed', { Completed: 3 }]);
    assert.deepEqual([setup.jobs.jobs.length, (await spendingLog.totals()).reservedTodayUsd], [1, 0]);
  });

  it('is not said not to be there by a window that cannot learn its account', async () => {
    await requested();
    const spendingLog = openWindow('second');
    passTime();
    const other = await signInElsewhere();
    other.deny('GetCallerIdentity', 'sts:GetCallerIdentity');
    await assert.rejects(setup.takeUp(), /A batch job may be working.*The role may not be used/);
    assert.deepEqual(
      [(await setup.left()).endedAt, (await spendingLog.totals()).reservedTodayUsd],
      [null, 0.75],
    );
  });

  it('keeps the wish to stop it for its own account', async () => {
    setup.jobs.script({ statuses: ['InProgress'] });
    await requested();
    const { parts } = setup;
    await signInElsewhere();
    await assert.rejects(setup.takeUp({ signal: AbortSignal.abort() }), /signed in to 999988887777/);
    setup.parts = parts;
    const done = await setup.takeUp();
    assert.deepEqual([done.state, setup.count('StopModelInvocationJob')], ['Cancelled', 1]);
  });

  it('waits for its own account where it was not asked for yet', async () => {
    await planned();
    const { parts } = setup;
    const other = await signInElsewhere();
    await assert.rejects(setup.takeUp(), /planned.*account 123456789012.*signed in to 999988887777/);
    assert.ok(other.requests.every(({ operation }) => operation === 'GetCallerIdentity'));
    setup.parts = parts;
    assert.equal((await setup.takeUp()).state, 'Completed');
  });

  it('is stopped though a list that lags behind does not have it', async () => {
    setup.jobs.script({ statuses: ['InProgress'] });
    await requested();
    listNothing();
    const done = await setup.takeUp({ signal: AbortSignal.abort() });
    assert.deepEqual([done.state, countStates(done)], ['Cancelled', { Cancelled: 3 }]);
    assert.deepEqual([setup.jobs.jobs.length, setup.count('StopModelInvocationJob')], [1, 1]);
  });
});
