import * as vscode from 'vscode';
import type { ContentBlock, Message } from '../../core/bedrock/content';
import type { ToolSpec } from '../../core/bedrock/tools';

/** What the host wants said: a conversation, and instructions for it. */
export interface HostRequest {
  readonly messages: readonly Message[];
  readonly instructions: string;
}

/**
 * Turns VS Code's messages into ours. The host sends system messages in a role outside the stable enum;
 * they become instructions. Data parts, such as the host's cache hints, are left out.
 */
export function toRequest(messages: readonly vscode.LanguageModelChatRequestMessage[]): HostRequest {
  const { User, Assistant } = vscode.LanguageModelChatMessageRole;
  const said = messages.filter(({ role }) => [User, Assistant].includes(role));
  const system = messages.filter((message) => !said.includes(message));
  return {
    messages: said.map(({ role, content }) => ({
      role: role === Assistant ? 'assistant' : 'user',
      content: content.flatMap(toBlock),
    })),
    instructions: system
      .flatMap(({ content }) => content.flatMap(toBlock))
      .flatMap((block) => (block.type === 'text' ? [block.text] : []))
      .join('\n\n'),
  };
}

/** The tools the host offers. */
export function toTools(tools: readonly vscode.LanguageModelChatTool[] | undefined): ToolSpec[] {
  return (tools ?? []).map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
}

function toBlock(part: unknown): ContentBlock[] {
  if (part instanceof vscode.LanguageModelTextPart) {
    return [{ type: 'text', text: part.value }];
  }
  if (part instanceof vscode.LanguageModelToolCallPart) {
    return [{ type: 'toolUse', toolUseId: part.callId, name: part.name, input: part.input }];
  }
  if (part instanceof vscode.LanguageModelToolResultPart) {
    return [
      {
        type: 'toolResult',
        toolUseId: part.callId,
        content: [{ type: 'text', text: part.content.map(resultText).join('\n') }],
      },
    ];
  }
  return [];
}

function resultText(part: unknown): string {
  if (part instanceof vscode.LanguageModelTextPart) {
    return part.value;
  }
  return typeof part === 'string' ? part : JSON.stringify(part);
}
