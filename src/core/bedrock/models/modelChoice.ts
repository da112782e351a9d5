import { parseModelId } from './modelId';
import { nameFromId } from './modelNames';

/** A model as it is called: what to send, and what is behind it. */
export interface ModelChoice {
  /** The id in the request: a model id, an inference profile id, or an ARN. */
  readonly id: string;
  /** The model behind it; the same as `id` where nothing more is known. */
  readonly modelId: string;
  readonly inferenceProfile: string | null;
  /** Of an application's own profile: the id of the model or of AWS's profile that it is a copy of, where known. */
  readonly copyOf?: string;
  /** For people, e.g. "Claude Sonnet 4.5". */
  readonly label: string;
  /** True when the user did not choose it. */
  readonly automatic: boolean;
}

/** A model that the account lists for chatting, as offered in the picker. */
export interface ListedModel extends ModelChoice {
  readonly provider: string;
  readonly kind: 'onDemand' | 'systemProfile' | 'applicationProfile';
  readonly legacy: boolean;
  /** Whether it takes pictures, as the account lists it; undefined where that is not said. */
  readonly images?: boolean;
}

/** Whether an id is the ARN of an application inference profile, which says nothing of the model behind it. */
export function isApplicationProfile(id: string): boolean {
  return parseModelId(id).kind === 'applicationProfile';
}

/** The facts that a model id tells without asking AWS. */
export function configuredModel(id: string): ModelChoice {
  const { kind, modelId = id } = parseModelId(id);
  return {
    id,
    modelId,
    inferenceProfile: modelId === id || kind === 'model' ? null : id,
    label: nameFromId(id),
    automatic: false,
  };
}
