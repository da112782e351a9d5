import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { toRequest } from '../../src/vscode/languageModelProvider/messages';

describe('what VS Code asks a model', () => {
  const { User, Assistant } = vscode.LanguageModelChatMessageRole;

  function message(
    role: vscode.LanguageModelChatMessageRole,
    ...content: unknown[]
  ): vscode.LanguageModelChatRequestMessage {
    return { role, content, name: undefined };
  }

  it('becomes messages, with system messages as instructions and data parts left out', () => {
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
      { role: 'user', content: [{ type: 'text', text: 'Read it' }] },
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
});
