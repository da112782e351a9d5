import * as vscode from 'vscode';
import type { ContentBlock } from '../../core/bedrock/content';
import type { Usage } from '../../core/bedrock/wire/converseEvents';

type ThinkingPart = new (
  value: string,
  id?: string,
  metadata?: Readonly<Record<string, unknown>>,
) => vscode.LanguageModelResponsePart;
type DataPart = new (data: Uint8Array, mimeType: string) => vscode.LanguageModelResponsePart;

/* Neither is in every host that we run in: looked for when needed. */
function hostClass(name: string): unknown {
  return Object.entries(vscode).find(([key]) => key === name)?.[1];
}

/** Reasoning as the host shows it; undefined where it knows none. */
export function thinkingPart(
  text: string,
  metadata?: Readonly<Record<string, unknown>>,
): vscode.LanguageModelResponsePart | undefined {
  const Part = hostClass('LanguageModelThinkingPart') as ThinkingPart | undefined;
  return Part && new Part(text, undefined, metadata);
}

/** Closes reasoning that was shown with what it takes to send it back as it came; undefined where there is nothing. */
export function signedThinkingPart(block: ContentBlock): vscode.LanguageModelResponsePart | undefined {
  if (block.type !== 'reasoning' || block.signature === undefined) {
    return undefined;
  }
  const { text, signature, model, ground } = block;
  return thinkingPart('', {
    signature,
    reasoning: text,
    ...(model === undefined ? {} : { model }),
    ...(ground === undefined ? {} : { ground }),
  });
}

/** The part that the host gives back of reasoning; none unless it is whole and signed. */
export function fromThinking(part: unknown): ContentBlock[] {
  const Part = hostClass('LanguageModelThinkingPart') as ThinkingPart | undefined;
  if (Part === undefined || !(part instanceof Part)) {
    return [];
  }
  const { metadata } = part as { readonly metadata?: Readonly<Record<string, unknown>> };
  const { signature, reasoning, model, ground } = metadata ?? {};
  if (!isFilled(signature) || !isFilled(reasoning)) {
    return [];
  }
  return [
    {
      type: 'reasoning',
      text: reasoning,
      signature,
      ...(isFilled(model) ? { model } : {}),
      ...(isFilled(ground) ? { ground } : {}),
    },
  ];
}

/** The usage for the host's context meter, in the form of OpenAI's API that the host reads. */
export function usagePart(usage: Usage): vscode.LanguageModelResponsePart | undefined {
  const Part = hostClass('LanguageModelDataPart') as DataPart | undefined;
  const prompt = usage.inputTokens + usage.cacheReadInputTokens + usage.cacheWriteInputTokens;
  const told = {
    prompt_tokens: prompt,
    completion_tokens: usage.outputTokens,
    total_tokens: prompt + usage.outputTokens,
    prompt_tokens_details: { cached_tokens: usage.cacheReadInputTokens },
  };
  return Part && new Part(new TextEncoder().encode(JSON.stringify(told)), 'usage');
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
