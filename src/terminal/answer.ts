import type { Outcome } from '../protocol/invocation';
import { configuredModel, type ModelChoice } from '../core/bedrock/models/modelChoice';
import type { SchemaCheck } from '../core/bedrock/structure/schemaFault';
import type { Usage } from '../core/bedrock/wire/converseEvents';
import type { ChatOutcome } from '../core/chat/question';
import { toWireBlocks, type WireBlock } from './converseBlocks';
import { toFailure, type Failure } from './failure';

/** The result of `ask --json`; null is what is not known. */
export interface Answer {
  readonly outcome: Outcome;
  readonly text: string;
  /** Converse's content blocks, bytes as base64. */
  readonly content: readonly WireBlock[];
  readonly stopReason: string | null;
  readonly usage: AnswerUsage | null;
  readonly costUsd: number | null;
  readonly model: Pick<ModelChoice, 'id' | 'modelId' | 'label'> | null;
  readonly region: string;
  /** HTTP requests made. */
  readonly attempts: number;
  readonly latencyMs: number;
  readonly timeToFirstTokenMs: number | null;
  /** How a whole answer fits the schema that was asked for; absent where none was, or there is no answer. */
  readonly schema?: { readonly fits: boolean | null; readonly faults: SchemaCheck['faults'] };
  readonly failure?: Failure;
  readonly notices: readonly string[];
}

/** Tokens; input does not include what was read from or written to the prompt cache. */
export interface AnswerUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly source: Usage['source'];
}

/** What an answer is told with, besides how it ended. */
export interface AnswerContext {
  /** The model that was asked last; undefined before one was found. */
  readonly model: ModelChoice | undefined;
  /** The model that was asked for; empty for the automatic choice. */
  readonly wanted: string;
  readonly region: string;
  /** All the time it took. */
  readonly elapsedMs: number;
  readonly notices: readonly string[];
}

/** Puts an outcome into the shape of `--json`. */
export function toAnswer(outcome: ChatOutcome, asked: AnswerContext): Answer {
  const { region, notices } = asked;
  if (outcome.type === 'called') {
    const { result, model, problem } = outcome;
    const failure = problem && toFailure(problem, result.error);
    return {
      outcome: result.outcome,
      text: result.text,
      content: toWireBlocks(result.content),
      stopReason: result.stopReason ?? null,
      usage: toUsage(result.usage),
      costUsd: result.cost?.usd ?? null,
      model: shortModel(model),
      region,
      attempts: result.attempts,
      latencyMs: result.latencyMs,
      timeToFirstTokenMs: result.timeToFirstTokenMs,
      ...(result.schemaCheck && { schema: toSchema(result.schemaCheck) }),
      ...(failure && { failure }),
      notices,
    };
  }
  const isCancelled = outcome.type === 'cancelled' || outcome.error.reason === 'cancelled';
  const model = asked.model ?? (asked.wanted === '' ? undefined : configuredModel(asked.wanted));
  return {
    outcome: isCancelled ? 'cancelled' : 'error',
    text: '',
    content: [],
    stopReason: null,
    usage: null,
    // No model was called.
    costUsd: 0,
    model: model === undefined ? null : shortModel(model),
    region,
    attempts: 0,
    latencyMs: asked.elapsedMs,
    timeToFirstTokenMs: null,
    ...(outcome.type === 'notCalled' && !isCancelled
      ? { failure: toFailure(outcome.problem, outcome.error) }
      : {}),
    notices,
  };
}

function toSchema({ faults }: SchemaCheck): NonNullable<Answer['schema']> {
  const isUnchecked = faults.some((fault) => fault.isUnchecked);
  return { fits: isUnchecked ? null : faults.length === 0, faults };
}

function shortModel({ id, modelId, label }: ModelChoice): Answer['model'] {
  return { id, modelId, label };
}

function toUsage(usage: Usage): AnswerUsage {
  return {
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    cacheReadTokens: usage.cacheReadInputTokens,
    cacheWriteTokens: usage.cacheWriteInputTokens,
    source: usage.source,
  };
}
