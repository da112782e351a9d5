import type { Surface } from '../../protocol/invocation';
import type { Timeouts } from '../bedrock/wire/callWatch';
import type { Message } from '../bedrock/content';
import type { ConverseResult } from '../bedrock/wire/converseCall';
import type { ConverseEvent } from '../bedrock/wire/converseEvents';
import type { BedrockError } from '../aws/errors';
import type { ModelChoice } from '../bedrock/models/modelChoice';
import type { ModelParameters } from '../bedrock/parameters';
import type { AnswerSchema } from '../bedrock/structure/answerSchema';
import type { QuotaHold } from '../bedrock/quotas/quotaGate';
import type { ToolSpec } from '../bedrock/tools/toolSpec';
import type { Explanation } from './explain';

/** The user's settings for asking. */
export interface ChatSettings {
  /** A model id, inference profile id or ARN; empty for the newest Claude Sonnet of the account. */
  readonly model: string;
  readonly systemPrompt: string;
  readonly parameters: ModelParameters;
  /** A second model or profile, asked when the first one fails for good; empty for none. */
  readonly fallbackModel: string;
  /** How long answers are kept for the same question; 0 keeps none. */
  readonly answerCacheMs: number;
  /** Turns sent, the question included; 0 for all. */
  readonly historyMaxTurns: number;
  /** Declare tools in the order of their names, so that the prompt cache finds them however they come. */
  readonly sortTools?: boolean;
  readonly timeouts: Timeouts;
}

/** A question with all that was said before it. */
export interface Question {
  readonly surface: Surface;
  readonly conversationId: string | null;
  /** Oldest first, the question last. */
  readonly messages: readonly Message[];
  /** True when a cached answer will not do. */
  readonly bypassCache?: boolean;
  /** Overrides the settings' model. */
  readonly model?: string;
  /** Override the settings' parameters, each where it is given. */
  readonly parameters?: ModelParameters;
  /** Overrides the settings' system prompt. */
  readonly systemPrompt?: string;
  /** Instructions of the caller, after the system prompt. */
  readonly instructions?: string;
  readonly tools?: readonly ToolSpec[];
  readonly toolRequired?: boolean;
  /** The JSON schema that the answer is to have; how it fits is part of the result. */
  readonly answerSchema?: AnswerSchema;
  /** False when the caller manages the history itself. Default true. */
  readonly cutHistory?: boolean;
  /** A budget of the caller's own, asked before the one of all windows. */
  readonly budget?: QuestionBudget;
  readonly signal: AbortSignal;
  readonly onEvent: (event: ChatEvent) => void;
}

/** A budget for some calls alone; amounts are US dollars, undefined and null where a price is not known. */
export interface QuestionBudget {
  /** Lets a call begin that may cost so much. @throws OverBudgetError, InvalidCapError */
  admit(maxCostUsd: number | undefined): Promise<void>;
  /** The call that was admitted last has ended. */
  settle(costUsd: number | null): void;
}

/** Events for a surface while it waits for the outcome. */
export type ChatEvent =
  | ConverseEvent
  | { readonly type: 'model'; readonly model: ModelChoice; readonly region: string }
  | { readonly type: 'historyCut'; readonly droppedTurns: number }
  /** A sentence about what is sent otherwise than it was given; told once in a conversation for what it is about. */
  | { readonly type: 'notice'; readonly about: string; readonly text: string }
  /** So many calls to the model are under way that this one waits for its turn. */
  | { readonly type: 'queued'; readonly running: number }
  /** A quota of the account has no room for this call yet. */
  | { readonly type: 'held'; readonly hold: QuotaHold }
  /** The first model failed for good, and this one is asked. */
  | {
      readonly type: 'fallback';
      readonly from: ModelChoice;
      readonly to: ModelChoice;
      readonly error: BedrockError;
    };

/** How a question ended. */
export type ChatOutcome =
  /** A model was called; `problem` is set when that failed. */
  | {
      readonly type: 'called';
      readonly result: ConverseResult;
      readonly model: ModelChoice;
      readonly problem?: Explanation;
    }
  /** No call was made: not signed in, no model to be found, or a budget used up. */
  | { readonly type: 'notCalled'; readonly problem: Explanation; readonly error: BedrockError }
  | { readonly type: 'cancelled' };
