import type { CacheTtl } from '../content';
import type { RetryNotice } from '../../aws/retry';
import type { ToolCall } from '../tools/toolSpec';

/** Events of a running call. */
export type ConverseEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'toolCall'; readonly call: ToolCall }
  | { readonly type: 'retry'; readonly notice: RetryNotice };

/** Tokens of a call. Total input is `inputTokens + cacheReadInputTokens + cacheWriteInputTokens`. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadInputTokens: number;
  readonly cacheWriteInputTokens: number;
  /** Of what was written, how much lasts how long; absent where Bedrock does not say. */
  readonly cacheWrites?: Readonly<Record<CacheTtl, number>>;
  readonly source: 'reported' | 'estimated';
}
