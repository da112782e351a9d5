import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { textMessage, type Message } from '../../src/core/bedrock/content';
import { configuredModel } from '../../src/core/bedrock/models/modelChoice';
import type { ModelParameters } from '../../src/core/bedrock/parameters';
import { Budget } from '../../src/core/spending/budget';
import { maxCostUsd } from '../../src/core/spending/estimate';
import { pricer } from '../../src/core/spending/pricer';
import { SpendingLog } from '../../src/core/spending/spendingLog';
import { RunBudget } from '../../src/core/prompts/runBudget';
import { StepSpending } from '../../src/core/prompts/stepSpending';
import { answer } from '../support/emulators/bedrock';
import { withEmulator, withEngine } from '../support/withEngine';

const sonnet = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
/** It keeps its prompt cache for five minutes, whatever is asked for. */
const sonnet4 = 'us.anthropic.claude-sonnet-4-20250514-v1:0';
const opus = 'anthropic.claude-opus-4-1-20250805-v1:0';
const nova = 'global.amazon.nova-2-lite-v1:0';
const price = pricer({ own: () => ({}) });

describe('what is reserved for a call and what the call can cost', () => {
  const emulator = withEmulator();
  const test = withEngine(emulator);
  let folder: string;
  let spendingLog: SpendingLog;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reserved-'));
    spendingLog = new SpendingLog(folder, 'a');
    const { events } = test();
    events.push = (...told) => {
      for (const event of told) {
        if (event.type === 'ended') {
          spendingLog.add(event.invocation.cost_usd, 0, event.invocation.id);
        }
      }
      return Array.prototype.push.apply(events, told);
    };
    test().price = price;
    test().budget = new Budget({
      spendingLog,
      limits: () => ({ dailyUsd: 1, monthlyUsd: null }),
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

  /** Asks a model in whose price a call that uses this much costs two dollars or more, over a budget of one. */
  async function isSent(model: string, parameters: ModelParameters): Promise<boolean> {
    test().settings = { ...test().settings, model, parameters };
    const before = emulator().requests.length;
    emulator().script(answer({ text: 'Done', usage: { inputTokens: 1_000, outputTokens: 32_000 } }));
    await test().ask('Write a book.');
    return emulator().requests.length > before;
  }

  for (const [what, model] of [
    ['its id', opus],
    ['the ARN of the model', `arn:aws:bedrock:us-east-1::foundation-model/${opus}`],
    ['the ARN of a profile', `arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.${opus}`],
  ] as const) {
    it(`holds a call to the budget by ${what}`, async () => {
      assert.equal(await isSent(model, { maxTokens: 32_000 }), false);
    });
  }

  it('holds a call to the budget that asks for a latency which its model does not have', async () => {
    assert.equal(await isSent(opus, { maxTokens: 32_000, latency: 'optimized' }), false);
  });

  const most = (model: string, parameters: ModelParameters, messages?: readonly Message[]) =>
    maxCostUsd(
      {
        surface: 'panel',
        conversationId: null,
        systemPrompt: '',
        parameters,
        model: configuredModel(model),
        messages: messages ?? [textMessage('user', 'word '.repeat(20_000))],
      },
      'us-east-1',
      price,
    ) ?? assert.fail('There is a price');

  it('has the cache written for five minutes where the model knows no hour', () => {
    assert.equal(most(sonnet4, { caching: '1h' }), most(sonnet4, { caching: '5m' }));
  });

  it('has the cache written where the history asks for it, whatever the setting', () => {
    const text = 'word '.repeat(20_000);
    const hinted = [
      { role: 'user' as const, content: [{ type: 'text' as const, text }, { type: 'cachePoint' as const }] },
    ];
    assert.equal(most(sonnet, {}, hinted), most(sonnet, { caching: '5m' }));
  });

  it('has the longest answer of a Nova that thinks hard, as that takes no limit', () => {
    const parameters = { maxTokens: 100, reasoning: { type: 'effort', level: 'high' } } as const;
    assert.ok(most(nova, parameters) > (64_000 * 2.5) / 1e6);
  });

  it('has the whole context for a few compressed kilobytes, which may be a hundred pages', () => {
    const paper = { type: 'document', name: 'paper', format: 'pdf', bytes: new Uint8Array(12_000) } as const;
    const asked = most(sonnet, { maxTokens: 1 }, [{ role: 'user', content: [paper] }]);
    assert.ok(asked >= (200_000 * 3) / 1e6, String(asked));
  });

  it('has a long answer of a model that nobody knows but for its price', () => {
    const own = pricer({ own: () => ({ 'maker.new-model-v1:0': { input: 1, output: 10 } }) });
    const usd = maxCostUsd(
      {
        surface: 'panel',
        conversationId: null,
        systemPrompt: '',
        parameters: {},
        model: configuredModel('maker.new-model-v1:0'),
        messages: [textMessage('user', 'Hello')],
      },
      'us-east-1',
      own,
    );
    assert.ok(usd !== undefined && usd > 0.64, String(usd));
  });

  it('is unknown, and no broken number, for a tier that Bedrock says and nobody knows', () => {
    const cost = price({
      model: configuredModel(sonnet),
      region: 'us-east-1',
      latency: undefined,
      cacheTtl: '5m',
      serviceTier: 'overnight' as unknown as ModelParameters['serviceTier'],
      usage: {
        inputTokens: 10,
        outputTokens: 10,
        cacheReadInputTokens: 0,
        cacheWriteInputTokens: 0,
        source: 'reported',
      },
    });
    assert.equal(cost, undefined);
  });

  it('counts against the cap of a run where nobody knows in the end what a call cost', async () => {
    const spending = new StepSpending('one', new RunBudget(1, 0), () => Promise.resolve());
    await spending.admit(0.6);
    spending.settle(null);
    await spending.admit(0.6);
    spending.settle(null);
    await assert.rejects(spending.admit(0.6), { name: 'OverBudgetError' });
    assert.equal(spending.drain(), 1.2);
  });
});
