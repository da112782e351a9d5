import * as vscode from 'vscode';
import type { ContentBlock, ImageBlock, Message, ToolResultContent } from '../../core/bedrock/content';
import type { ToolSpec } from '../../core/bedrock/tools/toolSpec';
import { fromThinking } from './hostParts';
import { entryOf } from '../../core/util/entryOf';

/** The host's request: a conversation, and instructions for it. */
export interface HostRequest {
  readonly messages: readonly Message[];
  readonly instructions: string;
}

/**
 * Turns VS Code's messages into ours. The host sends system messages in a role outside the stable enum;
 * they become instructions. Of data parts, pictures and the host's cache hints are understood.
 */
export function toRequest(messages: readonly vscode.LanguageModelChatRequestMessage[]): HostRequest {
  const { User, Assistant } = vscode.LanguageModelChatMessageRole;
  const said = messages.filter(({ role }) => [User, Assistant].includes(role));
  const system = messages.filter((message) => !said.includes(message));
  return {
    messages: said.map(toMessage),
    instructions: system
      .flatMap(({ content }) => content.flatMap(toBlock))
      .flatMap((block) => (block.type === 'text' ? [block.text] : []))
      .join('\n\n'),
  };
}

/** One message of the host's, of whatever role. */
export function toMessage({ role, content }: vscode.LanguageModelChatRequestMessage): Message {
  const answered = role === vscode.LanguageModelChatMessageRole.Assistant;
  return { role: answered ? 'assistant' : 'user', content: content.flatMap(toBlock) };
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
    return [{ type: 'toolResult', toolUseId: part.callId, content: resultContent(part.content) }];
  }
  const data = dataOf(part);
  if (data?.mimeType === CACHE_HINT) {
    return [{ type: 'cachePoint' }];
  }
  return data === undefined ? fromThinking(part) : toImage(data);
}

/** The host's name of a wish to keep what stands before in the prompt cache. */
const CACHE_HINT = 'cache_control';

const imageFormats: Readonly<Record<string, ImageBlock['format']>> = {
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/jpg': 'jpeg',
  'image/gif': 'gif',
  'image/webp': 'webp',
};

interface Data {
  readonly mimeType: string;
  readonly data: unknown;
}

/* The class came after VS Code 1.104, so the shape decides. */
function dataOf(part: unknown): Data | undefined {
  const isData = typeof part === 'object' && part !== null && 'mimeType' in part && 'data' in part;
  return isData && typeof part.mimeType === 'string'
    ? { mimeType: part.mimeType, data: part.data }
    : undefined;
}

function toImage({ mimeType, data }: Data): ImageBlock[] {
  const format = entryOf(imageFormats, mimeType);
  return format === undefined || !(data instanceof Uint8Array) || data.length === 0
    ? []
    : [{ type: 'image', format, bytes: data }];
}

/* Texts in a row become one; other data that a model cannot be shown is left out. */
function resultContent(parts: readonly unknown[]): ToolResultContent[] {
  const content: ToolResultContent[] = [];
  for (const part of parts) {
    const data = dataOf(part);
    if (data !== undefined) {
      content.push(...toImage(data));
      continue;
    }
    const text = resultText(part);
    const last = content.at(-1);
    if (last?.type === 'text') {
      content.splice(-1, 1, { type: 'text', text: `${last.text}\n${text}` });
    } else {
      content.push({ type: 'text', text });
    }
  }
  return content;
}

function resultText(part: unknown): string {
  if (part instanceof vscode.LanguageModelTextPart) {
    return part.value;
  }
  return typeof part === 'string' ? part : JSON.stringify(part);
}
