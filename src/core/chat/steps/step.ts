import type { Connection } from '../../bedrock/connection';
import type { ConverseRequest } from '../../bedrock/wire/converseCall';
import type { ChatEvent, ChatOutcome, ChatSettings, Question, QuestionBudget } from '../question';

/**
 * A question whose model is known, on its way to it. What is sent is part of it, so that each step hands on
 * one thing. Nobody changes it: a step that wants something else sent passes on a copy.
 */
export interface ResolvedQuestion extends ConverseRequest {
  /** Of the call that may come of it, on record and in the budgets. */
  readonly callId: string;
  readonly connection: Connection;
  readonly settings: ChatSettings;
  readonly cutHistory: boolean;
  /** True when an answer of the cache will not do. */
  readonly bypassCache: boolean;
  /** A budget of the caller's own. */
  readonly ownBudget: QuestionBudget | undefined;
  readonly signal: AbortSignal;
  readonly onEvent: (event: ChatEvent) => void;
  /** Lets another attempt be made after one that may have cost something; the call ends with what it throws. */
  readonly onLostAttempt?: () => Promise<void>;
}

/** The steps that follow. */
export type Next = (question: ResolvedQuestion) => Promise<ChatOutcome>;

/** One step of a question's way: it ends the question, or hands it on and sees how it ended. */
export type Step<In = ResolvedQuestion> = (question: In, next: Next) => Promise<ChatOutcome>;

/** A question's whole way, in order: the first step makes it ready for the others, the last one ends it. */
export type Steps = readonly [Step<Question>, ...(readonly Step[])];

/** Makes one function of the steps. */
export function chain([first, ...others]: Steps): (question: Question) => Promise<ChatOutcome> {
  const end: Next = () => Promise.reject(new Error('The last step handed the question on.'));
  const rest = others.reduceRight<Next>((next, step) => (question) => step(question, next), end);
  return (question) => first(question, rest);
}
