import { randomUUID } from 'node:crypto';
import type { AnswerOptions } from './behaviors';
import type { FoundationModel } from './models';
import { sealReasoning, signReasoning } from './reasoning';
import { formatSchemaOf, sampleOf } from './structureRules';
import { charactersOf, inputTokensOf, tokensOf } from './tokens';
import { type ConverseBody, lastPrompt, textsOf } from './wire';

/** Token counts in the form of Converse's `usage`. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly totalTokens: number;
  readonly cacheReadInputTokens: number;
  readonly cacheWriteInputTokens: number;
  readonly cacheDetails?: readonly { readonly ttl: string; readonly inputTokens: number }[];
}

/** A whole answer, worked out before its first byte is sent. */
export interface PlannedAnswer {
  readonly reasoning?: { readonly words: readonly string[]; readonly signature?: string };
  /** Reasoning that nobody but the model can read. */
  readonly redacted?: Uint8Array;
  /** The text in the pieces in which it is streamed, spaces included. */
  readonly words: readonly string[];
  readonly toolUses: readonly {
    readonly toolUseId: string;
    readonly name: string;
    readonly input: unknown;
  }[];
  readonly stopReason: string;
  readonly usage: Usage;
  /** A guardrail's trace of its work, where the request asks for that. */
  readonly guardrailTrace?: Readonly<Record<string, unknown>>;
  /** How it was served: as was asked for. */
  readonly served: Pick<ConverseBody, 'serviceTier' | 'performanceConfig'>;
}

const maxQuote = 600;
const extraMarkdown = {
  list: '\n\nA list:\n\n1. first\n2. second\n   - nested\n3. third',
  table: '\n\nA table:\n\n| name | value |\n| --- | ---: |\n| one | 1 |\n| two | 2 |',
  code: '\n\nSome code:\n\n```typescript\nexport function greet(name: string): string {\n  return `Hello, ${name}!`;\n}\n```',
} as const;

/** Works out the answer to a request. */
export function planAnswer(
  body: ConverseBody,
  model: FoundationModel,
  options: AnswerOptions,
): PlannedAnswer {
  const reasoningText = reasoningOf(options, body);
  const full = splitWords(textOf(body, model, options));
  const limit = body.inferenceConfig?.maxTokens;
  const spent = tokensOf(reasoningText ?? '');
  const limited = limit === undefined ? full : withinTokens(full, Math.max(0, limit - spent));
  const stopped = beforeStopSequence(limited, body.inferenceConfig?.stopSequences ?? []);
  const truncated = limited.length < full.length && stopped.length === limited.length;
  const toolUses = truncated
    ? []
    : (options.toolUses ?? forcedCalls(body, options)).map((use) => ({ toolUseId: newToolUseId(), ...use }));
  const words = stopped;
  const inputTokens = inputTokensOf(body);
  const outputTokens =
    spent + tokensOf(words.join('')) + tokensOf(toolUses.length > 0 ? JSON.stringify(toolUses) : '');
  return {
    ...(reasoningText === undefined
      ? {}
      : {
          reasoning: {
            words: splitWords(reasoningText),
            ...(model.traits.signedReasoning ? { signature: signReasoning(reasoningText) } : {}),
          },
        }),
    ...(options.redacted && model.traits.signedReasoning
      ? { redacted: sealReasoning(lastPrompt(body)) }
      : {}),
    ...(options.guardrail && body.guardrailConfig?.trace === 'enabled'
      ? { guardrailTrace: options.guardrail }
      : {}),
    served: {
      ...(body.serviceTier ? { serviceTier: body.serviceTier } : {}),
      ...(body.performanceConfig ? { performanceConfig: body.performanceConfig } : {}),
    },
    words,
    toolUses,
    stopReason:
      options.stopReason ??
      (options.guardrail ? 'guardrail_intervened' : undefined) ??
      naturalStop({ truncated, stopped: stopped.length < limited.length, toolUses }),
    usage: {
      inputTokens,
      outputTokens,
      totalTokens: inputTokens + outputTokens,
      cacheReadInputTokens: 0,
      cacheWriteInputTokens: 0,
    },
  };
}

/** The call that a request forces, of its last tool, with as little as it takes. */
function forcedCall({
  toolConfig,
}: ConverseBody): { readonly name: string; readonly input: unknown } | undefined {
  const { tools = [], toolChoice = {} } = toolConfig ?? {};
  const spec = tools.findLast(({ toolSpec }) => toolSpec !== undefined)?.toolSpec;
  const isForced = 'any' in toolChoice || 'tool' in toolChoice;
  return isForced && spec !== undefined
    ? { name: spec.name ?? '', input: sampleOf(spec.inputSchema?.json) }
    : undefined;
}

function forcedCalls(body: ConverseBody, options: AnswerOptions) {
  const call = options.text === undefined && options.words === undefined ? forcedCall(body) : undefined;
  return call === undefined ? [] : [call];
}

function naturalStop(end: { truncated: boolean; stopped: boolean; toolUses: readonly unknown[] }): string {
  if (end.truncated) {
    return 'max_tokens';
  }
  if (end.stopped) {
    return 'stop_sequence';
  }
  return end.toolUses.length > 0 ? 'tool_use' : 'end_turn';
}

/** Content blocks of the answer's message, for Converse without streaming. */
export function contentOf(plan: PlannedAnswer): readonly Record<string, unknown>[] {
  const { reasoning, redacted, words, toolUses } = plan;
  return [
    ...(reasoning
      ? [
          {
            reasoningContent: {
              reasoningText: {
                text: reasoning.words.join(''),
                ...(reasoning.signature === undefined ? {} : { signature: reasoning.signature }),
              },
            },
          },
        ]
      : []),
    ...(redacted ? [{ reasoningContent: { redactedContent: base64(redacted) } }] : []),
    ...(words.length > 0 ? [{ text: words.join('') }] : []),
    ...toolUses.map((toolUse) => ({ toolUse })),
  ];
}

/** Bytes as JSON carries them. */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function newToolUseId(): string {
  return `tooluse_${randomUUID().replace(/-/g, '').slice(0, 22)}`;
}

function textOf(body: ConverseBody, model: FoundationModel, options: AnswerOptions): string {
  if (options.text !== undefined) {
    return options.text;
  }
  if (options.words !== undefined) {
    return manyWords(options.words);
  }
  if (body.outputConfig?.textFormat !== undefined) {
    return JSON.stringify(sampleOf(formatSchemaOf(body)));
  }
  if (forcedCall(body) !== undefined) {
    return '';
  }
  const extras = (options.extras ?? []).map((extra) => extraMarkdown[extra]).join('');
  return (
    [introduction(model), question(body), memory(body), instructions(body)].filter(Boolean).join('\n\n') +
    extras
  );
}

function introduction(model: FoundationModel): string {
  return `**This is the Bedrock emulator**, answering in place of ${model.modelName}. No AWS account is used and nothing is billed.`;
}

function question(body: ConverseBody): string {
  const results = (body.messages?.at(-1)?.content ?? []).filter((block) => block.toolResult).length;
  if (results > 0) {
    return `You sent me ${counted(results, 'tool result')}.`;
  }
  return `You asked:\n\n${quote(lastPrompt(body))}`;
}

function memory(body: ConverseBody): string {
  const earlier = body.messages?.slice(0, -1) ?? [];
  const first = textsOf(earlier.find((message) => message.role === 'user')).at(-1);
  if (earlier.length === 0 || first === undefined) {
    return 'This is the first question of our conversation.';
  }
  return `I was sent ${counted(earlier.length, 'earlier message')} of our conversation. Its first question was:\n\n${quote(first)}`;
}

function instructions(body: ConverseBody): string {
  const length = (body.system ?? []).map((each) => each.text ?? '').join('').length;
  return length > 0 ? `I was given a system prompt of ${counted(length, 'character')}.` : '';
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function quote(text: string): string {
  const shown = text.length > maxQuote ? `${text.slice(0, maxQuote)}…` : text;
  return shown
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}

function manyWords(count: number): string {
  const words = Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    return `word${number}${number === count ? '' : number % 50 === 0 ? '\n\n' : ' '}`;
  });
  return words.join('');
}

function reasoningOf(options: AnswerOptions, body: ConverseBody): string | undefined {
  if (options.reasoning === undefined || options.reasoning === false) {
    return undefined;
  }
  if (typeof options.reasoning === 'string') {
    return options.reasoning;
  }
  return `The user asked ${JSON.stringify(lastPrompt(body).slice(0, 80))}. I should say that I am an emulator and repeat the question.`;
}

function splitWords(text: string): readonly string[] {
  return text.match(/\s*\S+\s*/g) ?? (text === '' ? [] : [text]);
}

function withinTokens(words: readonly string[], tokens: number): readonly string[] {
  let left = charactersOf(tokens);
  const end = words.findIndex((word) => (left -= word.length) < 0);
  return end < 0 ? words : words.slice(0, end);
}

function beforeStopSequence(words: readonly string[], sequences: readonly string[]): readonly string[] {
  const text = words.join('');
  const starts = sequences.map((sequence) => text.indexOf(sequence)).filter((start) => start >= 0);
  return starts.length === 0 ? words : splitWords(text.slice(0, Math.min(...starts)));
}
