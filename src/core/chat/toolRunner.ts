import type { ToolResultContent } from '../bedrock/content';
import type { ToolCall, ToolSpec } from '../bedrock/tools/toolSpec';

/** The result of a tool. */
export interface ToolOutput {
  readonly content: readonly ToolResultContent[];
  /** True when the model should take it as a failure. */
  readonly failed?: boolean;
}

/** Where the tools are that a model may call; a surface brings its own. */
export interface ToolRunner {
  /** Tools that may be called, asked anew for each question. */
  offered(): readonly ToolSpec[];
  /** Runs one call. Rejects when the tool fails, or with `ToolDeclined` when the user said no to it. */
  run(call: ToolCall, signal: AbortSignal): Promise<ToolOutput>;
}

/** The user did not let a tool run. */
export class ToolDeclined extends Error {
  override readonly name = 'ToolDeclined';
}
