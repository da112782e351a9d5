import * as vscode from 'vscode';
import type { ToolResultContent } from '../../core/bedrock/content';
import { resultDataContent } from '../../core/bedrock/dataContent';
import type { ToolCall, ToolSpec } from '../../core/bedrock/wire/tools';
import { ToolDeclined, type ToolOutput, type ToolRunner } from '../../core/chat/toolRunner';

/**
 * VS Code's language model tools, those of MCP servers among them, as far as they were chosen. VS Code itself asks
 * the user before it runs a tool that wants that: in the Chat view with the request's token, in a dialog without.
 */
export class LanguageModelTools implements ToolRunner {
  constructor(
    /** The names of the tools that may be called. */
    private readonly chosen: () => ReadonlySet<string>,
    private readonly token?: vscode.ChatParticipantToolToken,
  ) {}

  offered(): ToolSpec[] {
    // A workspace that is not trusted must not lead a model to act.
    if (!vscode.workspace.isTrusted) {
      return [];
    }
    const chosen = this.chosen();
    return vscode.lm.tools
      .filter(({ name }) => chosen.has(name))
      .map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
  }

  async run(call: ToolCall, signal: AbortSignal): Promise<ToolOutput> {
    if (!this.offered().some(({ name }) => name === call.name)) {
      throw new Error(`There is no tool ${call.name}`);
    }
    const cancellation = new vscode.CancellationTokenSource();
    const cancel = () => cancellation.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const options = { toolInvocationToken: this.token, input: call.input };
      const { content } = await vscode.lm.invokeTool(call.name, options, cancellation.token);
      return { content: content.flatMap(toToolContent) };
    } catch (error) {
      // This is how VS Code says that the user answered its question with no.
      throw isCancellation(error) && !signal.aborted ? new ToolDeclined() : error;
    } finally {
      signal.removeEventListener('abort', cancel);
      cancellation.dispose();
    }
  }
}

function isCancellation(error: unknown): boolean {
  return (
    error instanceof vscode.CancellationError ||
    (error instanceof Error && (error.name === 'Canceled' || error.message === 'Canceled'))
  );
}

/** A piece of a tool's result; what a model cannot be told is named. */
export function toToolContent(part: unknown): ToolResultContent[] {
  if (part instanceof vscode.LanguageModelTextPart) {
    return [{ type: 'text', text: part.value }];
  }
  if (part instanceof vscode.LanguageModelPromptTsxPart) {
    return [{ type: 'text', text: promptText(part.value) }];
  }
  if (isData(part)) {
    return [resultDataContent(part.data, part.mimeType).block];
  }
  return [];
}

/** The part of newer VS Codes that carries bytes; it is not in the types of the oldest one that we support. */
export function isData(part: unknown): part is { readonly mimeType: string; readonly data: Uint8Array } {
  return (
    typeof part === 'object' &&
    part !== null &&
    'mimeType' in part &&
    typeof part.mimeType === 'string' &&
    'data' in part &&
    part.data instanceof Uint8Array
  );
}

/** The text in a result made with @vscode/prompt-tsx: a tree whose leaves have `text`, some on a line of their own. */
function promptText(value: unknown): string {
  const lines: string[] = [];
  const visit = (node: unknown) => {
    if (typeof node !== 'object' || node === null) {
      return;
    }
    if ('text' in node && typeof node.text === 'string') {
      const starts = 'lineBreakBefore' in node && node.lineBreakBefore !== false && lines.length > 0;
      lines.push(starts ? `\n${node.text}` : node.text);
    }
    if ('children' in node && Array.isArray(node.children)) {
      node.children.forEach(visit);
    }
    if ('node' in node) {
      visit(node.node);
    }
  };
  visit(value);
  return lines.length > 0 ? lines.join('') : JSON.stringify(value);
}
