import * as l10n from '@vscode/l10n';
import type { FoundationModelSummary, InferenceProfileSummary } from '@aws-sdk/client-bedrock';
import type { Connection } from '../connection';
import { BedrockError, classifyError, isAboutPermissions } from '../../aws/errors';
import { listMantleModels } from './mantleModels';
import type { ListedModel } from './modelChoice';
import { nameFromId } from './modelNames';
import { allPages } from '../../aws/paging';
import { parseModelId } from './modelId';
import type { Listing } from './modelStore';
import { originalOf } from './profileOrigin';

/** The permissions that listing takes. */
export const LIST_MODELS = 'bedrock:ListFoundationModels';
const LIST_PROFILES = 'bedrock:ListInferenceProfiles';

/** All pages with all attempts; a question may wait for it. */
const LISTING_TIMEOUT_MS = 60_000;

/** The failure of a listing without a permission. */
export function listingDenied(permission: string, cause?: BedrockError): BedrockError {
  const { code = 'AccessDeniedException', message = '', ...rest } = cause?.detail ?? {};
  const named = message.includes(permission)
    ? message
    : `${message} Not authorized to perform: ${permission}`;
  return new BedrockError('listingDenied', { ...rest, code, message: named.trim() }, cause);
}

/**
 * Asks AWS for everything one can chat with in the connection's region. A region prefix is never invented: what
 * exists is what is listed, and a model that works through a profile only is listed as that profile.
 * Throws BedrockError, `listingDenied` when the account may list neither its models nor profiles.
 */
export async function fetchModels(
  connection: Connection,
  timeoutMs = LISTING_TIMEOUT_MS,
): Promise<Pick<Listing, 'models' | 'denied'>> {
  const { control } = connection;
  const sdk = await import('../sdk');
  const time = AbortSignal.timeout(timeoutMs);
  try {
    const [foundation, system, application, mantle] = await Promise.all([
      unlessDenied(
        LIST_MODELS,
        allPages(async () => {
          const command = new sdk.ListFoundationModelsCommand({ byOutputModality: 'TEXT' });
          const { modelSummaries } = await control.send(command, { abortSignal: time });
          return { entries: modelSummaries ?? [], nextToken: undefined };
        }),
      ),
      unlessDenied(LIST_PROFILES, listProfiles(connection, 'SYSTEM_DEFINED', time)),
      // Accounts often may not list these, and most have none.
      listProfiles(connection, 'APPLICATION', time).catch(() => []),
      listMantleModels(connection, time),
    ]);
    if ('refusal' in foundation && 'refusal' in system) {
      throw foundation.refusal;
    }
    const profiles = [...('refusal' in system ? [] : system.entries), ...application];
    const denied = [foundation, system].flatMap((list) => ('refusal' in list ? [list.permission] : []));
    if ('refusal' in foundation) {
      return { models: profiles.flatMap((profile) => fromProfile(profile, undefined)), denied };
    }
    const models = foundation.entries.filter(isChatModel);
    const behind = new Map(models.map((model) => [model.modelId ?? '', model]));
    const onDemand = models.filter((model) => model.inferenceTypesSupported?.includes('ON_DEMAND') ?? false);
    const onRuntime = [
      ...onDemand.map(fromFoundationModel),
      ...profiles.flatMap((profile) => fromProfile(profile, behind)),
    ];
    // What the runtime has as well is asked there.
    const known = new Set(onRuntime.map(({ modelId }) => modelId));
    return { models: [...onRuntime, ...mantle.filter(({ modelId }) => !known.has(modelId))], denied };
  } catch (error) {
    if (time.aborted) {
      const message = l10n.t('The models could not be listed within {0} seconds.', timeoutMs / 1000);
      throw new BedrockError('network', { code: 'ETIMEDOUT', message }, error);
    }
    throw classifyError(error);
  }
}

/** A list, or why a permission for it was refused. */
type Part<T> = { readonly entries: T[] } | { readonly permission: string; readonly refusal: BedrockError };

async function unlessDenied<T>(permission: string, listing: Promise<T[]>): Promise<Part<T>> {
  try {
    return { entries: await listing };
  } catch (error) {
    const failure = classifyError(error);
    if (!isAboutPermissions(failure.reason)) {
      throw failure;
    }
    const isPlain = failure.reason === 'accessDenied' || failure.reason === 'listingDenied';
    return { permission, refusal: isPlain ? listingDenied(permission, failure) : failure };
  }
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

/** Models that have profiles and do not write text, where the list of models cannot be had. */
const NO_CHAT = /^(stability|luma)\.|embed|rerank|marengo|canvas|reel|sonic|image/;

/** `behind` is the models that can chat; undefined where they cannot be listed. */
function fromProfile(
  profile: InferenceProfileSummary,
  behind: ReadonlyMap<string, FoundationModelSummary> | undefined,
): ListedModel[] {
  const original = originalOf(profile);
  const modelId = original && parseModelId(original).modelId;
  const unknown: Partial<FoundationModelSummary> = {};
  const model = behind === undefined ? unknown : behind.get(modelId ?? '');
  if (modelId === undefined || model === undefined || profile.status !== 'ACTIVE') {
    return [];
  }
  const application = profile.type === 'APPLICATION';
  const id = application ? profile.inferenceProfileArn : profile.inferenceProfileId;
  if (id === undefined || (behind === undefined && NO_CHAT.test(modelId))) {
    return [];
  }
  return [
    {
      id,
      modelId,
      inferenceProfile: id,
      ...(application && original !== undefined ? { copyOf: original } : {}),
      label: application ? (profile.inferenceProfileName ?? id) : (model.modelName ?? nameFromId(modelId)),
      kind: application ? 'applicationProfile' : 'systemProfile',
      automatic: false,
      ...listedTraits({ providerName: vendorOf(modelId), ...model }),
    },
  ];
}

/** The vendor as an id names it, where nobody lists its name. */
function vendorOf(modelId: string): string {
  const vendor = modelId.slice(0, Math.max(0, modelId.indexOf('.')));
  return vendor.charAt(0).toUpperCase() + vendor.slice(1);
}

function listedTraits(
  model: Partial<FoundationModelSummary>,
): Pick<ListedModel, 'provider' | 'legacy' | 'endsUtc' | 'images'> {
  const { status, endOfLifeTime } = model.modelLifecycle ?? {};
  return {
    provider: model.providerName ?? '',
    legacy: status === 'LEGACY',
    ...(endOfLifeTime === undefined ? {} : { endsUtc: endOfLifeTime.toISOString() }),
    ...(model.inputModalities === undefined ? {} : { images: model.inputModalities.includes('IMAGE') }),
  };
}
