import { entryOf } from '../../util/entryOf';
import { listedLimits } from './listedLimits';
import type { ModelChoice } from './modelChoice';
import { modelFacts } from './modelFacts';
import type { ModelTraits } from './traits';
import { parseModelId } from './modelId';

/**
 * The known facts of the model behind a model id, an inference profile's id or an ARN. A geography in front
 * is looked past; an application profile's ARN says nothing, so pass the id of the model behind it.
 */
export function modelTraits(id: string): ModelTraits {
  const facts = modelFacts.find(({ pattern }) => pattern.test(id))?.traits;
  return { ...entryOf(listedLimits, parseModelId(id).modelId ?? ''), ...facts };
}

/** The known facts of a model that is to be called, the user's own word on its limits first. */
export function traitsOf({ modelId, limits }: Pick<ModelChoice, 'modelId' | 'limits'>): ModelTraits {
  return { ...modelTraits(modelId), ...limits };
}
