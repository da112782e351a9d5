import assert from 'node:assert/strict';
import { diagnose, type DiagnoseOptions } from '../../../../src/core/doctor/doctor';
import type { Check, Finding } from '../../../../src/core/doctor/check';
import { summaryOf } from '../../../../src/core/doctor/report';
import type { CheckId, CheckResult } from '../../../../src/protocol/doctor';

const forever = (): Promise<never> => new Promise(() => undefined);
const fine: Finding = { tried: 'this', status: 'ok', result: 'Fine.' };
const broken: Finding = { tried: 'this', status: 'failed', result: 'Broken.', fix: 'Mend it.' };

function check(id: CheckId, run: () => Promise<Finding>, more: Partial<Check> = {}): Check {
  return { id, title: id.toUpperCase(), timeoutMs: 5000, run, ...more };
}

function diagnosed(checks: readonly Check[], options: Partial<DiagnoseOptions> = {}): Promise<CheckResult[]> {
  return diagnose(checks, { signal: new AbortController().signal, redact: (text) => text, ...options });
}

const statuses = (results: readonly CheckResult[]): string[] =>
  results.map(({ id, status }) => `${id} ${status}`);

describe('a run of checks', () => {
  it('tells results in the order of the checks, whatever the order they were made in', async () => {
    const made: string[] = [];
    const note = (id: CheckId) => () => (made.push(id), Promise.resolve(fine));
    const results = await diagnosed([
      check('identity', note('identity'), { unlessFailed: ['clock'] }),
      check('settings', note('settings')),
      check('clock', note('clock'), { needs: ['settings'] }),
    ]);
    assert.deepEqual(made, ['settings', 'clock', 'identity']);
    assert.deepEqual(statuses(results), ['identity ok', 'settings ok', 'clock ok']);
  });

  it('leaves out what a failure makes pointless, and blames what failed, not what was left out', async () => {
    const results = await diagnosed([
      check('settings', () => Promise.resolve(broken)),
      check('dns', forever, { needs: ['settings'] }),
      check('tls', forever, { needs: ['dns'] }),
      check('identity', () => Promise.resolve(fine), { unlessFailed: ['tls'] }),
      check('storage', () => Promise.resolve(fine)),
    ]);
    assert.deepEqual(statuses(results), [
      'settings failed',
      'dns skipped',
      'tls skipped',
      'identity ok',
      'storage ok',
    ]);
    assert.equal(results[2]?.result, 'Not tried: what “SETTINGS” found has to be put right first.');
  });

  it('gives up a check that never ends, and goes on', async () => {
    const hanging = check('proxy', forever, { timeoutMs: 20 });
    const results = await diagnosed([hanging, check('storage', () => Promise.resolve(fine))]);
    assert.deepEqual(statuses(results), ['proxy failed', 'storage ok']);
    assert.match(results[0]?.result ?? '', /no end to this within/);
  });

  it('survives a check that throws', async () => {
    const results = await diagnosed([
      check('tls', () => Promise.reject(new Error('surprise'))),
      check('storage', () => Promise.resolve(fine)),
    ]);
    assert.deepEqual(statuses(results), ['tls failed', 'storage ok']);
    assert.match(results[0]?.result ?? '', /surprise/);
  });

  it('ends at once when it is cancelled, in the middle of a check that heeds nothing', async () => {
    const abort = new AbortController();
    const seen: string[] = [];
    const running = diagnosed([check('dns', forever), check('storage', () => Promise.resolve(fine))], {
      signal: abort.signal,
      onStart: (id) => (seen.push(id), abort.abort()),
    });
    assert.deepEqual(statuses(await running), ['dns skipped', 'storage skipped']);
    assert.deepEqual(seen, ['dns']);
    assert.match(summaryOf(await running), /Cancelled/);
  });

  it('redacts before anybody is told', async () => {
    const told: string[] = [];
    const secret = { tried: 'a hunter2', status: 'failed', result: 'b hunter2', fix: 'c hunter2' } as const;
    await diagnosed([check('dns', () => Promise.resolve(secret))], {
      redact: (text) => text.replaceAll('hunter2', '***'),
      onResult: (result) => told.push(JSON.stringify(result)),
    });
    assert.match(told.join(), /a \*\*\*.*b \*\*\*.*c \*\*\*/);
    assert.doesNotMatch(told.join(), /hunter2/);
  });
});

describe('the summary', () => {
  const result = (title: string, status: CheckResult['status']): CheckResult => ({
    id: 'dns',
    title,
    status,
    tried: '',
    result: '',
    fix: '',
    action: null,
  });

  it('says what is wrong, or that nothing is', () => {
    assert.equal(summaryOf([result('A', 'ok')]), 'Nothing is wrong.');
    assert.equal(summaryOf([result('A', 'warning')]), 'Nothing is wrong. One thing is worth a look.');
    assert.equal(
      summaryOf([
        result('A', 'failed'),
        result('B', 'failed'),
        result('C', 'warning'),
        result('D', 'warning'),
      ]),
      'Found what is wrong: “A” and “B”. 2 things are worth a look.',
    );
  });
});
