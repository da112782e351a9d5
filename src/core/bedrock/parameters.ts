import type { CacheTtl } from './content';

/** Words for how much a model thinks, the least first; each model takes some of them. */
export const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
export type Effort = (typeof efforts)[number];

/** How much a model is asked to think before it answers. */
export type ReasoningWish =
  /** A number of tokens, for models that take a budget. */
  | { readonly type: 'budget'; readonly tokens: number }
  /** A word, for models that take an effort. */
  | { readonly type: 'effort'; readonly level: Effort };

/** A guardrail that watches prompt and answer. */
export interface GuardrailChoice {
  readonly id: string;
  readonly version: string;
  readonly trace: boolean;
}

/**
 * Parameters of a request besides the question. Each is sent only when set, and only where the
 * model is known to take it; the user's own word on an unknown model is sent as it is.
 */
export interface ModelParameters {
  /** Tokens of the answer, at most. */
  readonly maxTokens?: number | undefined;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly stopSequences?: readonly string[] | undefined;
  readonly reasoning?: ReasoningWish | undefined;
  readonly guardrail?: GuardrailChoice | undefined;
  readonly requestMetadata?: Readonly<Record<string, string>> | undefined;
  readonly serviceTier?: 'default' | 'flex' | 'priority' | 'reserved' | undefined;
  readonly latency?: 'standard' | 'optimized' | undefined;
  /** How long cache points last; undefined places none of our own. */
  readonly caching?: CacheTtl | undefined;
}
