import type { Outcome, Surface } from '../../../protocol/invocation';
import type { ContentBlock, Message } from '../content';
import type { Usage } from './converseEvents';
import type { BedrockError } from '../../aws/errors';
import type { CacheFinding } from '../cache/finding';
import type { GuardrailBlock } from './guardrail';
import type { ModelChoice } from '../models/modelChoice';
import type { ModelParameters } from '../parameters';
import type { CallCost } from '../pricing';
import type { AnswerForm } from '../structure/answerForm';
import type { AnswerSchema } from '../structure/answerSchema';
import type { SchemaCheck } from '../structure/schemaFault';
import type { ToolSpec } from '../tools/toolSpec';

/** One question to one model. */
export interface ConverseRequest {
  readonly surface: Surface;
  readonly conversationId: string | null;
  readonly model: ModelChoice;
  readonly messages: readonly Message[];
  /** Empty: none is sent. */
  readonly systemPrompt: string;
  readonly parameters: ModelParameters;
  /** Tools that the model may call; the caller runs the calls and sends their results with the next request. */
  readonly tools?: readonly ToolSpec[];
  /** True when the model has to call one of them. */
  readonly toolRequired?: boolean;
  /** The form that the answer is to have. */
  readonly answerSchema?: AnswerSchema;
  /** How the model is brought to it; the step that decides it also makes the rest of the request fit. */
  readonly answerForm?: AnswerForm;
  /** True when the model is not to be asked for its prompt cache, whatever the parameters and the history wish. */
  readonly uncached?: boolean;
}

/** How a call ended. `error` is set unless it succeeded, was cancelled or was blocked. */
export interface ConverseResult {
  readonly invocationId: string;
  readonly outcome: Outcome;
  readonly error?: BedrockError;
  /** The part of the answer that arrived, whatever the end. */
  readonly text: string;
  /** The same with reasoning and tool calls, block by block, as it goes back with the next question. */
  readonly content: readonly ContentBlock[];
  readonly stopReason?: string;
  /** The tool whose call was cut off, so that it is not in the content. */
  readonly cutCall?: string;
  /** Which policies of a guardrail blocked it, where the guardrail's trace says so. */
  readonly block?: GuardrailBlock;
  readonly usage: Usage;
  /** Undefined when the price is unknown. */
  readonly cost?: CallCost;
  /** How it fared with the prompt cache, where the service reported its usage. */
  readonly cache?: CacheFinding;
  readonly latencyMs: number;
  readonly timeToFirstTokenMs: number | null;
  /** When this answer was first given, where it is a stored one. */
  readonly storedAt?: Date;
  /** HTTP requests made, the first included. */
  readonly attempts: number;
  /** How a whole answer fits the schema that was asked for; absent where none was, or nothing can be said. */
  readonly schemaCheck?: SchemaCheck;
}
