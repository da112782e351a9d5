import assert from 'node:assert/strict';
import type { ContentBlock, Message } from '../../src/core/bedrock/content';
import type { ConverseResult } from '../../src/core/bedrock/wire/converseCall';
import type { ChatOutcome, Question } from '../../src/core/chat/question';
import { answers, calls, refuses, says, thinks, type WireBlock } from './bedrock';
import { withWorld } from './support/withWorld';

const claude = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
const opus = 'us.anthropic.claude-opus-4-7';
const novaPro = 'us.amazon.nova-pro-v1:0';
const mistral = 'mistral.mistral-large-2407-v1:0';
const deepSeek = 'us.deepseek.r1-v1:0';

/** Tools as a host declares them. */
const tools = ['tide', 'wind'].map((name) => ({
  name,
  description: `Tells the ${name} of a harbor`,
  inputSchema: { type: 'object', properties: { harbor: { type: 'string' } } },
}));

/** The smallest PNG there is: one gray pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

/** A history in which tools were called, each call with its result in a message of its own. */
function called(
  uses: readonly { id: string; name?: string; input?: unknown; result?: string }[],
  then: string,
): Message[] {
  return [
    { role: 'user', content: [{ type: 'text', text: 'How is it at Brodick?' }] },
    {
      role: 'assistant',
      content: uses.map(({ id, name = 'tide', input = { harbor: 'Brodick' } }) => ({
        type: 'toolUse',
        toolUseId: id,
        name,
        input,
      })),
    },
    ...uses.map(({ id, result = 'ebb' }): Message => ({
      role: 'user',
      content: [{ type: 'toolResult', toolUseId: id, content: [{ type: 'text', text: result }] }],
    })),
    { role: 'user', content: [{ type: 'text', text: then }] },
  ];
}

/**
 * Histories as hosts, other models and broken answers leave them, from public reports: each of them was refused by
 * Bedrock once, and with it every question after it.
 */
describe('a history that goes out again', () => {
  const world = withWorld();

  /** Asks with a history; the server has to take it. */
  async function ask(model: string, messages: readonly Message[], more: Partial<Question> = {}) {
    const { server, test } = world();
    test.settings = { ...test.settings, model };
    const { outcome } = await test.ask('', { messages, ...more });
    assert.deepEqual(server.refusals, []);
    assert.equal(resultOf(outcome).error, undefined);
    return blocksOf(server.requests.at(-1)?.body);
  }

  it('has the results of two calls in one message', async () => {
    const sent = await ask(claude, called([{ id: 'a' }, { id: 'b', name: 'wind' }], 'And now?'), { tools });
    assert.equal(sent.filter(({ toolResult }) => toolResult !== undefined).length, 2);
  });

  it('tells calls of tools as text where no tools are declared any more', async () => {
    const sent = await ask(claude, called([{ id: 'a' }], 'Sum it up.'));
    assert.ok(sent.some(({ text }) => text?.includes('ebb')));
  });

  it('has ids of calls that another vendor’s model made', async () => {
    const id = `call_${'9'.repeat(40)}|fc_${'7'.repeat(40)}`;
    const sent = await ask(claude, called([{ id }, { id: `${id}b`, name: 'wind' }], 'And now?'), { tools });
    const ids = sent.flatMap(({ toolUse }) => (toolUse === undefined ? [] : [toolUse.toolUseId]));
    assert.equal(new Set(ids).size, 2);
  });

  it('has two calls that came under one id', async () => {
    const sent = await ask(
      claude,
      called(
        [
          { id: 'a', result: 'ebb' },
          { id: 'a', name: 'wind', result: 'west' },
        ],
        'And now?',
      ),
      { tools },
    );
    const told = JSON.stringify(sent);
    assert.ok(told.includes('ebb') && told.includes('west'));
  });

  for (const [what, input] of [
    ['a text', '{"harbor":"Brodick"}'],
    ['a list', ['Brodick']],
    ['nothing', null],
    ['a number', 7],
  ] as const) {
    it(`has a call whose input is ${what}`, async () => {
      await ask(claude, called([{ id: 'a', input }], 'And now?'), { tools });
    });
  }

  it('has the result of a tool that said nothing', async () => {
    await ask(claude, called([{ id: 'a', result: ' \n' }], 'And now?'), { tools });
  });

  for (const model of [
    claude,
    novaPro,
    'us.openai.gpt-5.6',
    'us.mistral.pixtral-large-2502-v1:0',
    'qwen.qwen3-vl-235b-a22b',
  ]) {
    it(`shows ${model} the picture that a tool gave`, async () => {
      const history = called([{ id: 'a' }], 'What is on it?').map((message): Message => ({
        ...message,
        content: message.content.map((block) =>
          block.type === 'toolResult'
            ? { ...block, content: [{ type: 'image', format: 'png', bytes: png }] }
            : block,
        ),
      }));
      const sent = await ask(model, history, { tools });
      const pictures = sent.flatMap((block) => [block, ...(block.toolResult?.content ?? [])]);
      assert.equal(pictures.filter(({ image }) => image !== undefined).length, 1);
    });
  }

  it('has what the user said beside a result, for a model that takes the two apart only', async () => {
    const sent = await ask(mistral, called([{ id: 'a' }], 'Say it in a rhyme.'), { tools });
    assert.ok(JSON.stringify(sent).includes('in a rhyme'));
  });

  it('has reasoning that is hidden, with its signature', async () => {
    const { server, test } = world();
    test.settings = { ...test.settings, model: opus };
    server.reply(answers(thinks(''), calls('tide', { harbor: 'Brodick' })));
    const first = await test.ask('How is the tide?', { tools });
    const sent = await ask(
      opus,
      [
        { role: 'user', content: [{ type: 'text', text: 'How is the tide?' }] },
        { role: 'assistant', content: resultOf(first.outcome).content },
        {
          role: 'user',
          content: [
            {
              type: 'toolResult',
              toolUseId: idIn(resultOf(first.outcome).content),
              content: [{ type: 'text', text: 'ebb' }],
            },
          ],
        },
      ],
      { tools },
    );
    assert.ok(sent.some(({ reasoningContent }) => reasoningContent !== undefined));
  });

  it('leaves out the reasoning of a model that does not want it back', async () => {
    const { server, test } = world();
    test.settings = { ...test.settings, model: deepSeek };
    server.reply(answers(thinks('The sea.', ''), says('Ebb.')));
    const first = await test.ask('How is the tide?');
    const sent = await ask(deepSeek, [
      { role: 'user', content: [{ type: 'text', text: 'How is the tide?' }] },
      { role: 'assistant', content: resultOf(first.outcome).content },
      { role: 'user', content: [{ type: 'text', text: 'And now?' }] },
    ]);
    assert.ok(sent.every(({ reasoningContent }) => reasoningContent === undefined));
  });

  it('has documents under whatever name a tool or a user gave them', async () => {
    const names = [
      'slack-file://F0/9',
      'Tide’s report #3 & more.pdf',
      '  ',
      '潮汐.pdf',
      'a.b.c  d.txt',
      'x'.repeat(400),
    ];
    const sent = await ask(claude, [
      {
        role: 'user',
        content: [
          ...names.map((name) => ({
            type: 'document' as const,
            format: 'txt' as const,
            name,
            bytes: Buffer.from('ebb'),
          })),
        ].slice(0, 5),
      },
    ]);
    assert.ok(sent.some(({ document }) => document !== undefined));
  });

  it('has no cache point beside results of tools, where a model takes none there', async () => {
    const { server, test } = world();
    const parameters = { caching: '5m' as const };
    test.settings = { ...test.settings, systemPrompt: 'Be short. '.repeat(3000), parameters };
    await ask(novaPro, called([{ id: 'a' }], 'And now?').slice(0, 3), { tools });
    assert.ok(JSON.stringify(server.requests.at(-1)?.body).includes('cachePoint'));
  });

  it('asks again without cache points where the model behind a profile turns out to have none', async () => {
    const { server, test } = world();
    test.settings = {
      ...test.settings,
      model: claude,
      systemPrompt: 'Be short. '.repeat(3000),
      parameters: { caching: '5m' },
    };
    server.reply(
      refuses({
        status: 403,
        name: 'AccessDeniedException',
        message:
          'You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information.',
      }),
      says('Ebb.'),
    );
    const { outcome, text } = await test.ask('How is the tide?');
    assert.equal(resultOf(outcome).error, undefined);
    assert.equal(text, 'Ebb.');
    assert.ok(!JSON.stringify(server.requests.at(-1)?.body).includes('cachePoint'));
  });
});

function blocksOf(body: unknown): readonly WireBlock[] {
  const { messages = [] } = (body ?? {}) as { messages?: readonly { content?: readonly WireBlock[] }[] };
  return messages.flatMap(({ content = [] }) => content);
}

function resultOf(outcome: ChatOutcome): ConverseResult {
  assert.equal(outcome.type, 'called', JSON.stringify(outcome));
  return outcome.result;
}

function idIn(content: readonly ContentBlock[]): string {
  const call = content.find((block) => block.type === 'toolUse');
  assert.ok(call);
  return call.toolUseId;
}
