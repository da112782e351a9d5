import type { InferenceProfileSummary } from '@aws-sdk/client-bedrock';
import { classifyError, isAboutPermissions } from '../../aws/errors';
import type { Connection } from '../connection';
import { parseModelId } from './modelId';

/** The permission to ask what is behind a profile. */
export const GET_PROFILE = 'bedrock:GetInferenceProfile';

/** The origin of one of the account's own inference profiles, as far as AWS says it. */
export interface ProfileOrigin {
  /** The id of the model, or of AWS's profile, that it is a copy of. */
  readonly original?: string;
  /** The name that the account gave it. */
  readonly name?: string;
  /** Whether these credentials may not ask. */
  readonly denied: boolean;
}

/** Asks AWS for the origin of an inference profile by its ARN. Never throws. */
export async function profileOrigin(connection: Connection, arn: string): Promise<ProfileOrigin> {
  const { GetInferenceProfileCommand } = await import('../sdk');
  try {
    const command = new GetInferenceProfileCommand({ inferenceProfileIdentifier: arn });
    const profile = await connection.control.send(command);
    const original = originalOf(profile);
    const name = profile.inferenceProfileName;
    return {
      ...(original === undefined ? {} : { original }),
      ...(name === undefined ? {} : { name }),
      denied: false,
    };
  } catch (error) {
    return { denied: isAboutPermissions(classifyError(error).reason) };
  }
}

/**
 * The id of what a profile is a copy of, by the regions in which its model may answer: one is the model itself, in
 * many it is a profile of their geography, and what may answer anywhere is the global one. AWS does not say it otherwise.
 */
export function originalOf({ models }: Pick<InferenceProfileSummary, 'models'>): string | undefined {
  const targets = (models ?? []).map(({ modelArn = '' }) => parseModelId(modelArn));
  const modelId = targets[0]?.modelId;
  const regions = new Set(targets.map(({ region = '' }) => region));
  if (modelId === undefined || regions.size === 1) {
    return modelId;
  }
  return `${regions.has('') ? 'global' : geographyOf([...regions])}.${modelId}`;
}

/* Asia has profiles of one country beside that of all, at the same price but for the oldest Nova models'. */
function geographyOf(regions: readonly string[]): string {
  const isAllIn = (...places: readonly string[]) => regions.every((region) => places.includes(region));
  if (isAllIn('ap-northeast-1', 'ap-northeast-3')) {
    return 'jp';
  }
  if (isAllIn('ap-southeast-2', 'ap-southeast-4', 'ap-southeast-6')) {
    return 'au';
  }
  const parts = new Set(regions.map((region) => region.split('-')[0]));
  for (const [part, geography] of [
    ['ca', 'ca'],
    ['eu', 'eu'],
    ['ap', 'apac'],
    ['sa', 'sa'],
  ] as const) {
    if (parts.has(part)) {
      return geography;
    }
  }
  return regions.some((region) => region.startsWith('us-gov-')) ? 'us-gov' : 'us';
}
