import type { ModelTraits } from './traits';
import { parseModelId } from './modelId';
import { nameFromId } from './modelNames';

/** How much a model reads and writes. */
export type ModelLimits = Pick<ModelTraits, 'contextTokens' | 'maxOutputTokens'>;

/** A model as it is called: what to send, and what is behind it. */
export interface ModelChoice {
  /** The id in the request: a model id, an inference profile id, or an ARN. */
  readonly id: string;
  /** The model behind it; the same as `id` where nothing more is known. */
  readonly modelId: string;
  /** The profile, or the ARN of what the account made of the model, that it is called through. */
  readonly inferenceProfile: string | null;
  /** Where an ARN does not say it: the id of the model, or of AWS's profile, that it is a copy of. */
  readonly copyOf?: string;
  /** Why nobody knows the model behind an ARN: AWS may not be asked, or there is nothing to ask. */
  readonly hidden?: 'denied' | 'untold';
  /** The user's word on its limits, or that of a public list that the user had read. */
  readonly limits?: ModelLimits;
  /** For people, e.g. "Claude Sonnet 4.5". */
  readonly label: string;
  /** True when the user did not choose it. */
  readonly automatic: boolean;
}

/** What AWS says an account lacks for a model. */
export type MissingStep = 'agreement' | 'entitlement' | 'authorization' | 'region';

/** What AWS says of an account and a model that it has not used: what is missing, or that the first call subscribes. */
export type ModelAccess = MissingStep | 'subscribes';

/** A model that the account lists for chatting, as offered in the picker. */
export interface ListedModel extends ModelChoice {
  readonly provider: string;
  readonly kind: 'onDemand' | 'systemProfile' | 'applicationProfile';
  /** As AWS calls it; an inference profile is what its model is. */
  readonly legacy: boolean;
  /** When AWS retires it, ISO 8601; undefined where that is not said. */
  readonly endsUtc?: string;
  /** What AWS says of the account's access to it; undefined where it has it, or that is not known. */
  readonly access?: ModelAccess;
  /** Whether it takes pictures, as the account lists it; undefined where that is not said. */
  readonly images?: boolean;
}

/** Whether an id is the ARN of an application inference profile, which says nothing of the model behind it. */
export function isApplicationProfile(id: string): boolean {
  return parseModelId(id).kind === 'applicationProfile';
}

/** The facts that a model id tells without asking AWS. */
export function configuredModel(id: string): ModelChoice {
  const { kind, modelId } = parseModelId(id);
  const isProfile = kind === 'systemProfile' || kind === 'applicationProfile';
  return {
    id,
    modelId: modelId ?? id,
    inferenceProfile: isProfile || kind === 'customModel' ? id : null,
    ...(modelId === undefined ? { hidden: 'untold' } : {}),
    label: nameFromId(id),
    automatic: false,
  };
}

/** The choice, once it is known of which model, or of which of AWS's profiles, it is a copy. */
export function copiedChoice(choice: ModelChoice, original: string, label?: string): ModelChoice {
  const { hidden: _hidden, ...rest } = choice;
  const { modelId = original } = parseModelId(original);
  const name = choice.modelId === choice.id ? nameFromId(original) : choice.label;
  return { ...rest, modelId, inferenceProfile: choice.id, copyOf: original, label: label ?? name };
}
