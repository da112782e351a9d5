import type { CacheFinding } from '../bedrock/cache/finding';
import type { ConverseResult } from '../bedrock/wire/converseCall';
import type { Usage } from '../bedrock/wire/converseEvents';
import type { ModelChoice } from '../bedrock/models/modelChoice';

/** The figures of an answer, over all the calls that it was made of. */
export interface TurnFigures {
  /** The model of the last call. */
  readonly model: ModelChoice;
  /** Time spent in model calls; what the tools took is not in it. */
  readonly latencyMs: number;
  /** Until the first token of the first call; null when none came. */
  readonly timeToFirstTokenMs: number | null;
  readonly usage: Usage;
  /** Undefined as soon as the price of one call is unknown. */
  readonly costUsd: number | undefined;
  /** HTTP requests made in all. */
  readonly attempts: number;
  /** Model calls made. */
  readonly calls: number;
  /** How each of them fared with the prompt cache, as far as that is known. */
  readonly cache: readonly CacheFinding[];
}

/** The figures of one call. */
export function callFigures(result: ConverseResult, model: ModelChoice): TurnFigures {
  const { usage, latencyMs, timeToFirstTokenMs, attempts, cost } = result;
  const cache = result.cache === undefined ? [] : [result.cache];
  return { model, latencyMs, timeToFirstTokenMs, usage, costUsd: cost?.usd, attempts, calls: 1, cache };
}

/** Adds figures to those of what came before. */
export function addFigures(before: TurnFigures | undefined, more: TurnFigures): TurnFigures {
  if (before === undefined) {
    return more;
  }
  const costs = [before.costUsd, more.costUsd];
  return {
    model: more.model,
    latencyMs: before.latencyMs + more.latencyMs,
    timeToFirstTokenMs: before.timeToFirstTokenMs,
    usage: addUsage(before.usage, more.usage),
    costUsd: costs.includes(undefined) ? undefined : (before.costUsd ?? 0) + (more.costUsd ?? 0),
    attempts: before.attempts + more.attempts,
    calls: before.calls + more.calls,
    cache: [...before.cache, ...more.cache],
  };
}

function addUsage(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cacheReadInputTokens: a.cacheReadInputTokens + b.cacheReadInputTokens,
    cacheWriteInputTokens: a.cacheWriteInputTokens + b.cacheWriteInputTokens,
    source: isGuessed(a) || isGuessed(b) ? 'estimated' : 'reported',
  };
}

/** That nothing was used is no guess. */
function isGuessed({ source, inputTokens, outputTokens }: Usage): boolean {
  return source === 'estimated' && inputTokens + outputTokens > 0;
}
