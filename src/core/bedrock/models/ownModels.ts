import { entryOf } from '../../util/entryOf';
import { copiedChoice, type ModelChoice, type ModelLimits } from './modelChoice';

/** What the user says of models that neither AWS nor the lists of the extension tell. */
export interface OwnModels {
  /** The model or AWS's profile behind an ARN that does not name it, by the ARN. */
  readonly profileModels: Readonly<Record<string, string>>;
  /** By the id of a model or of a profile, or by an ARN. */
  readonly modelLimits: Readonly<Record<string, ModelLimits>>;
}

/** Nothing is said. */
export const noOwnModels: OwnModels = { profileModels: {}, modelLimits: {} };

/** A model with what the user says of it, which counts before what AWS says. */
export function withOwnModels(choice: ModelChoice, { profileModels, modelLimits }: OwnModels): ModelChoice {
  const behind = entryOf(profileModels, choice.id);
  const model = behind === undefined ? choice : copiedChoice(choice, behind);
  const limits = entryOf(modelLimits, model.id) ?? entryOf(modelLimits, model.modelId);
  return limits === undefined ? model : { ...model, limits };
}
