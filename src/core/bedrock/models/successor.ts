import { placeRank } from './automaticModel';
import { isEnding } from './lifecycle';
import { missingStep } from './modelAccess';
import { configuredModel, type ListedModel } from './modelChoice';
import { parseModelId } from './modelId';

/**
 * The newest model of the family of a model that is legacy, ends within 60 days, or that the account does not list;
 * called in the same part of the world where it can be. Never one that ends soon itself or that the account cannot use
 * yet. Undefined where the model is active itself, or nothing of its family is.
 */
export function successorOf(
  id: string,
  models: readonly ListedModel[],
  nowMs: number,
): ListedModel | undefined {
  const own = models.find((model) => model.id === id);
  if (id === '' || (own !== undefined && !isEnding(own, nowMs))) {
    return undefined;
  }
  const [provider = '', ...names] = familyWords(own?.modelId ?? configuredModel(id).modelId);
  const shared = ({ modelId }: ListedModel) =>
    familyWords(modelId).filter((word) => names.includes(word)).length;
  const isElsewhere = (model: ListedModel) => Number(placeOf(model.id) !== placeOf(id));
  const [best] = models
    .filter(
      (model) =>
        model.kind !== 'applicationProfile' &&
        familyWords(model.modelId)[0] === provider &&
        shared(model) > 0 &&
        !isEnding(model, nowMs) &&
        missingStep(model) === undefined,
    )
    .toSorted(
      (a, b) =>
        shared(b) - shared(a) ||
        b.label.localeCompare(a.label, undefined, { numeric: true }) ||
        isElsewhere(a) - isElsewhere(b) ||
        placeRank(a) - placeRank(b),
    );
  return best;
}

/** The part of the world that a profile names, such as `eu`; empty for a model that is called by its own id. */
function placeOf(id: string): string {
  const { kind, profileId = id } = parseModelId(id);
  return kind === 'systemProfile' ? profileId.slice(0, profileId.indexOf('.')) : '';
}

/** The provider and the words of a model's id without its numbers: `anthropic`, `claude`, `haiku`. */
function familyWords(modelId: string): string[] {
  return modelId.split(/[-.:]/).filter((word) => /^[a-z]+$/.test(word));
}
