import type { GetFoundationModelAvailabilityResponse } from '@aws-sdk/client-bedrock';
import type { Connection } from '../connection';
import { modelApi } from './modelApi';
import type { ListedModel, MissingStep, ModelAccess } from './modelChoice';

/** So many are asked about at a time. */
const PARALLEL = 5;
/** What AWS has not said by then is not known. */
const TIMEOUT_MS = 4_000;
/** Refusals that are about one model and not about asking. */
const ABOUT_THE_MODEL = ['ResourceNotFoundException', 'ValidationException'];

/** What keeps the account from using a model; undefined where nothing does, or nobody knows. */
export function missingStep({ access }: Pick<ListedModel, 'access'>): MissingStep | undefined {
  return access === 'subscribes' ? undefined : access;
}

/**
 * The listed models with what AWS says of the account's access to each. What cannot be asked, such as without
 * bedrock:GetFoundationModelAvailability, or is not said in time, is not known, which counts as usable. Never throws.
 */
export async function withAccess(
  connection: Connection,
  models: readonly ListedModel[],
  timeoutMs = TIMEOUT_MS,
): Promise<ListedModel[]> {
  const said = await availabilities(connection, modelsToAsk(models), timeoutMs);
  return models.map((model) => {
    const answer = isAskedAbout(model) ? said.get(model.modelId) : undefined;
    const access = answer && accessOf(answer, model, connection.region);
    return access === undefined ? model : { ...model, access };
  });
}

/** Claude first: it is what is chosen for who chose nothing. */
function modelsToAsk(models: readonly ListedModel[]): string[] {
  const ids = [...new Set(models.filter(isAskedAbout).map(({ modelId }) => modelId))];
  return ids.toSorted((a, b) => Number(isClaude(b)) - Number(isClaude(a)));
}

/**
 * Amazon's own models need no subscription, and what AWS answers about them differs from account to account although
 * they work; models of bedrock-mantle alone are not the runtime's.
 */
function isAskedAbout(model: ListedModel): boolean {
  const api = modelApi(model);
  return !model.modelId.startsWith('amazon.') && (api.name === 'converse' || api.endpoint === 'runtime');
}

function isClaude(modelId: string): boolean {
  return modelId.startsWith('anthropic.');
}

async function availabilities(
  { control, sdk }: Connection,
  ids: readonly string[],
  timeoutMs: number,
): Promise<Map<string, GetFoundationModelAvailabilityResponse>> {
  const said = new Map<string, GetFoundationModelAvailabilityResponse>();
  const stop = new AbortController();
  const abortSignal = AbortSignal.any([stop.signal, AbortSignal.timeout(timeoutMs)]);
  const waiting = ids.values();
  const askInTurn = async () => {
    for (const modelId of waiting) {
      if (abortSignal.aborted) {
        return;
      }
      try {
        const command = new sdk.GetFoundationModelAvailabilityCommand({ modelId });
        said.set(modelId, await control.send(command, { abortSignal }));
      } catch (error) {
        if (!(error instanceof Error && ABOUT_THE_MODEL.includes(error.name))) {
          // What is refused or throttled for one is so for all.
          stop.abort();
        }
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, ids.length) }, askInTurn));
  return said;
}

/**
 * Since October 2025 the first call of a model makes its agreement in the background ("Access Amazon Bedrock foundation
 * models", Bedrock user guide), so that none, or one in the making, keeps nobody from asking; not in other partitions.
 * Whether Anthropic's form was sent is not in the answer.
 */
function accessOf(
  {
    agreementAvailability,
    authorizationStatus,
    entitlementAvailability,
    regionAvailability,
  }: GetFoundationModelAvailabilityResponse,
  { kind }: ListedModel,
  region: string,
): ModelAccess | undefined {
  // A profile may lead to other regions.
  if (regionAvailability === 'NOT_AVAILABLE' && kind === 'onDemand') {
    return 'region';
  }
  if (authorizationStatus === 'NOT_AUTHORIZED') {
    return 'authorization';
  }
  switch (agreementAvailability?.status) {
    case 'PENDING':
      return 'subscribes';
    case 'NOT_AVAILABLE':
      return isCommercial(region) ? 'subscribes' : 'agreement';
    case 'ERROR':
      return 'agreement';
    default:
      return entitlementAvailability === 'NOT_AVAILABLE' ? 'entitlement' : undefined;
  }
}

function isCommercial(region: string): boolean {
  return !/^(us-gov|cn|eusc|us-iso\w*|eu-iso\w*)-/.test(region);
}
