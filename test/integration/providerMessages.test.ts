import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { toRequest } from '../../src/vscode/languageModelProvider/messages';
import { readModelOptions } from '../../src/core/bedrock/modelOptions';
import { ReasoningMemory } from '../../src/core/bedrock/reasoningMemory';

describe('what VS Code asks a model', () => {
  const { User, Assistant } = vscode.LanguageModelChatMessageRole;

  function message(
    role: vscode.LanguageModelChatMessageRole,
    ...content: unknown[]
  ): vscode.LanguageModelChatRequestMessage {
    return { role, content, name: undefined };
  }

  it('becomes messages, with system messages as instructions and cache hints where they stood', () => {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the host really sends a role outside the enum
    const system = 3 as vscode.LanguageModelChatMessageRole;
    const { messages, instructions } = toRequest([
      message(system, new vscode.LanguageModelTextPart('Be brief.')),
      message(User, new vscode.LanguageModelTextPart('Read it'), {
        mimeType: 'cache_control',
        data: 'ephemeral',
      }),
      message(Assistant, new vscode.LanguageModelToolCallPart('c1', 'read', { path: 'a.ts' })),
      message(
        User,
        new vscode.LanguageModelToolResultPart('c1', [new vscode.LanguageModelTextPart('contents')]),
      ),
    ]);
    assert.equal(instructions, 'Be brief.');
    assert.deepEqual(messages, [
      { role: 'user', content: [{ type: 'text', text: 'Read it' }, { type: 'cachePoint' }] },
      {
        role: 'assistant',
        content: [{ type: 'toolUse', toolUseId: 'c1', name: 'read', input: { path: 'a.ts' } }],
      },
      {
        role: 'user',
        content: [{ type: 'toolResult', toolUseId: 'c1', content: [{ type: 'text', text: 'contents' }] }],
      },
    ]);
  });

  it('takes pictures along, in messages and in what tools gave back, and leaves other data out', () => {
    const bytes = Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1');
    const picture = { mimeType: 'image/png', data: bytes };
    const { messages } = toRequest([
      message(User, picture, { mimeType: 'stateful_marker', data: Buffer.from('abc') }),
      message(
        User,
        new vscode.LanguageModelToolResultPart('c1', [
          new vscode.LanguageModelTextPart('one'),
          new vscode.LanguageModelTextPart('two'),
          picture,
          { mimeType: 'usage', data: Buffer.from('{}') },
        ]),
      ),
    ]);
    const image = { type: 'image', format: 'png', bytes };
    assert.deepEqual(messages[0]?.content, [image]);
    assert.deepEqual(messages[1]?.content, [
      { type: 'toolResult', toolUseId: 'c1', content: [{ type: 'text', text: 'one\ntwo' }, image] },
    ]);
  });

  it('gets the reasoning of an earlier answer back, before the tool call that it led to', () => {
    const memory = new ReasoningMemory();
    const thought = (text: string) => ({ type: 'reasoning' as const, text, signature: `signed ${text}` });
    const call = (toolUseId: string) => ({ type: 'toolUse' as const, toolUseId, name: 'read', input: {} });
    const text = { type: 'text' as const, text: 'Let me look.' };
    const answer = [thought('first'), text, call('c1'), call('c2'), thought('second'), call('c3')];
    memory.keep(answer);
    const given = answer.filter(({ type }) => type !== 'reasoning');
    assert.deepEqual(memory.restore([{ role: 'assistant', content: given }]), [
      { role: 'assistant', content: answer },
    ]);
    assert.deepEqual(memory.restore([{ role: 'assistant', content: answer }]), [
      { role: 'assistant', content: answer },
    ]);
    assert.deepEqual(memory.restore([{ role: 'assistant', content: [text] }]), [
      { role: 'assistant', content: [text] },
    ]);
  });

  it('sends on only options that it knows, each only where its value is sane', () => {
    assert.deepEqual(readModelOptions(undefined).parameters, {});
    assert.deepEqual(
      readModelOptions({ max_tokens: 100, temperature: 0.5, stop: 'END', _private: 1, fields: {} }),
      {
        parameters: { maxTokens: 100, temperature: 0.5, stopSequences: ['END'] },
        ignored: ['_private', 'fields'],
      },
    );
    assert.deepEqual(readModelOptions({ max_tokens: -1, temperature: 'hot' }).parameters, {});
  });
});
