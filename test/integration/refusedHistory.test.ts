import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { historyMessages } from '../../src/vscode/chatParticipant/history';

function question(prompt: string): vscode.ChatRequestTurn {
  return Object.assign(Object.create(vscode.ChatRequestTurn.prototype) as vscode.ChatRequestTurn, {
    prompt,
    references: [],
  });
}

function answer(text: string, refused: boolean): vscode.ChatResponseTurn {
  const metadata = { conversationId: 'c', answerLength: text.length, ...(refused ? { refused } : {}) };
  return Object.assign(Object.create(vscode.ChatResponseTurn.prototype) as vscode.ChatResponseTurn, {
    response: [new vscode.ChatResponseMarkdownPart(text)],
    result: { metadata },
  });
}

describe('The history of @bedrock', () => {
  it('leaves out what the service refused, and nothing else', async () => {
    const history = [
      question('Good morning'),
      answer('Hello.', false),
      question('What is on this plan?'),
      answer('', true),
      question('Is it late?'),
      answer('No.', false),
    ];
    const messages = await historyMessages({ history });
    const said = messages.map(({ content }) => content.map((block) => block.type === 'text' && block.text));
    assert.deepEqual(said.flat(), ['Good morning', 'Hello.', 'Is it late?', 'No.']);
  });
});
