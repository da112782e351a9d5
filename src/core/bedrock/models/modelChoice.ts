import { nameFromId } from './modelNames';

/** A model as it is called: what to send, and what is behind it. */
export interface ModelChoice {
  /** The id in the request: a model id, an inference profile id, or an ARN. */
  readonly id: string;
  /** The model behind it; the same as `id` where nothing more is known. */
  readonly modelId: string;
  readonly inferenceProfile: string | null;
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

const APPLICATION_PROFILE = /^arn:[^:]+:bedrock:.*:application-inference-profile\//s;

const NAMING_ARN = /^arn:[^:]+:bedrock:.*:(?:foundation-model|inference-profile)\/(.+)$/s;

/** Whether an id is the ARN of an application inference profile, which says nothing of the model behind it. */
export function isApplicationProfile(id: string): boolean {
  return APPLICATION_PROFILE.test(id);
}

/** The facts that a model id tells without asking AWS. */
export function configuredModel(id: string): ModelChoice {
  // An ARN of a model or of a profile that AWS defines ends with its id.
  const named = NAMING_ARN.exec(id)?.[1] ?? id;
  const isProfile = /inference-profile\//.test(id) || /^[a-z]{2,6}(-[a-z]+)?\.[a-z0-9-]+\./.test(id);
  return {
    id,
    modelId: isProfile && !named.startsWith('arn:') ? named.slice(named.indexOf('.') + 1) : named,
    inferenceProfile: isProfile ? id : null,
    label: nameFromId(id),
    automatic: false,
  };
}
