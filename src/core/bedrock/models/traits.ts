import type { Effort } from '../parameters';

/** How a model is asked to reason, by the form in which it is told. */
export type ReasoningKind =
  /** Claude up to 4.5: a number of tokens. */
  | 'budget'
  /** Claude from 4.6: it decides for itself; an effort steers it. */
  | 'adaptive'
  /** Amazon Nova 2: an effort, as `reasoningConfig`. */
  | 'novaEffort'
  /** OpenAI's open models: an effort, as `reasoning_effort`. */
  | 'openAiEffort'
  /** GPT, Grok and Kimi through Converse: an effort within `reasoning`. */
  | 'nestedEffort'
  /** It does not reason, or cannot be told how much. */
  | 'none';

/** Prompt caching as a model takes it. */
export interface CacheTraits {
  /** Tokens before the first cache point below which nothing is kept. */
  readonly minTokens: number;
  /** Whether a cache point may stand after the tools, and beside their results. */
  readonly tools: boolean;
  /** Whether what is kept may last an hour, not only five minutes. */
  readonly oneHour: boolean;
}

/** The known facts of a model. Undefined means unknown, which is neither yes nor no. */
export interface ModelTraits {
  /** Tokens of input and output together. */
  readonly contextTokens?: number;
  /** Tokens of one answer, at most. */
  readonly maxOutputTokens?: number;
  readonly images?: boolean;
  readonly documents?: boolean;
  /** `converse`: tools work without streaming only, which for us is not at all. */
  readonly tools?: 'none' | 'converse' | 'stream';
  /** Whether it can be made to call a tool. */
  readonly requiredTools?: boolean;
  /** Whether a tool's result can be marked as a failure. */
  readonly toolFailures?: boolean;
  /** What may not stand in one message with a tool's result: documents, or anything at all. */
  readonly besideResults?: 'noDocuments' | 'nothing';
  /** Whether a tool's result may hold pictures. */
  readonly resultImages?: boolean;
  readonly system?: boolean;
  /** Null: it has no prompt caching. */
  readonly caching?: CacheTraits | null;
  readonly reasoning?: ReasoningKind;
  /** The efforts that it takes, the least first; `none` where it can be kept from reasoning. */
  readonly efforts?: readonly Effort[];
  /** Its reasoning comes empty unless a summary of it is asked for. */
  readonly hidesReasoning?: boolean;
  /** It reasons also when nobody asks for it. */
  readonly reasonsUnasked?: boolean;
  /** Its reasoning carries a signature, and is refused when sent back without. */
  readonly signsReasoning?: boolean;
  /** Its reasoning is refused, too, where anything before it has changed since. */
  readonly bindsReasoning?: boolean;
  readonly temperature?: boolean;
  readonly topP?: boolean;
  /** It takes either temperature or topP, not both. */
  readonly oneSampling?: boolean;
  readonly stopSequences?: boolean;
  /** It can be asked for lower latency at a higher price. */
  readonly optimizedLatency?: boolean;
  /** CountTokens knows it. */
  readonly countTokens?: boolean;
}
