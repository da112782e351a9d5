import type { Answer, AnswerBlock, ReplyUsage } from './replies';
import { signatureOf } from './signatures';

/** An event of ConverseStream. */
export interface AnswerEvent {
  readonly type: string;
  readonly payload: object;
}

/** Gives the calls of an answer their ids and its reasoning, as Claude does, a signature of the model that was asked. */
export function completed(answer: Answer, modelId: string, serial: number): Answer {
  const blocks = answer.blocks.map((block, index): AnswerBlock => {
    switch (block.type) {
      case 'toolUse':
        return { ...block, toolUseId: block.toolUseId ?? `tooluse_${serial}_${index}` };
      case 'reasoning':
        return modelId.startsWith('anthropic.')
          ? { ...block, signature: block.signature ?? signatureOf(modelId, block.text) }
          : block;
      case 'redacted':
        return { ...block, data: block.data ?? signatureOf(modelId, '') };
      case 'text':
        return block;
    }
  });
  return { ...answer, blocks };
}

/** The events of an answer as ConverseStream sends them. */
export function answerEvents(answer: Answer): readonly AnswerEvent[] {
  const blocks = answer.blocks.flatMap((block, contentBlockIndex) => [
    ...startOf(block).map((start) => ({ type: 'contentBlockStart', payload: { contentBlockIndex, start } })),
    ...deltasOf(block, answer.pieces).map((delta) => ({
      type: 'contentBlockDelta',
      payload: { contentBlockIndex, delta },
    })),
    { type: 'contentBlockStop', payload: { contentBlockIndex } },
  ]);
  return [
    { type: 'messageStart', payload: { role: 'assistant' } },
    ...blocks,
    {
      type: 'messageStop',
      payload: {
        stopReason: stopReasonOf(answer),
        additionalModelResponseFields: answer.additionalModelResponseFields,
      },
    },
    {
      type: 'metadata',
      payload: { usage: usageOf(answer.usage), metrics: { latencyMs: 12 }, ...endOf(answer) },
    },
  ];
}

/** The same answer as Converse gives it. */
export function converseAnswer(answer: Answer): object {
  return {
    output: { message: { role: 'assistant', content: answer.blocks.map(wholeBlock) } },
    stopReason: stopReasonOf(answer),
    usage: usageOf(answer.usage),
    metrics: { latencyMs: 12 },
    additionalModelResponseFields: answer.additionalModelResponseFields,
    ...endOf(answer),
  };
}

function endOf({ trace, serviceTier }: Answer): object {
  return { trace, serviceTier: serviceTier === undefined ? undefined : { type: serviceTier } };
}

function stopReasonOf({ stopReason, blocks }: Answer): string {
  return stopReason ?? (blocks.some(({ type }) => type === 'toolUse') ? 'tool_use' : 'end_turn');
}

function usageOf(usage: ReplyUsage = {}): object {
  const { inputTokens = 10, outputTokens = 5, cacheReadInputTokens, cacheWriteInputTokens } = usage;
  const totalTokens = inputTokens + outputTokens + (cacheReadInputTokens ?? 0) + (cacheWriteInputTokens ?? 0);
  return { inputTokens, outputTokens, totalTokens, ...usage };
}

function startOf(block: AnswerBlock): readonly object[] {
  return block.type === 'toolUse' ? [{ toolUse: { toolUseId: block.toolUseId, name: block.name } }] : [];
}

function deltasOf(block: AnswerBlock, pieces: number | undefined): readonly object[] {
  switch (block.type) {
    case 'text':
      return cut(block.text, pieces).map((text) => ({ text }));
    case 'toolUse':
      return cut(inputText(block.input), pieces ?? 16).map((input) => ({ toolUse: { input } }));
    case 'reasoning':
      return [
        ...cut(block.text, pieces).map((text) => ({ reasoningContent: { text } })),
        ...(block.signature === undefined ? [] : [{ reasoningContent: { signature: block.signature } }]),
      ];
    case 'redacted':
      return [{ reasoningContent: { redactedContent: block.data } }];
  }
}

function inputText(input: unknown): string {
  return typeof input === 'string' ? input : JSON.stringify(input);
}

/** Words, or pieces of so many characters; no character is cut in two. */
function cut(text: string, size: number | undefined): readonly string[] {
  if (size === undefined) {
    return text.match(/\s*\S+\s*$|\s*\S+/g) ?? (text === '' ? [] : [text]);
  }
  const characters = Array.from(text);
  return Array.from({ length: Math.ceil(characters.length / size) }, (_none, index) =>
    characters.slice(index * size, (index + 1) * size).join(''),
  );
}

function wholeBlock(block: AnswerBlock): object {
  switch (block.type) {
    case 'text':
      return { text: block.text };
    case 'toolUse':
      return { toolUse: { toolUseId: block.toolUseId, name: block.name, input: block.input } };
    case 'reasoning':
      return { reasoningContent: { reasoningText: { text: block.text, signature: block.signature } } };
    case 'redacted':
      return { reasoningContent: { redactedContent: block.data } };
  }
}
