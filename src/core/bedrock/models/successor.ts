import { configuredModel, type ListedModel } from './modelChoice';

/**
 * The newest active model of the family of a model that is legacy, or that the account does not list; undefined where
 * the model is active itself, or nothing of its family is.
 */
export function successorOf(id: string, models: readonly ListedModel[]): ListedModel | undefined {
  const own = models.find((model) => model.id === id);
  if (id === '' || own?.legacy === false) {
    return undefined;
  }
  const [provider = '', ...names] = familyWords(own?.modelId ?? configuredModel(id).modelId);
  const family = models.filter(
    ({ modelId, legacy, kind }) =>
      !legacy && kind !== 'applicationProfile' && familyWords(modelId)[0] === provider,
  );
  const shared = ({ modelId }: ListedModel) =>
    familyWords(modelId).filter((word) => names.includes(word)).length;
  const [best] = family
    .filter((model) => shared(model) > 0)
    .toSorted(
      (a, b) => shared(b) - shared(a) || b.label.localeCompare(a.label, undefined, { numeric: true }),
    );
  return best;
}

/** The provider and the words of a model's id without its numbers: `anthropic`, `claude`, `haiku`. */
function familyWords(modelId: string): string[] {
  return modelId.split(/[-.:]/).filter((word) => /^[a-z]+$/.test(word));
}
