import * as vscode from 'vscode';
import type { ContentBlock, Message, ToolResultContent } from '../../core/bedrock/content';
import { dataContent, resultDataContent } from '../../core/bedrock/dataContent';
import { imageFormatOf } from '../../core/bedrock/mediaKind';
import type { ToolSpec } from '../../core/bedrock/wire/tools';
import { fromThinking } from './hostParts';

/** The host's request: a conversation, and instructions for it. */
export interface HostRequest {
  readonly messages: readonly Message[];
  readonly instructions: string;
  /** Types of data that no model can be sent, such as `image/bmp`; the model is told in their place. */
  readonly leftOut: readonly string[];
}

/**
 * Turns VS Code's messages into ours. The host sends system messages in a role outside the stable enum;
 * they become instructions. Data parts are taken by their bytes; those of the host's own types are for itself, but
 * for its cache hints.
 */
export function toRequest(messages: readonly vscode.LanguageModelChatRequestMessage[]): HostRequest {
  const { User, Assistant } = vscode.LanguageModelChatMessageRole;
  const said = messages.filter(({ role }) => [User, Assistant].includes(role));
  const system = messages.filter((message) => !said.includes(message));
  const leftOut = new Set<string>();
  return {
    messages: said.map((message) => toMessage(message, leftOut)),
    instructions: system
      .flatMap(({ content }) => content.flatMap((part) => toBlock(part, leftOut)))
      .flatMap((block) => (block.type === 'text' ? [block.text] : []))
      .join('\n\n'),
    leftOut: [...leftOut],
  };
}

/** One message of the host's, of whatever role; adds the types of data that it leaves out. */
export function toMessage(
  { role, content }: vscode.LanguageModelChatRequestMessage,
  leftOut = new Set<string>(),
): Message {
  const answered = role === vscode.LanguageModelChatMessageRole.Assistant;
  return {
    role: answered ? 'assistant' : 'user',
    content: content.flatMap((part) => toBlock(part, leftOut)),
  };
}

/** The tools the host offers. */
export function toTools(tools: readonly vscode.LanguageModelChatTool[] | undefined): ToolSpec[] {
  return (tools ?? []).map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
}

function toBlock(part: unknown, leftOut: Set<string>): ContentBlock[] {
  if (part instanceof vscode.LanguageModelTextPart) {
    return [{ type: 'text', text: part.value }];
  }
  if (part instanceof vscode.LanguageModelToolCallPart) {
    return [{ type: 'toolUse', toolUseId: part.callId, name: part.name, input: part.input }];
  }
  if (part instanceof vscode.LanguageModelToolResultPart) {
    return [{ type: 'toolResult', toolUseId: part.callId, content: resultContent(part.content, leftOut) }];
  }
  const data = dataOf(part);
  if (data?.mimeType === CACHE_HINT) {
    return [{ type: 'cachePoint' }];
  }
  if (data === undefined) {
    return fromThinking(part);
  }
  return isForHost(data) ? [] : [noted(dataContent(data.bytes, data.mimeType), leftOut)];
}

/** The host's name of a wish to keep what stands before in the prompt cache. */
const CACHE_HINT = 'cache_control';

interface Data {
  readonly mimeType: string;
  readonly bytes: Uint8Array;
}

/* The class came after VS Code 1.104, so the shape decides. */
function dataOf(part: unknown): Data | undefined {
  const isData = typeof part === 'object' && part !== null && 'mimeType' in part && 'data' in part;
  if (!isData || typeof part.mimeType !== 'string') {
    return undefined;
  }
  const { mimeType, data } = part;
  return { mimeType, bytes: data instanceof Uint8Array ? data : new Uint8Array() };
}

/** What the host keeps for itself, such as `stateful_marker` and `usage`, is of no media type. */
function isForHost({ mimeType, bytes }: Data): boolean {
  return !mimeType.includes('/') && imageFormatOf(bytes) === undefined;
}

function noted<T>({ block, leftOut: type }: Noted<T>, leftOut: Set<string>): T {
  if (type !== undefined) {
    leftOut.add(type);
  }
  return block;
}

interface Noted<T> {
  readonly block: T;
  readonly leftOut?: string;
}

/* Texts in a row become one. */
function resultContent(parts: readonly unknown[], leftOut: Set<string>): ToolResultContent[] {
  const content: ToolResultContent[] = [];
  for (const part of parts) {
    const data = dataOf(part);
    if (data !== undefined && isForHost(data)) {
      continue;
    }
    const block: ToolResultContent =
      data === undefined
        ? { type: 'text', text: resultText(part) }
        : noted(resultDataContent(data.bytes, data.mimeType), leftOut);
    const last = content.at(-1);
    if (block.type === 'text' && last?.type === 'text') {
      content.splice(-1, 1, { type: 'text', text: `${last.text}\n${block.text}` });
    } else {
      content.push(block);
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
