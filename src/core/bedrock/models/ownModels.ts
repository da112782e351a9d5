import { entryOf } from '../../util/entryOf';
import { copiedChoice, type ModelChoice, type ModelLimits } from './modelChoice';
import type { ModelFigures } from './modelFigures';
import { modelTraits } from './modelTraits';
import type { PublicList } from './publicListStore';
import { figuresLike, shippedCatalog } from './shippedCatalog';

/** What is known of models beside AWS's listing and the shipped catalog: the user's word, and a public list's. */
export interface OwnModels {
  /** The model or AWS's profile behind an ARN that does not name it, by the ARN. */
  readonly profileModels: Readonly<Record<string, string>>;
  /** By the id of a model or of a profile, or by an ARN. */
  readonly modelLimits: Readonly<Record<string, ModelLimits>>;
  /** What the user had read of a public list. */
  readonly listed?: PublicList;
}

/** Nothing is said. */
export const noOwnModels: OwnModels = { profileModels: {}, modelLimits: {} };

/** A model with what the user says of it, which counts before what lists say. */
export function withOwnModels(
  choice: ModelChoice,
  { profileModels, modelLimits, listed }: OwnModels,
): ModelChoice {
  const behind = entryOf(profileModels, choice.id);
  const model = behind === undefined ? choice : copiedChoice(choice, behind);
  const own = entryOf(modelLimits, model.id) ?? entryOf(modelLimits, model.modelId);
  const limits = { ...listedLimits(listed?.figures(model.modelId)), ...own };
  return Object.keys(limits).length === 0 ? model : { ...model, limits };
}

/** Who says how much a model reads: the user, a public list, the shipped catalog's list of that name, or its family. */
export type LimitsSource =
  | { readonly kind: 'settings' | 'family' }
  | { readonly kind: 'publicList' | 'catalog'; readonly name: string; readonly asOf: string };

/** Who says how many tokens a model reads; undefined where nobody does. */
export function limitsSource(
  { id, modelId }: Pick<ModelChoice, 'id' | 'modelId'>,
  { modelLimits, listed }: OwnModels,
): LimitsSource | undefined {
  if ((entryOf(modelLimits, id) ?? entryOf(modelLimits, modelId))?.contextTokens !== undefined) {
    return { kind: 'settings' };
  }
  if (listed?.figures(modelId)?.contextTokens !== undefined) {
    return { kind: 'publicList', name: listed.source ?? '', asOf: listed.asOf ?? '' };
  }
  const { contextTokens, limitsFrom } = figuresLike(modelId) ?? {};
  if (contextTokens !== undefined && limitsFrom !== undefined) {
    return { kind: 'catalog', name: limitsFrom, asOf: shippedCatalog().asOf };
  }
  return modelTraits(modelId).contextTokens === undefined ? undefined : { kind: 'family' };
}

function listedLimits({ contextTokens, maxOutputTokens }: ModelFigures = {}): ModelLimits {
  return {
    ...(contextTokens === undefined ? {} : { contextTokens }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
  };
}
