import type { FoundationModelSummary, InferenceProfileSummary } from '@aws-sdk/client-bedrock';
import type { Connection } from './connection';
import { BedrockError, classifyError } from './errors';
import { compareVersions, nameFromId, parseClaudeId } from './modelNames';

/** A model as it is called: what to send, and what is behind it. */
export interface ModelChoice {
  /** What goes into the request: a model id, an inference profile id, or an ARN. */
  readonly id: string;
  /** The model behind it; the same as `id` where nothing more is known. */
  readonly modelId: string;
  readonly inferenceProfile: string | null;
  /** For people, e.g. "Claude Sonnet 4.5". */
  readonly label: string;
  /** True when the person did not choose it. */
  readonly automatic: boolean;
}

/** A model that the account lists for chatting, as offered in the picker. */
export interface ListedModel extends ModelChoice {
  readonly provider: string;
  readonly kind: 'onDemand' | 'systemProfile' | 'applicationProfile';
  readonly legacy: boolean;
}

/** The models and inference profiles of one connection's account and region, listed once. */
export class ModelCatalog {
  private readonly lists = new WeakMap<Connection, Promise<ListedModel[]>>();

  /**
   * Everything one can chat with. A region prefix is never invented: what exists is what is listed.
   * Throws BedrockError, `accessDenied` when the account may not list.
   */
  list(connection: Connection): Promise<ListedModel[]> {
    let listing = this.lists.get(connection);
    if (listing === undefined) {
      listing = fetchModels(connection);
      this.lists.set(connection, listing);
      listing.catch(() => this.lists.delete(connection));
    }
    return listing;
  }

  /** Lists anew at the next question. */
  refresh(connection: Connection): void {
    this.lists.delete(connection);
  }

  /** The model of the settings, or, when none is set, the newest Claude Sonnet listed; throws `noModelFound`. */
  async resolve(connection: Connection, configured: string): Promise<ModelChoice> {
    if (configured !== '') {
      return this.describe(connection, configured);
    }
    const chosen = newestSonnet(await this.list(connection));
    if (chosen === undefined) {
      throw new BedrockError('noModelFound', {
        code: 'NoModelFound',
        message: `No chat model is listed for this account in ${connection.region}`,
      });
    }
    return { ...chosen, automatic: true };
  }

  /* A configured model needs no listing to work; a listing that is there already makes its record better. */
  private async describe(connection: Connection, id: string): Promise<ModelChoice> {
    const listed = await this.lists.get(connection)?.catch(() => []);
    return listed?.find((model) => model.id === id) ?? configuredModel(id);
  }
}

/** What can be said of a model id without asking AWS. */
export function configuredModel(id: string): ModelChoice {
  const isProfile = /inference-profile\//.test(id) || /^[a-z]{2,6}(-[a-z]+)?\.[a-z0-9-]+\./.test(id);
  const behind = isProfile && !id.startsWith('arn:') ? id.slice(id.indexOf('.') + 1) : id;
  return {
    id,
    modelId: behind,
    inferenceProfile: isProfile ? id : null,
    label: nameFromId(id),
    automatic: false,
  };
}

/** The newest Sonnet; failing that the newest Claude; failing that the first chat model. */
function newestSonnet(models: readonly ListedModel[]): ListedModel | undefined {
  const usable = models.filter((model) => model.kind !== 'applicationProfile');
  const claudes = usable
    .flatMap((model) => {
      const claude = parseClaudeId(model.modelId);
      return claude === undefined ? [] : [{ model, ...claude }];
    })
    .sort((a, b) => compareVersions(b.version, a.version) || rank(a.model) - rank(b.model));
  const best = claudes.find(({ family }) => family === 'sonnet') ?? claudes[0];
  return best?.model ?? usable.find((model) => !model.legacy) ?? usable[0];
}

/* On demand keeps the request in the region; a geographic profile keeps it in its part of the world. */
function rank(model: ListedModel): number {
  if (model.kind === 'onDemand') {
    return 0;
  }
  return model.id.startsWith('global.') ? 2 : 1;
}

async function fetchModels(connection: Connection): Promise<ListedModel[]> {
  const { control } = connection;
  const sdk = await import('./sdk');
  try {
    const [foundation, systemProfiles, applicationProfiles] = await Promise.all([
      control.send(new sdk.ListFoundationModelsCommand({ byOutputModality: 'TEXT' })),
      listProfiles(connection, 'SYSTEM_DEFINED'),
      // Accounts often may not list these, and most have none.
      listProfiles(connection, 'APPLICATION').catch(() => []),
    ]);
    const models = (foundation.modelSummaries ?? []).filter(isChatModel);
    const behind = new Map(models.map((model) => [model.modelId ?? '', model]));
    const onDemand = models.filter((model) => model.inferenceTypesSupported?.includes('ON_DEMAND') ?? false);
    return [
      ...onDemand.map(fromFoundationModel),
      ...[...systemProfiles, ...applicationProfiles].flatMap((profile) => fromProfile(profile, behind)),
    ];
  } catch (error) {
    throw classifyError(error);
  }
}

async function listProfiles(
  connection: Connection,
  typeEquals: 'SYSTEM_DEFINED' | 'APPLICATION',
): Promise<InferenceProfileSummary[]> {
  const { paginateListInferenceProfiles } = await import('./sdk');
  const found: InferenceProfileSummary[] = [];
  for await (const page of paginateListInferenceProfiles({ client: connection.control }, { typeEquals })) {
    found.push(...(page.inferenceProfileSummaries ?? []));
  }
  return found;
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
    provider: model.providerName ?? '',
    kind: 'onDemand',
    legacy: model.modelLifecycle?.status === 'LEGACY',
    automatic: false,
  };
}

function fromProfile(
  profile: InferenceProfileSummary,
  behind: ReadonlyMap<string, FoundationModelSummary>,
): ListedModel[] {
  const arn = profile.models?.[0]?.modelArn ?? '';
  const model = behind.get(arn.slice(arn.lastIndexOf('/') + 1));
  if (model?.modelId === undefined || profile.status !== 'ACTIVE') {
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
      modelId: model.modelId,
      inferenceProfile: id,
      label: application ? (profile.inferenceProfileName ?? id) : (model.modelName ?? nameFromId(id)),
      provider: model.providerName ?? '',
      kind: application ? 'applicationProfile' : 'systemProfile',
      legacy: model.modelLifecycle?.status === 'LEGACY',
      automatic: false,
    },
  ];
}
