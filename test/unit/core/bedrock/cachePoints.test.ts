import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { textMessage, type ContentBlock, type Message } from '../../../../src/core/bedrock/content';
import type { ConverseRequest } from '../../../../src/core/bedrock/wire/converseCall';
import { toConverseInput } from '../../../../src/core/bedrock/wire/converseInput';
import { configuredModel } from '../../../../src/core/bedrock/models/modelChoice';

const sonnet45 = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
const sonnet37 = 'us.anthropic.claude-3-7-sonnet-20250219-v1:0';
const novaPro = 'amazon.nova-pro-v1:0';
const long = 'Some words. '.repeat(500);
const tools = [{ name: 'search', description: long, inputSchema: {} }];
const hint: ContentBlock = { type: 'cachePoint' };

/** Where cache points are in what is sent, with their lifetime, such as `system`, `1 1h` for the second message. */
function points(more: Partial<ConverseRequest>, modelId = sonnet45): string[] {
  const input = toConverseInput({
    surface: 'panel',
    conversationId: null,
    model: configuredModel(modelId),
    messages: [textMessage('user', 'Hello')],
    systemPrompt: '',
    parameters: { caching: '5m' },
    ...more,
  });
  const found = (place: string, blocks: readonly { cachePoint?: { ttl?: unknown } | undefined }[] = []) =>
    blocks.flatMap(({ cachePoint }) => {
      const ttl = typeof cachePoint?.ttl === 'string' ? ` ${cachePoint.ttl}` : '';
      return cachePoint === undefined ? [] : [`${place}${ttl}`];
    });
  return [
    ...found('tools', input.toolConfig?.tools),
    ...found('system', input.system),
    ...(input.messages ?? []).flatMap(({ content }, index) => found(String(index), content)),
  ];
}

describe('Cache points', () => {
  const turns = (count: number): Message[] => [
    ...Array.from({ length: count }, (_, index) => [
      textMessage('user', `Question ${index}. ${long}`),
      textMessage('assistant', 'Answer'),
    ]).flat(),
    textMessage('user', 'And now?'),
  ];

  it('come after tools, system prompt and the last two turns of the user', () => {
    const messages = turns(4);
    assert.deepEqual(points({ messages, tools, systemPrompt: long }), ['tools', 'system', '6', '8']);
    assert.deepEqual(points({ messages, systemPrompt: long }), ['system', '6', '8']);
  });

  it('are left out where too little stands before them', () => {
    assert.deepEqual(points({ systemPrompt: 'Be brief.' }), []);
    assert.deepEqual(points({ systemPrompt: 'Be brief.', tools }), ['tools', 'system', '0']);
    const opus45 = 'us.anthropic.claude-opus-4-5-20251101-v1:0';
    assert.deepEqual(points({ systemPrompt: long, tools }, opus45), []);
  });

  it('last an hour where the model has that, and five minutes elsewhere', () => {
    const request = { messages: turns(1), systemPrompt: long, parameters: { caching: '1h' } } as const;
    assert.deepEqual(points(request), ['system 1h', '0 1h', '2 1h']);
    assert.deepEqual(points(request, sonnet37), ['system', '0', '2']);
  });

  it('are none on tools that cannot have them, and none for a model without a cache or an unknown one', () => {
    const request = { messages: turns(1), tools, systemPrompt: long };
    assert.deepEqual(points(request, novaPro), ['system', '0', '2']);
    assert.deepEqual(points(request, 'anthropic.claude-3-haiku-20240307-v1:0'), []);
    assert.deepEqual(points(request, 'someone.new-model-v1:0'), []);
  });

  it('are none of ours when caching is off', () => {
    assert.deepEqual(points({ messages: turns(2), tools, systemPrompt: long, parameters: {} }), []);
  });

  it('follow the marks of whoever made the history, the last ones when there are too many', () => {
    const messages = turns(4).map(({ role, content }) => ({ role, content: [...content, hint] }));
    assert.deepEqual(points({ messages, parameters: {} }), ['5', '6', '7', '8']);
    assert.deepEqual(points({ messages, tools, systemPrompt: long }), ['tools', 'system', '7', '8']);
    const middle = turns(4).map((message, index) =>
      index === 2 ? { ...message, content: [...message.content, hint] } : message,
    );
    assert.deepEqual(points({ messages: middle }), ['2']);
  });

  it('never let an hour follow five minutes', () => {
    const messages: Message[] = [
      {
        role: 'user',
        content: [
          { type: 'text', text: long },
          { type: 'cachePoint', ttl: '5m' },
        ],
      },
      textMessage('assistant', 'Yes.'),
      {
        role: 'user',
        content: [
          { type: 'text', text: long },
          { type: 'cachePoint', ttl: '1h' },
        ],
      },
    ];
    assert.deepEqual(points({ messages, parameters: {} }), ['0', '2']);
  });

  it('are dropped after reasoning, at the beginning of a message, and after a document that is no PDF', () => {
    const messages: Message[] = [
      { role: 'user', content: [hint, { type: 'text', text: long }] },
      {
        role: 'assistant',
        content: [{ type: 'reasoning', text: 'hm', signature: 's' }, hint, { type: 'text', text: 'Yes.' }],
      },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Read it' },
          { type: 'document', format: 'csv', name: 'a', bytes: new Uint8Array() },
          hint,
        ],
      },
    ];
    assert.deepEqual(points({ messages, parameters: {} }), []);
    // Our own goes before such a document.
    assert.deepEqual(points({ messages: messages.map(withoutHints) }), ['0', '2']);
  });
});

function withoutHints({ role, content }: Message): Message {
  return { role, content: content.filter(({ type }) => type !== 'cachePoint') };
}
