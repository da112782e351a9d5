import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { AccountQuotas } from '../../src/core/bedrock/quotas/accountQuotas';
import { quotaMeans, type AskedOfModel } from '../../src/core/doctor/quotaMeans';
import type { MetricsSummary } from '../../src/protocol/metrics';
import { examine } from '../support/diagnosis';
import { QuotasEmulator } from '../support/emulators/batchQuotas';
import { defaultKeys, fail, throttle } from '../support/emulators/bedrock';
import { testEngine, type TestEngine } from '../support/engine';
import { VirtualClock } from '../support/virtualClock';
import { withEmulator } from '../support/withEngine';

const sonnet = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
const everywhere = 'global.anthropic.claude-sonnet-4-5-20250929-v1:0';
const MINUTE = 'Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1';
const DAY = 'Global cross-region model inference tokens per day for Anthropic Claude Sonnet 4.5 V1';

/* Reports of Bedrock's users in the trackers of agents, gateways and SDKs, 2025 and 2026, with invented details. */
describe('quotas as people meet them', () => {
  const emulator = withEmulator();
  let service: QuotasEmulator;
  let clock: VirtualClock;
  let nowMs: number;
  let folder: string;
  let test: TestEngine;

  before(async () => {
    service = await QuotasEmulator.start(defaultKeys.credentials);
  });
  after(() => service.close());
  beforeEach(() => {
    service.denied = false;
    service.quotas = {};
    service.fixed = [];
    clock = new VirtualClock();
    nowMs = 1_800_000_000_000;
    folder = mkdtempSync(join(tmpdir(), 'quotas-'));
    test = testEngine(emulator().url, emulator().credentials, { quotas: quotas(), clock });
  });
  afterEach(() => {
    test.dispose();
    rmSync(folder, { recursive: true });
  });

  const quotas = (serviceQuotas = service.url) =>
    new AccountQuotas({
      directory: folder,
      endpoints: () => ({ runtime: emulator().url, serviceQuotas }),
      now: () => nowMs,
    });

  /** Asks once so that AWS throttles, and waits until the quotas are known for that reason. */
  async function throttled(model = sonnet): Promise<void> {
    emulator().script(
      fail('ThrottlingException', { message: 'Too many tokens, please wait before trying again.' }),
    );
    await test.ask('Hello', { model });
    const connection = await test.connections.current();
    await quotas().read(connection);
  }

  it('a call that reserves more than the quota, by the longest answer that it allows, says so and is sent', async () => {
    service.quotas = { [MINUTE]: 20_000 };
    await throttled();
    emulator().script(throttle(9));
    const asking = test.ask('Write.', { model: sonnet, parameters: { maxTokens: 64_000 } });
    const seen = asking.then(({ events }) => events);
    // What the first call counted is waited for.
    while (!clock.isAwaited && !(await Promise.race([seen.then(() => true), turn(false)]))) {
      // Not yet.
    }
    clock.goOn();
    const notice = (await seen).find(({ type }) => type === 'notice');
    assert.ok(notice?.type === 'notice');
    assert.match(notice.text, /64,\d{3} tokens/);
    assert.match(notice.text, /is 20,000/);
    assert.match(notice.text, /bedrockChat\.maxTokens/);
  });

  it('a throttled profile holds its next call until when, and not that of the global profile', async () => {
    service.quotas = { [MINUTE]: 10_000 };
    await throttled();
    const user = new AbortController();
    let heldMs = 0;
    const held = test.ask('Hello again', {
      model: sonnet,
      parameters: { maxTokens: 9_990 },
      signal: user.signal,
      onEvent: (event) => {
        heldMs = event.type === 'held' ? event.hold.delayMs : heldMs;
      },
    });
    const other = await test.ask('Hello', { model: everywhere, parameters: { maxTokens: 9_990 } });
    assert.ok(other.outcome.type === 'called' && other.outcome.result.outcome === 'success');
    assert.ok(!other.events.some(({ type }) => type === 'held'));
    // A minute for the quota that is used up, and a little for what the first call counted, if that was known in time.
    assert.ok(heldMs > 0 && heldMs <= 65_000, String(heldMs));
    user.abort();
    assert.equal((await held).outcome.type, 'cancelled');
    assert.equal(emulator().requests.filter(({ operation }) => operation === 'ConverseStream').length, 3);
  });

  it('a day’s quota of nothing, on a new account, holds nobody back and is AWS’s to say', async () => {
    service.quotas = { [MINUTE]: 0, [DAY]: 0 };
    await throttled();
    emulator().script(fail('ThrottlingException', { message: 'Too many tokens per day, please wait.' }));
    const { outcome, events } = await test.ask('Hello', { model: sonnet });
    assert.ok(!events.some(({ type }) => type === 'held'));
    assert.ok(outcome.type === 'called' && outcome.problem !== undefined);
    assert.match(outcome.problem.message, /tokens per day/);
  });

  it('quotas that may not be read hold nobody, and are not asked for with every throttling', async () => {
    service.denied = true;
    await throttled();
    await throttled();
    const { outcome, events } = await test.ask('Hello', { model: sonnet });
    assert.ok(outcome.type === 'called' && outcome.result.outcome === 'success');
    assert.ok(!events.some(({ type }) => type === 'held'));
  });

  it('are asked for again after some hours, and by nobody where the endpoint is another server', async () => {
    service.quotas = { [MINUTE]: 1_000 };
    const connection = await test.connections.current();
    const read = quotas();
    assert.equal(await read.known(connection), undefined);
    await read.read(connection);
    service.quotas = { [MINUTE]: 2_000 };
    const valueOf = async () => {
      const reading = await quotas().read(connection);
      return reading.type === 'known' && reading.quotas[0]?.value;
    };
    assert.equal(await valueOf(), 1_000);
    nowMs += 7 * 60 * 60 * 1000;
    assert.equal(await valueOf(), 2_000);
    nowMs += 7 * 60 * 60 * 1000;
    assert.equal((await quotas('').read(connection)).type, 'ownServer');
  });

  describe('in the diagnosis', () => {
    const asked: AskedOfModel = { requests: 2, inputTokens: 900, cacheReadTokens: 400, outputTokens: 100 };
    const means = (summary = () => Promise.resolve(asked as MetricsSummary)) => quotaMeans(quotas(), summary);
    const check = async (model: string, more = means()) => {
      const diagnosis = await examine(emulator(), { settings: { model }, more: { quotas: more } });
      return diagnosis.of('quotas');
    };

    it('shows the quotas of the model beside what was asked, and leads to the one to raise', async () => {
      service.quotas = { [MINUTE]: 200_000, [MINUTE.replace('4.5', '4')]: 1 };
      const { status, result, fix, action } = await check(sonnet);
      assert.equal(status, 'ok', result);
      assert.ok(result.includes(`${MINUTE}: 200,000.`), result);
      assert.match(result, /2 requests with 1,000 tokens in the last minute/);
      assert.match(result, /counts 5 times/);
      assert.match(fix, /Service Quotas \(L-[0-9A-F]{8}\)/);
      assert.ok(action?.id === 'openQuotas' && action.quota?.startsWith('L-'));
    });

    it('sends to Support where AWS does not raise a quota, and says what a quota of nothing is', async () => {
      service.quotas = { [DAY]: 0 };
      service.fixed = [DAY];
      const { status, fix } = await check(everywhere);
      assert.equal(status, 'warning');
      assert.match(fix, /is 0, as on new accounts.*Support/);
    });

    it('says that a record which cannot be read is not known, and not nothing', async () => {
      service.quotas = { [MINUTE]: 200_000 };
      const { result } = await check(
        sonnet,
        means(() => Promise.reject(new Error('damaged'))),
      );
      assert.match(result, /is not known/);
      assert.doesNotMatch(result, /last minute/);
    });

    it('names the permission that is missing, as no fault', async () => {
      service.denied = true;
      const { status, fix } = await check(sonnet);
      assert.equal(status, 'skipped');
      assert.match(fix, /servicequotas:ListServiceQuotas/);
    });
  });
});
