import * as l10n from '@vscode/l10n';
import type { FoundationModelSummary, InferenceProfileSummary } from '@aws-sdk/client-bedrock';
import type { Connection } from '../connection';
import { BedrockError, classifyError, isAboutPermissions } from '../../aws/errors';
import type { ListedModel } from './modelChoice';
import { nameFromId } from './modelNames';
import { allPages } from '../../aws/paging';

/** All pages with all attempts; a question may wait for it. */
const LISTING_TIMEOUT_MS = 60_000;

/**
 * Asks AWS for everything one can chat with in the connection's region. A region prefix is never invented: what
 * exists is what is listed, and a model that works through a profile only is listed as that profile.
 * Throws BedrockError, `accessDenied` when the account may not list its models.
 */
export async function fetchModels(
  connection: Connection,
  timeoutMs = LISTING_TIMEOUT_MS,
): Promise<ListedModel[]> {
  const { control } = connection;
  const sdk = await import('../sdk');
  const time = AbortSignal.timeout(timeoutMs);
  try {
    const [foundation, systemProfiles, applicationProfiles] = await Promise.all([
      allPages(async () => {
        const command = new sdk.ListFoundationModelsCommand({ byOutputModality: 'TEXT' });
        const { modelSummaries } = await control.send(command, { abortSignal: time });
        return { entries: modelSummaries ?? [], nextToken: undefined };
      }),
      listProfiles(connection, 'SYSTEM_DEFINED', time).catch(noneWhereDenied),
      // Accounts often may not list these, and most have none.
      listProfiles(connection, 'APPLICATION', time).catch(() => []),
    ]);
    const models = foundation.filter(isChatModel);
    const behind = new Map(models.map((model) => [model.modelId ?? '', model]));
    const onDemand = models.filter((model) => model.inferenceTypesSupported?.includes('ON_DEMAND') ?? false);
    return [
      ...onDemand.map(fromFoundationModel),
      ...[...systemProfiles, ...applicationProfiles].flatMap((profile) => fromProfile(profile, behind)),
    ];
  } catch (error) {
    if (time.aborted) {
      const message = l10n.t('The models could not be listed within {0} seconds.', timeoutMs / 1000);
      throw new BedrockError('network', { code: 'ETIMEDOUT', message }, error);
    }
    throw classifyError(error);
  }
}

/**
 * The id of the model behind an inference profile's ARN; undefined when AWS does not say, which is also what
 * an account that may not ask gets.
 */
export async function modelBehind(connection: Connection, arn: string): Promise<string | undefined> {
  const { GetInferenceProfileCommand } = await import('../sdk');
  try {
    const command = new GetInferenceProfileCommand({ inferenceProfileIdentifier: arn });
    return firstModelId(await connection.control.send(command));
  } catch {
    return undefined;
  }
}

function noneWhereDenied(error: unknown): InferenceProfileSummary[] {
  if (isAboutPermissions(classifyError(error).reason)) {
    return [];
  }
  throw error;
}

async function listProfiles(
  connection: Connection,
  typeEquals: 'SYSTEM_DEFINED' | 'APPLICATION',
  abortSignal: AbortSignal,
): Promise<InferenceProfileSummary[]> {
  const { ListInferenceProfilesCommand } = await import('../sdk');
  return allPages(async (nextToken) => {
    const command = new ListInferenceProfilesCommand({ typeEquals, nextToken });
    const page = await connection.control.send(command, { abortSignal });
    return { entries: page.inferenceProfileSummaries ?? [], nextToken: page.nextToken };
  });
}

function isChatModel(model: FoundationModelSummary): boolean {
  return (
    (model.inputModalities?.includes('TEXT') ?? false) &&
    (model.outputModalities?.includes('TEXT') ?? false) &&
    model.responseStreamingSupported !== false
  );
}

function fromFoundationModel(model: FoundationModelSummary): ListedModel {
  const id = model.modelId ?? '';
  return {
    id,
    modelId: id,
    inferenceProfile: null,
    label: model.modelName ?? nameFromId(id),
    kind: 'onDemand',
    automatic: false,
    ...listedTraits(model),
  };
}

function fromProfile(
  profile: InferenceProfileSummary,
  behind: ReadonlyMap<string, FoundationModelSummary>,
): ListedModel[] {
  const modelId = firstModelId(profile);
  const model = behind.get(modelId ?? '');
  if (modelId === undefined || model === undefined || profile.status !== 'ACTIVE') {
    return [];
  }
  const application = profile.type === 'APPLICATION';
  const id = application ? profile.inferenceProfileArn : profile.inferenceProfileId;
  if (id === undefined) {
    return [];
  }
  return [
    {
      id,
      modelId,
      inferenceProfile: id,
      label: application ? (profile.inferenceProfileName ?? id) : (model.modelName ?? nameFromId(id)),
      kind: application ? 'applicationProfile' : 'systemProfile',
      automatic: false,
      ...listedTraits(model),
    },
  ];
}

function firstModelId({ models }: Pick<InferenceProfileSummary, 'models'>): string | undefined {
  const arn = models?.[0]?.modelArn;
  return arn?.slice(arn.lastIndexOf('/') + 1);
}

function listedTraits(model: FoundationModelSummary): Pick<ListedModel, 'provider' | 'legacy' | 'images'> {
  return {
    provider: model.providerName ?? '',
    legacy: model.modelLifecycle?.status === 'LEGACY',
    ...(model.inputModalities === undefined ? {} : { images: model.inputModalities.includes('IMAGE') }),
  };
}
