import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { textMessage, type Message } from '../../../../../src/core/bedrock/content';
import { toConverseMessages } from '../../../../../src/core/bedrock/wire/messages';
import { WireTools } from '../../../../../src/core/bedrock/wire/tools';

/** Tools that are declared, for Claude. */
function declared(...names: string[]): WireTools {
  return WireTools.of(
    names.map((name) => ({ name, description: '', inputSchema: {} })),
    'anthropic.claude-sonnet-5',
  );
}

describe('toConverseMessages', () => {
  it('keeps calls with their results where tools are declared, results first and in one message', () => {
    const call = (toolUseId: string) => ({ type: 'toolUse' as const, toolUseId, name: 'search', input: {} });
    const result = (toolUseId: string) => ({
      type: 'toolResult' as const,
      toolUseId,
      content: [{ type: 'text' as const, text: toolUseId }],
    });
    const sent = toConverseMessages(
      [
        textMessage('user', 'Find it'),
        { role: 'assistant', content: [call('a'), call('b'), call('never answered')] },
        { role: 'user', content: [{ type: 'text', text: 'Here' }, result('a')] },
        { role: 'user', content: [result('b')] },
      ],
      { tools: declared('search') },
    );
    assert.deepEqual(
      sent[2]?.content?.map((block) => block.toolResult?.toolUseId ?? block.text),
      ['a', 'b', 'never_answered', 'Here'],
    );
    assert.match(sent[2]?.content?.[2]?.toolResult?.content?.[0]?.text ?? '', /not carried out/);
  });

  it('merges runs of one role and drops blank texts', () => {
    const sent = toConverseMessages([
      textMessage('assistant', 'Nobody asked'),
      textMessage('user', 'One'),
      textMessage('user', '  '),
      textMessage('user', 'Two'),
      textMessage('assistant', ''),
      textMessage('user', 'Three'),
    ]);
    assert.deepEqual(sent, [
      { role: 'user', content: [{ text: 'One' }, { text: 'Two' }, { text: 'Three' }] },
    ]);
  });

  it('sends reasoning back only with its signature, unmodified', () => {
    const answer: Message = {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'aborted' },
        { type: 'reasoning', text: 'done', signature: 'sig' },
        { type: 'text', text: 'Yes.' },
      ],
    };
    assert.deepEqual(toConverseMessages([textMessage('user', 'Sure?'), answer])[1]?.content, [
      { reasoningContent: { reasoningText: { text: 'done', signature: 'sig' } } },
      { text: 'Yes.' },
    ]);
  });

  it('keeps what tools said as text, since no tool is declared', () => {
    const sent = toConverseMessages([
      textMessage('user', 'Weather?'),
      {
        role: 'assistant',
        content: [{ type: 'toolUse', toolUseId: 't1', name: 'weather', input: { at: 'Rome' } }],
      },
      {
        role: 'user',
        content: [{ type: 'toolResult', toolUseId: 't1', content: [{ type: 'text', text: 'Sunny' }] }],
      },
    ]);
    assert.match(JSON.stringify(sent), /weather.*Rome.*Sunny/);
    assert.ok(!JSON.stringify(sent).includes('toolUseId'));
  });

  it('gives reasoning only to the model that made it', () => {
    const reasoning = { type: 'reasoning' as const, text: 'hm', signature: 's', model: 'claude-a' };
    const redacted = { type: 'redactedReasoning' as const, data: Buffer.from('x'), model: 'claude-a' };
    const text = { type: 'text' as const, text: 'Yes.' };
    const history: Message[] = [
      textMessage('user', 'Sure?'),
      { role: 'assistant', content: [reasoning, redacted, text] },
      textMessage('user', 'Why?'),
    ];
    const sent = (modelId: string) => toConverseMessages(history, { modelId })[1]?.content?.length;
    assert.equal(sent('claude-a'), 3);
    assert.equal(sent('claude-b'), 1);
  });

  it('gives reasoning of which nobody knows whose it is to any model that signs its own', () => {
    const reasoning = { type: 'reasoning' as const, text: 'hm', signature: 's' };
    const history: Message[] = [
      textMessage('user', 'Sure?'),
      { role: 'assistant', content: [reasoning, { type: 'text', text: 'Yes.' }] },
      textMessage('user', 'Why?'),
    ];
    const sent = (signsReasoning?: boolean) =>
      toConverseMessages(history, { traits: signsReasoning === undefined ? {} : { signsReasoning } })[1]
        ?.content?.length;
    assert.deepEqual([sent(true), sent(), sent(false)], [2, 2, 1]);
  });

  it('lets no answer end with reasoning, and drops one that is nothing else', () => {
    const thought = { type: 'reasoning' as const, text: 'hm', signature: 's' };
    const sent = toConverseMessages([
      textMessage('user', 'One'),
      { role: 'assistant', content: [{ type: 'text', text: 'Half' }, thought] },
      textMessage('user', 'Two'),
      { role: 'assistant', content: [thought] },
      textMessage('user', 'Three'),
    ]);
    assert.deepEqual(sent.slice(1), [
      { role: 'assistant', content: [{ text: 'Half' }] },
      { role: 'user', content: [{ text: 'Two' }, { text: 'Three' }] },
    ]);
  });

  it('keeps together reasoning and answer that come as messages of their own', () => {
    const sent = toConverseMessages([
      textMessage('user', 'One'),
      { role: 'assistant', content: [{ type: 'reasoning', text: 'hm', signature: 's' }] },
      textMessage('assistant', 'Yes.'),
      textMessage('user', 'Two'),
    ]);
    assert.deepEqual(
      sent.map(({ content }) => content?.length),
      [1, 2, 1],
    );
  });

  it('gives calls of another model ids that every model takes, each once', () => {
    const call = { type: 'toolUse' as const, toolUseId: 'functions.read:0', name: 'mcp.read', input: {} };
    const result = { type: 'toolResult' as const, toolUseId: 'functions.read:0', content: [] };
    const round: Message[] = [
      { role: 'assistant', content: [call] },
      { role: 'user', content: [result] },
    ];
    const sent = toConverseMessages([textMessage('user', 'Read'), ...round, ...round], {
      tools: declared('mcp.read'),
    });
    const ids = sent.flatMap(({ content }) =>
      (content ?? []).flatMap(({ toolUse, toolResult }) => toolUse?.toolUseId ?? toolResult?.toolUseId ?? []),
    );
    assert.deepEqual(ids, [
      'functions_read_0',
      'functions_read_0',
      'functions_read_0_2',
      'functions_read_0_2',
    ]);
    assert.equal(sent[1]?.content?.[0]?.toolUse?.name, 'mcp_read');
    assert.deepEqual(sent[2]?.content?.[0]?.toolResult?.content, [{ text: '(nothing)' }]);
  });

  it('marks a failure as one where the model knows that, and says nothing blank', () => {
    const history: Message[] = [
      textMessage('user', 'Read'),
      { role: 'assistant', content: [{ type: 'toolUse', toolUseId: 'a', name: 'read', input: 'odd' }] },
      {
        role: 'user',
        content: [
          {
            type: 'toolResult',
            toolUseId: 'a',
            content: [
              { type: 'text', text: ' ' },
              { type: 'text', text: 'No' },
            ],
            failed: true,
          },
        ],
      },
    ];
    const result = (toolFailures: boolean) =>
      toConverseMessages(history, { tools: declared('read'), traits: { toolFailures } })[2]?.content?.[0]
        ?.toolResult;
    assert.equal(result(true)?.status, 'error');
    assert.deepEqual(result(true)?.content, [{ text: 'No' }]);
    assert.equal(result(false)?.status, undefined);
    assert.deepEqual(
      toConverseMessages(history, { tools: declared('read') })[1]?.content?.[0]?.toolUse?.input,
      {},
    );
  });

  it('sends pictures and documents of the user alone, documents with neutral names and a text beside them', () => {
    const picture = { type: 'image' as const, format: 'png' as const, bytes: Buffer.from('p') };
    const document = (name: string) =>
      ({ type: 'document', format: 'pdf', name, bytes: Buffer.from('d') }) as const;
    const names = ['Report__2025 v2.final.pdf', 'report/2025', 'Report 2025 v2 final.PDF', '%%%.pdf'];
    const [question, answer] = toConverseMessages([
      { role: 'user', content: [picture, ...names.map(document)] },
      { role: 'assistant', content: [picture, { type: 'text', text: 'Seen.' }] },
      textMessage('user', 'Good'),
    ]);
    assert.deepEqual(
      question?.content?.flatMap(({ document: sent }) => sent?.name ?? []),
      ['Report 2025 v2 final', 'report 2025', 'Report 2025 v2 final (2)', 'Document'],
    );
    assert.match(question?.content?.at(-1)?.text ?? '', /documents/);
    assert.deepEqual(question?.content?.[0]?.image?.source, { bytes: Buffer.from('p') });
    assert.deepEqual(answer?.content, [{ text: 'Seen.' }]);
  });

  it('says in words what a model cannot be sent', () => {
    const traits = { images: false, documents: false };
    const picture = { type: 'image' as const, format: 'png' as const, bytes: Buffer.from('p') };
    const document = { type: 'document', format: 'pdf', name: 'plan.pdf', bytes: Buffer.from('d') } as const;
    const [sent] = toConverseMessages([{ role: 'user', content: [picture, document] }], { traits });
    assert.match(JSON.stringify(sent), /picture.*plan\.pdf/);
    assert.ok(sent?.content?.every(({ text }) => text !== undefined));
  });

  it('ends with the user, even where a history ends with an answer or is empty', () => {
    const last = (history: Message[]) => toConverseMessages(history).at(-1);
    assert.deepEqual(last([]), { role: 'user', content: [{ text: 'Continue.' }] });
    assert.deepEqual(last([textMessage('user', 'Hi'), textMessage('assistant', 'Well')]), last([]));
  });
});
