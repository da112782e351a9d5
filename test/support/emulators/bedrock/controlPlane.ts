import {
  findProfile,
  inferenceTypes,
  modelArn,
  modelsIn,
  profilesIn,
  type InferenceProfile,
} from './catalog';
import { AwsError } from './errors';
import type { ModelStates } from './modelStates';

/** Largest page that ListInferenceProfiles gives, and its default, from the API reference. */
const maxPage = 1000;
const defaultPage = 100;

/** Answer to ListFoundationModels in a region, with the API's filters. */
export function listFoundationModels(
  region: string,
  query: URLSearchParams,
  states: ModelStates,
): Record<string, unknown> {
  const provider = query.get('byProvider')?.toLowerCase();
  const modality = query.get('byOutputModality');
  const inference = query.get('byInferenceType');
  const modelSummaries = modelsIn(region)
    .map((model) => ({
      modelArn: modelArn(model.modelId, region),
      modelId: model.modelId,
      modelName: model.modelName,
      providerName: model.providerName,
      inputModalities: model.inputModalities,
      outputModalities: model.outputModalities,
      responseStreamingSupported: model.streaming,
      customizationsSupported: [],
      inferenceTypesSupported: inferenceTypes(model, region),
      modelLifecycle: states.lifecycle(model),
    }))
    .filter((summary) => !provider || summary.providerName.toLowerCase() === provider)
    .filter((summary) => !modality || summary.outputModalities.includes(modality))
    .filter((summary) => !inference || summary.inferenceTypesSupported.includes(inference));
  return { modelSummaries };
}

/**
 * A page of ListInferenceProfiles. Without a type it lists the system-defined profiles, as Bedrock does.
 * @throws AwsError for a bad page size or token.
 */
export function listInferenceProfiles(
  region: string,
  query: URLSearchParams,
  pageSize: number = defaultPage,
): Record<string, unknown> {
  const type = query.get('type') ?? 'SYSTEM_DEFINED';
  const wanted = Number(query.get('maxResults') ?? pageSize);
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > maxPage) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${query.get('maxResults')}' at 'maxResults' failed to satisfy constraint: Member must have value between 1 and ${maxPage}, inclusive`,
    );
  }
  const all = profilesIn(region).filter((profile) => profile.type === type);
  const start = readToken(query.get('nextToken'));
  const end = start + wanted;
  return {
    inferenceProfileSummaries: all.slice(start, end).map(profileShape),
    ...(end < all.length ? { nextToken: writeToken(end) } : {}),
  };
}

/**
 * Answer to GetInferenceProfile, by id or ARN.
 * @throws AwsError ResourceNotFoundException when the region has no such profile.
 */
export function getInferenceProfile(region: string, idOrArn: string): Record<string, unknown> {
  const profile = findProfile(idOrArn, region);
  if (!profile) {
    throw new AwsError(
      'ResourceNotFoundException',
      `The inference profile ${idOrArn} could not be found. Check the identifier and try again.`,
    );
  }
  return profileShape(profile);
}

function profileShape(profile: InferenceProfile): Record<string, unknown> {
  const { target: _target, ...shape } = profile;
  return shape;
}

function writeToken(position: number): string {
  return Buffer.from(`page:${position}`).toString('base64url');
}

function readToken(token: string | null): number {
  if (token === null) {
    return 0;
  }
  const position = /^page:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (position === undefined) {
    throw new AwsError('ValidationException', 'The provided nextToken is invalid.');
  }
  return Number(position);
}
