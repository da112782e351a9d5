import type { ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';
import type { ContentBlock } from './content';
import type { ConverseEvent, Usage } from './converseEvents';
import { BedrockError } from './errors';
import { wireName, type ToolSpec } from './tools';

/** Puts the stream's events together. Order: content blocks, messageStop, then `metadata` with the usage, last. */
export class StreamedAnswer {
  text = '';
  /** Finished blocks, and the texts so far, in the order they came. */
  readonly content: ContentBlock[] = [];
  stopReason: string | undefined;
  usage: Usage | undefined;
  /** The call being spelled out; its input comes in pieces of JSON. */
  private pending: { readonly toolUseId: string; readonly name: string; json: string } | undefined;

  constructor(private readonly tools: readonly ToolSpec[]) {}

  /** What an event means for whoever shows the answer. Throws BedrockError for a tool call that is no JSON. */
  take(event: ConverseStreamOutput): ConverseEvent | undefined {
    const delta = event.contentBlockDelta?.delta;
    if (delta?.text !== undefined && delta.text !== '') {
      this.text += delta.text;
      this.addText(delta.text);
      return { type: 'text', text: delta.text };
    }
    const reasoning = delta?.reasoningContent?.text;
    if (reasoning !== undefined && reasoning !== '') {
      return { type: 'reasoning', text: reasoning };
    }
    if (delta?.toolUse?.input !== undefined && this.pending !== undefined) {
      this.pending.json += delta.toolUse.input;
    }
    const begun = event.contentBlockStart?.start?.toolUse;
    if (begun !== undefined) {
      this.pending = { toolUseId: begun.toolUseId ?? '', name: this.offeredName(begun.name ?? ''), json: '' };
    }
    if (event.contentBlockStop !== undefined && this.pending !== undefined) {
      return this.finishCall();
    }
    this.stopReason = event.messageStop?.stopReason ?? this.stopReason;
    this.takeUsage(event);
    return undefined;
  }

  private finishCall(): ConverseEvent | undefined {
    const { pending } = this;
    this.pending = undefined;
    if (pending === undefined) {
      return undefined;
    }
    const { toolUseId, name, json } = pending;
    const call = { toolUseId, name, input: parseInput(name, json) };
    this.content.push({ type: 'toolUse', ...call });
    return { type: 'toolCall', call };
  }

  private addText(text: string): void {
    const last = this.content.at(-1);
    if (last?.type === 'text') {
      this.content[this.content.length - 1] = { type: 'text', text: last.text + text };
    } else {
      this.content.push({ type: 'text', text });
    }
  }

  /** The name as it was offered, which may have had characters that Converse does not take. */
  private offeredName(name: string): string {
    return this.tools.find((tool) => wireName(tool.name) === name)?.name ?? name;
  }

  private takeUsage({ metadata }: ConverseStreamOutput): void {
    const usage = metadata?.usage;
    if (usage !== undefined) {
      this.usage = {
        inputTokens: usage.inputTokens ?? 0,
        outputTokens: usage.outputTokens ?? 0,
        cacheReadInputTokens: usage.cacheReadInputTokens ?? 0,
        cacheWriteInputTokens: usage.cacheWriteInputTokens ?? 0,
        source: 'reported',
      };
    }
  }
}

function parseInput(name: string, json: string): Record<string, unknown> {
  try {
    const input: unknown = json.trim() === '' ? {} : JSON.parse(json);
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) {
      return { ...input };
    }
  } catch {
    // Falls through to the error below, which does not quote the input.
  }
  throw new BedrockError('modelError', {
    code: 'MalformedToolUse',
    message: `The model called the tool ${name} with an input that is no JSON object`,
  });
}
