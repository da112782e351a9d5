import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { textMessage, type ContentBlock, type Message } from '../../../../../src/core/bedrock/content';
import type { ConverseResult } from '../../../../../src/core/bedrock/wire/converseCall';
import type { ToolSpec } from '../../../../../src/core/bedrock/tools/toolSpec';
import type { Question } from '../../../../../src/core/chat/question';
import { answer, type AnswerOptions, type ConverseBody } from '../../../../support/emulators/bedrock';
import { withEmulator, withEngine } from '../../../../support/withEngine';
import { samplePdf, samplePng } from '../../../../world/bedrock';

const tools: readonly ToolSpec[] = [
  { name: 'weather', description: 'Tells the weather', inputSchema: { type: 'object', properties: null } },
  { name: 'clock.now', description: '', inputSchema: { anyOf: [{ properties: { zone: {} } }, {}] } },
];

const twoCalls: AnswerOptions = {
  reasoning: 'Two things are asked, so I look up both.',
  text: 'Let me look.',
  toolUses: [
    { name: 'weather', input: { city: 'Oslo' } },
    { name: 'clock_now', input: { zone: 'CET' } },
  ],
};

const models = {
  'that takes a budget': 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  'that takes either': 'global.anthropic.claude-sonnet-4-6',
  'that adapts': 'us.anthropic.claude-sonnet-5',
  'without reasoning': 'anthropic.claude-3-haiku-20240307-v1:0',
  'of another family': 'us.amazon.nova-2-lite-v1:0',
  'without a cache on its tools': 'amazon.nova-pro-v1:0',
  'without tools in a stream': 'us.meta.llama4-maverick-17b-instruct-v1:0',
  'without tools, pictures or system prompt': 'mistral.mistral-7b-instruct-v0:2',
};

describe('A conversation with reasoning and tools', () => {
  const emulator = withEmulator();
  const test = withEngine(emulator);
  let history: Message[];

  beforeEach(() => {
    history = [];
    test().settings = {
      ...test().settings,
      systemPrompt: 'You are careful. '.repeat(1_200),
      parameters: {
        reasoning: { type: 'effort', level: 'medium' },
        temperature: 0.7,
        stopSequences: ['\n', 'STOP'],
        caching: '1h',
      },
    };
  });

  async function ask(model: string, more: Partial<Question> = {}): Promise<ConverseResult> {
    const { outcome } = await test().ask('', { model, messages: history, tools, ...more });
    assert.equal(outcome.type, 'called');
    const { result } = outcome;
    if (result.content.length > 0) {
      history.push({ role: 'assistant', content: result.content });
    }
    return result;
  }

  /** One question with all rounds of tools that it leads to; a tool's result comes as a message of its own. */
  async function turn(model: string, question: Message, ...script: AnswerOptions[]): Promise<void> {
    emulator().script(...script.map((options) => answer(options)));
    history.push(question);
    for (;;) {
      const result = await ask(model);
      assert.equal(result.error, undefined, result.error?.detail.message);
      const calls = result.content.filter((block) => block.type === 'toolUse');
      if (calls.length === 0) {
        return;
      }
      history.push(...calls.map(resultOf));
    }
  }

  /** A question whose answer is stopped while the model still thinks. */
  async function aborted(model: string): Promise<void> {
    emulator().script(answer({ reasoning: 'thinking '.repeat(50), paceMs: 5 }));
    history.push(textMessage('user', 'Never mind'));
    const abort = new AbortController();
    const result = await ask(model, {
      signal: abort.signal,
      onEvent: (event) => event.type === 'reasoning' && abort.abort(),
    });
    assert.equal(result.outcome, 'cancelled');
  }

  async function sixTurns(modelOf: (turn: number) => string): Promise<void> {
    await turn(modelOf(0), textMessage('user', 'Weather and time?'), twoCalls, {
      reasoning: 'Both are there.',
      text: 'It rains at noon.',
    });
    await turn(modelOf(1), textMessage('user', 'Sure?'), { reasoning: true, text: 'Yes.' });
    await turn(modelOf(2), documents, { redacted: true, reasoning: true, text: 'I read it.' });
    await aborted(modelOf(3));
    await turn(
      modelOf(4),
      textMessage('user', 'Again, please'),
      { ...twoCalls, reasoning: false },
      twoCalls,
      {
        text: 'It still rains.',
      },
    );
    await turn(modelOf(5), textMessage('user', 'Thanks'), { reasoning: true, text: 'You are welcome.' });
  }

  const refusals = () =>
    emulator().requests.filter(({ status, aborted: gone }) => status !== 200 && !gone).length;
  const bodies = () => emulator().requests.map(({ body }) => body as ConverseBody);

  for (const [what, model] of Object.entries(models)) {
    it(`goes on for six turns with a model ${what}, and nothing is refused`, async () => {
      await sixTurns(() => model);
      assert.equal(refusals(), 0);
      assert.equal(emulator().requests.length, 9);
    });
  }

  it('goes on when each turn asks another model', async () => {
    const ids = Object.values(models);
    for (let first = 0; first < ids.length; first += 1) {
      history = [];
      await sixTurns((index) => ids[(first + index) % ids.length] ?? '');
    }
    assert.equal(refusals(), 0);
  });

  it('gives back reasoning as it came, before the calls that it led to, and their results in one message', async () => {
    await sixTurns(() => models['that takes a budget']);
    const [, second] = bodies();
    const [called, results] = second?.messages?.slice(-2) ?? [];
    assert.equal(called?.content?.[0]?.reasoningContent?.reasoningText?.text, twoCalls.reasoning);
    assert.ok(called?.content?.[0]?.reasoningContent?.reasoningText?.signature);
    assert.equal(called?.content?.filter(({ toolUse }) => toolUse).length, 2);
    assert.deepEqual(
      results?.content?.flatMap(({ toolResult }) => toolResult?.content?.[0]?.text ?? []),
      ['The result of weather', 'The result of clock.now'],
    );
    const last = JSON.stringify(bodies().at(-1)?.messages);
    assert.ok(last.includes('redactedContent'));
    assert.ok(!last.includes('thinking thinking'), 'what was aborted is not sent');
  });

  it('reads from the prompt cache what the question before wrote', async () => {
    await sixTurns(() => models['that takes a budget']);
    const [first, ...others] = test().invocations.filter(({ outcome }) => outcome === 'success');
    assert.equal(first?.cache_read_tokens, 0);
    assert.ok((first?.cache_write_tokens ?? 0) > 4_000);
    for (const { cache_read_tokens: read, input_tokens: input } of others) {
      assert.ok((read ?? 0) > 4_000 && (input ?? Infinity) < 500, `${read} read, ${input} not`);
    }
  });
});

function resultOf(call: Extract<ContentBlock, { type: 'toolUse' }>): Message {
  const content = [{ type: 'text' as const, text: `The result of ${call.name}` }];
  return {
    role: 'user',
    content: [{ type: 'toolResult', toolUseId: call.toolUseId, content, failed: true }],
  };
}

const documents: Message = {
  role: 'user',
  content: [
    { type: 'document', format: 'pdf', name: 'My  report_2025.v2.pdf', bytes: samplePdf() },
    { type: 'document', format: 'csv', name: 'My report 2025.v2.csv', bytes: Buffer.from('a,b') },
    { type: 'image', format: 'png', bytes: samplePng() },
  ],
};
