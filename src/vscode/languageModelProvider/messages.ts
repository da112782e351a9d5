import * as vscode from 'vscode';
import type { ContentBlock, Message } from '../../core/bedrock/messages';

/**
 * Turns VS Code's messages into ours. A role outside the stable enum (the host sends system messages
 * so) counts as the user's. Data parts, such as the host's cache hints, are left out.
 */
export function toMessages(messages: readonly vscode.LanguageModelChatRequestMessage[]): Message[] {
  return messages.map(({ role, content }) => ({
    role: role === vscode.LanguageModelChatMessageRole.Assistant ? 'assistant' : 'user',
    content: content.flatMap(toBlock),
  }));
}

function toBlock(part: unknown): ContentBlock[] {
  if (part instanceof vscode.LanguageModelTextPart) {
    return [{ type: 'text', text: part.value }];
  }
  if (part instanceof vscode.LanguageModelToolCallPart) {
    return [{ type: 'toolUse', toolUseId: part.callId, name: part.name, input: part.input }];
  }
  if (part instanceof vscode.LanguageModelToolResultPart) {
    return [{ type: 'toolResult', toolUseId: part.callId, text: part.content.map(resultText).join('\n') }];
  }
  return [];
}

function resultText(part: unknown): string {
  if (part instanceof vscode.LanguageModelTextPart) {
    return part.value;
  }
  return typeof part === 'string' ? part : (JSON.stringify(part) ?? '');
}
