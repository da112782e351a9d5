import { AwsError } from './errors';
import { type FoundationModel, type Geography, foundationModels } from './models';

/** The account that the emulator's callers belong to. */
export const accountId = '123456789012';

/** An inference profile as ListInferenceProfiles and GetInferenceProfile show it, with the model it leads to. */
export interface InferenceProfile {
  readonly inferenceProfileId: string;
  readonly inferenceProfileArn: string;
  readonly inferenceProfileName: string;
  readonly description: string;
  readonly type: 'SYSTEM_DEFINED' | 'APPLICATION';
  readonly status: 'ACTIVE';
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly models: readonly { readonly modelArn: string }[];
  readonly target: FoundationModel;
}

const geographyNames: Record<Geography, string> = { us: 'US', eu: 'EU', apac: 'APAC', global: 'Global' };

const geographyRegions: Record<Exclude<Geography, 'global'>, readonly string[]> = {
  us: ['us-east-1', 'us-east-2', 'us-west-2'],
  eu: ['eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-3'],
  apac: ['ap-northeast-1', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
};

/** The id of the account's one application inference profile: it says nothing about the model behind it. */
export const applicationProfileId = 'k3v9qd7x2m4a';

const applicationTarget = 'anthropic.claude-sonnet-4-5-20250929-v1:0';

function isIn(region: string, places: readonly string[]): boolean {
  return places.some((place) => region.startsWith(place));
}

/** ARN of a foundation model in a region; an empty region is what global profiles name. */
export function modelArn(modelId: string, region: string): string {
  return `arn:aws:bedrock:${region}::foundation-model/${modelId}`;
}

/** Models that a region lists. */
export function modelsIn(region: string): readonly FoundationModel[] {
  return foundationModels.filter((model) => isIn(region, model.regions));
}

/** How a model can be called in a region, in the API's words. */
export function inferenceTypes(model: FoundationModel, region: string): readonly string[] {
  if (model.provisionedOnly) {
    return ['PROVISIONED'];
  }
  const types: string[] = [];
  if (isIn(region, model.onDemandIn)) {
    types.push('ON_DEMAND');
  }
  if (profilesOf(model, region).length > 0) {
    types.push('INFERENCE_PROFILE');
  }
  return types;
}

/** Inference profiles that a region offers: the system's, then the account's own. */
export function profilesIn(region: string): readonly InferenceProfile[] {
  const system = modelsIn(region).flatMap((model) => profilesOf(model, region));
  const target = modelsIn(region).find((model) => model.modelId === applicationTarget);
  return target ? [...system, applicationProfile(target, region)] : system;
}

function profilesOf(model: FoundationModel, region: string): readonly InferenceProfile[] {
  return model.profiles
    .filter(
      (geography) =>
        geography === 'global' || region.startsWith(geography === 'apac' ? 'ap-' : `${geography}-`),
    )
    .map((geography) => systemProfile(model, geography, region));
}

function systemProfile(model: FoundationModel, geography: Geography, region: string): InferenceProfile {
  const id = `${geography}.${model.modelId}`;
  const targets = geography === 'global' ? [region, ''] : geographyRegions[geography];
  const name = `${geographyNames[geography]} ${model.providerName} ${model.modelName}`;
  return {
    inferenceProfileId: id,
    inferenceProfileArn: `arn:aws:bedrock:${region}:${accountId}:inference-profile/${id}`,
    inferenceProfileName: name,
    description: `Routes requests to ${model.modelName} ${
      geography === 'global' ? 'globally across all supported AWS Regions' : `in ${targets.join(', ')}`
    }.`,
    type: 'SYSTEM_DEFINED',
    status: 'ACTIVE',
    createdAt: `${model.startOfLife}T00:00:00Z`,
    updatedAt: `${model.startOfLife}T00:00:00Z`,
    models: targets.map((target) => ({ modelArn: modelArn(model.modelId, target) })),
    target: model,
  };
}

function applicationProfile(model: FoundationModel, region: string): InferenceProfile {
  const copied = profilesOf(model, region).find(
    (profile) => !profile.inferenceProfileId.startsWith('global.'),
  );
  return {
    inferenceProfileId: applicationProfileId,
    inferenceProfileArn: applicationProfileArn(region),
    inferenceProfileName: 'team-blue-sonnet',
    description: 'Cost allocation for team blue',
    type: 'APPLICATION',
    status: 'ACTIVE',
    createdAt: '2025-11-03T09:30:00Z',
    updatedAt: '2025-11-03T09:30:00Z',
    models: copied?.models ?? [{ modelArn: modelArn(model.modelId, region) }],
    target: model,
  };
}

/** ARN of the account's application inference profile in a region. */
export function applicationProfileArn(region: string): string {
  return `arn:aws:bedrock:${region}:${accountId}:application-inference-profile/${applicationProfileId}`;
}

/** The profile with this id or ARN in this region, if there is one. */
export function findProfile(idOrArn: string, region: string): InferenceProfile | undefined {
  return profilesIn(region).find(
    (profile) => profile.inferenceProfileId === idOrArn || profile.inferenceProfileArn === idOrArn,
  );
}

/**
 * The model that a `modelId` of a model call leads to: a model id, a foundation model's ARN, a system profile's id, or a
 * profile's ARN. An application profile's bare id is refused, as Bedrock does.
 * @throws AwsError when there is no such model, it needs a profile, it has been retired or the account has no access.
 */
export function resolveModel(identifier: string, region: string): FoundationModel {
  const profile = findProfile(identifier, region);
  if (profile && (profile.type === 'SYSTEM_DEFINED' || identifier === profile.inferenceProfileArn)) {
    return available(profile.target);
  }
  const bareId = identifier.startsWith(modelArn('', region))
    ? identifier.slice(modelArn('', region).length)
    : identifier;
  const model = foundationModels.find((candidate) => candidate.modelId === bareId);
  if (!model || !(isIn(region, model.regions) || model.availability === 'end-of-life')) {
    throw new AwsError('ValidationException', 'The provided model identifier is invalid.');
  }
  if (!isIn(region, model.onDemandIn)) {
    throw new AwsError(
      'ValidationException',
      `Invocation of model ID ${identifier} with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`,
    );
  }
  return available(model);
}

function available(model: FoundationModel): FoundationModel {
  switch (model.availability) {
    case 'available':
      return model;
    case 'no-access':
      throw new AwsError('AccessDeniedException');
    case 'legacy-unused':
      throw new AwsError(
        'ResourceNotFoundException',
        'Access denied. This Model is marked by provider as Legacy and you have not been actively using the model in the last 30 days. Please upgrade to an active model on Amazon Bedrock',
      );
    case 'end-of-life':
      throw new AwsError(
        'ResourceNotFoundException',
        'This model version has reached the end of its life. Please refer to the AWS documentation for more details.',
      );
  }
}
