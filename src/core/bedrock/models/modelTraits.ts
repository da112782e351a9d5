import type { ModelChoice } from './modelChoice';
import { modelFacts } from './modelFacts';
import type { ModelFigures } from './modelFigures';
import { parseModelId } from './modelId';
import { figuresLike } from './shippedCatalog';
import type { ModelTraits } from './traits';

/**
 * The known facts of the model behind a model id, an inference profile's id or an ARN: how its family behaves, and the
 * figures of the shipped catalog, which count before a family's. A geography in front is looked past; an application
 * profile's ARN says nothing, so pass the id of the model behind it.
 */
export function modelTraits(id: string): ModelTraits {
  const facts = modelFacts.find(({ pattern }) => pattern.test(id))?.traits;
  const { modelId } = parseModelId(id);
  const figures = modelId === undefined ? undefined : figuresLike(modelId);
  return { ...readsOf(figures), ...facts, ...limitsOf(figures) };
}

/** The known facts of a model that is to be called, the user's own word and that of a public list on its limits first. */
export function traitsOf({ modelId, limits }: Pick<ModelChoice, 'modelId' | 'limits'>): ModelTraits {
  return { ...modelTraits(modelId), ...limits };
}

function readsOf(figures: ModelFigures | undefined): Pick<ModelTraits, 'images'> {
  return figures?.reads === undefined ? {} : { images: figures.reads.includes('image') };
}

function limitsOf({ contextTokens, maxOutputTokens }: ModelFigures = {}): ModelTraits {
  return {
    ...(contextTokens === undefined ? {} : { contextTokens }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
  };
}
