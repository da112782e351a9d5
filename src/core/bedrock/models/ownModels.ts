import { entryOf } from '../../util/entryOf';
import { copiedChoice, type ModelChoice, type ModelLimits } from './modelChoice';
import type { ModelFigures } from './modelFigures';
import type { PublicList } from './publicListStore';

/** What is known of models beside AWS's listing and the shipped catalogue: the user's word, and a public list's. */
export interface OwnModels {
  /** The model or AWS's profile behind an ARN that does not name it, by the ARN. */
  readonly profileModels: Readonly<Record<string, string>>;
  /** By the id of a model or of a profile, or by an ARN. */
  readonly modelLimits: Readonly<Record<string, ModelLimits>>;
  /** What the user had read of a public list. */
  readonly listed?: Pick<PublicList, 'figures'>;
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

function listedLimits({ contextTokens, maxOutputTokens }: ModelFigures = {}): ModelLimits {
  return {
    ...(contextTokens === undefined ? {} : { contextTokens }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
  };
}
