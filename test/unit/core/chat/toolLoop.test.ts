import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, it } from 'mocha';
import { textMessage, type Message } from '../../../../src/core/bedrock/content';
import type { ToolCall } from '../../../../src/core/bedrock/tools/toolSpec';
import { askWithTools, type Turn, type TurnEvent } from '../../../../src/core/chat/toolLoop';
import { ToolDeclined, type ToolOutput } from '../../../../src/core/chat/toolRunner';
import { answer, fail } from '../../../support/emulators/bedrock';
import { reply, TestTools } from '../../../support/fakes/testTools';
import { withEmulator, withEngine } from '../../../support/withEngine';

describe('askWithTools', () => {
  const emulator = withEmulator();
  const engine = withEngine(emulator);
  let tools: TestTools;
  let events: TurnEvent[];
  let abort: AbortController;

  beforeEach(() => {
    tools = new TestTools(['weather', 'clock']);
    events = [];
    abort = new AbortController();
  });

  function ask(messages: readonly Message[], maxRounds = 25): Promise<Turn> {
    return askWithTools(
      engine().engine,
      {
        surface: 'panel',
        conversationId: 'c1',
        messages,
        signal: abort.signal,
        onEvent: (event) => events.push(event),
      },
      { runner: tools, maxRounds },
    );
  }

  const asked = [textMessage('user', 'What is the weather?')];
  const body = (index: number) => emulator().requests[index]?.body as { messages: WireMessage[] };
  const text = () => events.map((event) => (event.type === 'text' ? event.text : '')).join('');

  it('tells neither the model nor the user a secret that the failure of a tool names', async () => {
    const token = `IQoJb3JpZ2luX2VjE${'aB3/+'.repeat(40)}==`;
    emulator().script(answer({ toolUses: [{ name: 'clock', input: {} }] }), answer({ text: 'Well.' }));
    tools.on('clock', () => Promise.reject(new Error(`AWS_SESSION_TOKEN=${token} password="a b c"`)));
    await ask(asked);
    const [result] = body(1).messages.at(-1)?.content ?? [];
    assert.deepEqual(result?.toolResult?.content, [
      { text: 'The tool failed: AWS_SESSION_TOKEN=[redacted] password="[redacted]"' },
    ]);
    assert.ok(!JSON.stringify(events).includes(token));
  });

  it('runs the tools of an answer at once and sends their results in one message, in the order of the calls', async () => {
    emulator().script(
      answer({
        text: 'Let me look.',
        toolUses: [
          { name: 'weather', input: { city: 'Oslo' } },
          { name: 'clock', input: {} },
        ],
      }),
      answer({ text: 'It rains at noon.' }),
    );
    // The first call ends only after the second has begun and ended: one after the other, this would hang.
    let clockRan: () => void = () => undefined;
    const clock = new Promise<void>((resolve) => (clockRan = resolve));
    tools.on('weather', async ({ input }) => {
      await clock;
      return reply(`rain in ${String(input['city'])}`);
    });
    tools.on('clock', () => {
      clockRan();
      return Promise.resolve(reply('12:00'));
    });
    const turn = await ask(asked);
    assert.equal(turn.outcome.type, 'called');
    assert.equal(text(), 'Let me look.\n\nIt rains at noon.');
    const results = body(1).messages.at(-1);
    assert.equal(results?.role, 'user');
    assert.deepEqual(
      results?.content.map(({ toolResult }) => toolResult?.content),
      [[{ text: 'rain in Oslo' }], [{ text: '12:00' }]],
    );
    assert.equal(emulator().requests.filter(({ status }) => status !== 200).length, 0);
  });

  it('records each model call, in one conversation, and sums their figures', async () => {
    emulator().script(answer({ toolUses: [{ name: 'clock', input: {} }] }), answer({ text: 'Noon.' }));
    const { figures } = await ask(asked);
    const records = engine().invocations;
    assert.equal(records.length, 2);
    assert.deepEqual(new Set(records.map(({ conversation_id }) => conversation_id)), new Set(['c1']));
    assert.equal(figures?.calls, 2);
    const sum = (of: (record: (typeof records)[number]) => number | null) =>
      records.reduce((total, record) => total + (of(record) ?? 0), 0);
    assert.equal(
      figures?.usage.inputTokens,
      sum(({ input_tokens }) => input_tokens),
    );
    assert.equal(
      figures?.usage.outputTokens,
      sum(({ output_tokens }) => output_tokens),
    );
    assert.equal(
      figures?.latencyMs,
      sum(({ latency_ms }) => latency_ms),
    );
    assert.equal(figures?.costUsd, undefined, 'a price that is unknown stays unknown');
  });

  it('tells the model of a tool that fails, of one that was declined, and of one that does not exist', async () => {
    emulator().script(
      answer({
        toolUses: ['weather', 'clock', 'missing'].map((name) => ({ name, input: {} })),
      }),
      answer({ text: 'Never mind.' }),
    );
    tools.on('weather', () => Promise.reject(new Error('the station is down')));
    tools.on('clock', () => Promise.reject(new ToolDeclined()));
    await ask(asked);
    const results = body(1).messages.at(-1)?.content ?? [];
    assert.match(JSON.stringify(results[0]), /the station is down/);
    assert.match(JSON.stringify(results[1]), /did not allow/);
    assert.match(JSON.stringify(results[2]), /There is no tool missing/);
    assert.deepEqual(events.flatMap((event) => (event.type === 'toolEnded' ? [event.end] : [])).toSorted(), [
      'declined',
      'failed',
      'failed',
    ]);
  });

  it('sends signed reasoning back with the results, as it came', async () => {
    emulator().script(
      answer({ reasoning: 'I need a clock.', toolUses: [{ name: 'clock', input: {} }] }),
      answer({ text: 'Noon.' }),
    );
    const turn = await ask(asked);
    assert.equal(turn.outcome.type === 'called' && turn.outcome.result.outcome, 'success');
    assert.match(JSON.stringify(body(1).messages[1]), /I need a clock\..*"signature"/);
  });

  it('ends after so many rounds with the results at hand, and goes on from them when asked to', async () => {
    emulator().script(
      answer({ toolUses: [{ name: 'clock', input: {} }] }),
      answer({ toolUses: [{ name: 'clock', input: {} }] }),
      answer({ text: 'Noon at last.' }),
    );
    const turn = await ask(asked, 2);
    assert.equal(turn.outOfRounds, true);
    assert.equal(emulator().requests.length, 2);
    assert.equal(turn.messages.at(-1)?.role, 'user');
    const more = await ask([...asked, ...turn.messages], 2);
    assert.equal(more.outOfRounds, false);
    assert.match(text(), /Noon at last/);
    assert.equal(emulator().requests.filter(({ status }) => status !== 200).length, 0);
  });

  it('stops in the middle of a tool, even of one that does not listen, and leaves what can be sent again', async () => {
    emulator().script(answer({ text: 'Wait.', toolUses: [{ name: 'weather', input: {} }] }));
    let told: AbortSignal | undefined;
    tools.on('weather', (_call, signal) => {
      told = signal;
      abort.abort();
      return new Promise<ToolOutput>(() => undefined);
    });
    const turn = await ask(asked);
    assert.equal(turn.outcome.type, 'cancelled');
    assert.equal(told?.aborted, true);
    assert.equal(emulator().requests.length, 1);
    abort = new AbortController();
    await ask([...asked, ...turn.messages, textMessage('user', 'Go on without it')]);
    assert.equal(emulator().requests.at(-1)?.status, 200);
    assert.match(JSON.stringify(emulator().requests.at(-1)?.body), /stopped this call/);
  });

  it('keeps what was done when a later call fails', async () => {
    emulator().script(
      answer({ toolUses: [{ name: 'clock', input: {} }] }),
      fail('ValidationException', { message: 'no' }),
    );
    const turn = await ask(asked);
    assert.ok(turn.outcome.type === 'called' && turn.outcome.problem !== undefined);
    assert.equal(turn.messages.at(-1)?.content[0]?.type, 'toolResult');
    assert.equal(turn.figures?.calls, 2);
  });

  it('does not run a call of an answer that was cut off', async () => {
    emulator().script(answer({ toolUses: [{ name: 'clock', input: {} }], stopReason: 'max_tokens' }));
    await ask(asked);
    assert.deepEqual(tools.ran, []);
    assert.equal(emulator().requests.length, 1);
  });

  it('runs few of 2,000 calls of one answer, a handful at a time, and answers every one', async () => {
    const toolUses = Array.from({ length: 2000 }, (_, n) => ({ name: 'clock', input: { n } }));
    emulator().script(answer({ toolUses }), answer({ text: 'Enough.' }));
    let running = 0;
    let atOnce = 0;
    tools.on('clock', async () => {
      atOnce = Math.max(atOnce, ++running);
      await sleep(1);
      running--;
      return reply('12:00');
    });
    await ask(asked);
    assert.ok(atOnce > 1 && atOnce <= 10, `${atOnce} ran at once`);
    assert.ok(tools.ran.length <= 100, `${tools.ran.length} ran`);
    const results = body(1).messages.at(-1)?.content ?? [];
    assert.equal(results.length, 2000);
    const unrun = results.slice(tools.ran.length).map(({ toolResult }) => toolResult);
    assert.ok(unrun.every((result) => result?.status === 'error'));
    assert.match(JSON.stringify(unrun[0]?.content), /Not run: .* at most \d+ tool calls/);
    assert.match(JSON.stringify(unrun.at(-1)?.content), /Not run/);
    assert.equal(emulator().requests.filter(({ status }) => status !== 200).length, 0);
    // The user sees what ran, and once that the rest did not.
    const ended = events.flatMap((event) => (event.type === 'toolEnded' ? [event] : []));
    assert.equal(ended.length, tools.ran.length + 1);
    assert.match(JSON.stringify(ended.at(-1)?.content), /Not run: /);
  });

  it('begins none of the calls that wait when it is stopped', async () => {
    const toolUses = Array.from({ length: 100 }, () => ({ name: 'clock', input: {} }));
    emulator().script(answer({ toolUses }));
    tools.on('clock', () => {
      setImmediate(() => abort.abort());
      return new Promise(() => undefined);
    });
    const turn = await ask(asked);
    assert.equal(turn.outcome.type, 'cancelled');
    assert.ok(tools.ran.length <= 10, `${tools.ran.length} ran`);
    assert.equal(turn.messages.at(-1)?.content.length, 100);
  });

  it('runs a call of an answer that says it ended its turn', async () => {
    emulator().script(answer({ toolUses: [{ name: 'clock', input: {} }], stopReason: 'end_turn' }));
    await ask(asked);
    assert.deepEqual(
      tools.ran.map(({ name }: ToolCall) => name),
      ['clock'],
    );
  });
});

interface WireMessage {
  readonly role: string;
  readonly content: readonly {
    readonly toolResult?: { readonly content: unknown; readonly status?: string };
  }[];
}
