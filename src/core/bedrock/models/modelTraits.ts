import { modelFacts, type ModelTraits } from './modelFacts';

/** The part of an unknown model's context that is used, carefully. */
const UNKNOWN_CONTEXT_TOKENS = 32_000;

/**
 * The known facts of the model behind a model id, an inference profile's id or an ARN. A geography in front
 * is looked past; an application profile's ARN says nothing, so pass the id of the model behind it.
 */
export function modelTraits(modelId: string): ModelTraits {
  return modelFacts.find(({ pattern }) => pattern.test(modelId))?.traits ?? {};
}

/** The context window to reckon with, in tokens; a careful 32,000 where it is not known. */
export function contextTokensOf(modelId: string): number {
  return modelTraits(modelId).contextTokens ?? UNKNOWN_CONTEXT_TOKENS;
}
