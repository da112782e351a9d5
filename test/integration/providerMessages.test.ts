import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { toRequest } from '../../src/vscode/languageModelProvider/messages';

describe('what VS Code asks a model', () => {
  const { User, Assistant } = vscode.LanguageModelChatMessageRole;

  function message(role: number, ...content: unknown[]): vscode.LanguageModelChatRequestMessage {
    return { role: role, content, name: undefined };
  }

  it('becomes messages, with system messages as instructions and data parts left out', () => {
    const system = 3;
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
      { role: 'user', content: [{ type: 'text', text: 'Read it' }] },
      {
        role: 'assistant',
        content: [{ type: 'toolUse', toolUseId: 'c1', name: 'read', input: { path: 'a.ts' } }],
      },
      { role: 'user', content: [{ type: 'toolResult', toolUseId: 'c1', text: 'contents' }] },
    ]);
  });
});
