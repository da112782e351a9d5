import { parseModelId, type ModelReference } from '../bedrock/models/modelId';
import type { PricedCall } from '../bedrock/pricing';

/** The price of what the account made or reserved of a model, which is another than the model's. */
export const OWN = 'own';

/** Where a model answers, which is part of its price. */
export interface Place {
  /**
   * `region` for the model itself; `own` for what the account made or reserved of it, which has another price;
   * undefined for an application's own profile that nobody knows the origin of.
   */
  readonly geography: string | undefined;
  /** The profile that AWS defines. */
  readonly profileId: string | undefined;
}

/** The place of a model, by how it is called. */
export function placeOf({ modelId, inferenceProfile, copyOf }: PricedCall['model']): Place {
  const called = parseModelId(inferenceProfile ?? modelId);
  switch (called.kind) {
    case 'model':
    case 'systemProfile':
      return originOf(called);
    case 'applicationProfile':
    case 'prompt':
    case 'promptRouter':
      return copyOf === undefined
        ? { geography: undefined, profileId: undefined }
        : originOf(parseModelId(copyOf));
    default:
      return { geography: OWN, profileId: undefined };
  }
}

function originOf({ geography = 'region', profileId }: ModelReference): Place {
  return { geography, profileId };
}
