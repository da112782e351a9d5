import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Budget, type BudgetLimits } from '../../../../src/core/spending/budget';
import { SpendingLog } from '../../../../src/core/spending/spendingLog';
import { answer, fail } from '../../../support/emulators/bedrock';
import { withEmulator, withEngine } from '../../../support/withEngine';

describe('a question and the budget', () => {
  const emulator = withEmulator();
  const test = withEngine(emulator);
  let folder: string;
  let spendingLog: SpendingLog;
  let limits: BudgetLimits;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'counted-'));
    spendingLog = new SpendingLog(folder, 'a');
    limits = { dailyUsd: 10, monthlyUsd: null };
    // Counts what goes on record, as the extension does.
    const { events } = test();
    events.push = (...told) => {
      for (const event of told) {
        if (event.type === 'ended') {
          spendingLog.add(event.invocation.cost_usd, 0, event.invocation.id);
        }
      }
      return Array.prototype.push.apply(events, told);
    };
    test().price = () => ({ usd: 1, priceVersion: 'test' });
    test().budget = new Budget({
      spendingLog,
      limits: () => limits,
      onWarning: () => undefined,
      onRefusal: () => undefined,
      onUnpriced: () => undefined,
      onUnreadable: () => undefined,
      onTrouble: (error) => assert.fail(String(error)),
    });
  });
  afterEach(() => {
    spendingLog.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('counts once: the end of a call takes the place of what was reserved for it', async () => {
    const reserved: number[] = [];
    emulator().script(answer({ text: 'one two three four five six', paceMs: 50 }));
    await test().ask('Hello', {
      onEvent: (event) => {
        if (event.type !== 'text') {
          return;
        }
        void spendingLog.totals().then(({ reservedTodayUsd }) => reserved.push(reservedTodayUsd));
      },
    });
    const { today, reservedTodayUsd } = await spendingLog.totals();
    assert.deepEqual([today.calls, today.usd, reservedTodayUsd], [1, 1, 0]);
    assert.equal(reserved[0], 1, 'it is reserved while the answer comes');
    const [file = ''] = readdirSync(folder);
    const lines = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n');
    assert.equal(lines.length, 2, 'one line when it begins, and one when it ends');
  });

  it('leaves nothing reserved behind a call that was refused or cancelled', async () => {
    emulator().script(fail('AccessDeniedException'));
    await test().ask('Hello');
    emulator().script(answer({ text: 'Late', firstTokenDelayMs: 5_000 }));
    await test().ask('Hello', { signal: AbortSignal.timeout(200) });
    assert.equal((await spendingLog.totals()).reservedTodayUsd, 0);
  });

  it('is not sent where a limit is no amount, and the answer names the setting and its button', async () => {
    limits = { dailyUsd: null, monthlyUsd: 'invalid' };
    const { outcome } = await test().ask('Hello');
    assert.ok(outcome.type === 'notCalled');
    assert.equal(outcome.problem.reason, 'invalidBudget');
    assert.match(outcome.problem.message, /bedrockChat\.budget\.monthlyUsd is not an amount of money/);
    assert.deepEqual(
      outcome.problem.actions.map(({ id }) => id),
      ['setBudget', 'openSettings'],
    );
    assert.equal(emulator().requests.length, 0);
  });
});
