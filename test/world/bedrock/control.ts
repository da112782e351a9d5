import { askedModel } from './models';
import { modelRows } from './modelData';
import type { Close, GatewayAnswer, Refusal, Silence } from './replies';

/** What a control operation was asked. */
export interface ControlRequest {
  readonly operation: string;
  readonly region: string | undefined;
  /** What its path names. */
  readonly resource: string | undefined;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Data of a control operation. */
export interface Given {
  readonly kind: 'given';
  readonly data: unknown;
}

/** What a control operation does. */
export type ControlReply = Given | Refusal | GatewayAnswer | Close | Silence;

/** Decides by what was asked. */
export type ControlHandler = (request: ControlRequest) => ControlReply;

/** An operation's data. */
export function gives(data: unknown): Given {
  return { kind: 'given', data };
}

const account = '111122223333';

/** A foundation model as ListFoundationModels shows it. */
export function modelSummary(modelId: string, region = 'us-east-1', more: object = {}): object {
  const row = askedModel(modelId);
  return {
    modelArn: `arn:aws:bedrock:${region}::foundation-model/${modelId}`,
    modelId,
    modelName: nameOf(modelId),
    providerName: providerOf(modelId),
    inputModalities: row.images ? ['TEXT', 'IMAGE'] : ['TEXT'],
    outputModalities: ['TEXT'],
    responseStreamingSupported: true,
    customizationsSupported: [],
    inferenceTypesSupported: [row.profileOnly ? 'INFERENCE_PROFILE' : 'ON_DEMAND'],
    modelLifecycle: { status: 'ACTIVE' },
    ...more,
  };
}

/** A system-defined profile as ListInferenceProfiles shows it. */
export function profileSummary(profileId: string, region = 'us-east-1', more: object = {}): object {
  const { id } = askedModel(profileId);
  return {
    inferenceProfileArn: `arn:aws:bedrock:${region}:${account}:inference-profile/${profileId}`,
    inferenceProfileId: profileId,
    inferenceProfileName: `${profileId.split('.')[0]?.toUpperCase()} ${nameOf(id)}`,
    description: `Routes requests to ${nameOf(id)}.`,
    status: 'ACTIVE',
    type: 'SYSTEM_DEFINED',
    models: [{ modelArn: `arn:aws:bedrock:${region}::foundation-model/${id}` }],
    ...more,
  };
}

/** All models and profiles that the data knows. */
export function knownProfiles(): readonly string[] {
  return Object.entries(modelRows).flatMap(([id, { profiles = [] }]) =>
    profiles.map((place) => `${place}.${id}`),
  );
}

function nameOf(id: string): string {
  const name = (id.split('.').slice(1).join('.') || id).replace(/(-\d{8})?(-v?\d+(:\d+)?)?$/, '');
  return name
    .replace(/(^|-)([a-z])/g, (_all, _dash, letter: string) => ` ${letter.toUpperCase()}`)
    .replaceAll('-', ' ')
    .trim();
}

function providerOf(id: string): string {
  const names: Readonly<Record<string, string>> = {
    amazon: 'Amazon',
    anthropic: 'Anthropic',
    openai: 'OpenAI',
    meta: 'Meta',
    mistral: 'Mistral AI',
    qwen: 'Qwen',
    deepseek: 'DeepSeek',
    google: 'Google',
  };
  const prefix = id.split('.')[0] ?? '';
  return names[prefix] ?? prefix;
}

/** What control operations answer unless a test says otherwise; undefined for those that nobody described. */
export function usualControl(request: ControlRequest): ControlReply | undefined {
  const { operation, region = 'us-east-1', resource = '' } = request;
  switch (operation) {
    case 'ListFoundationModels':
      return gives({ modelSummaries: Object.keys(modelRows).map((id) => modelSummary(id, region)) });
    case 'GetFoundationModel':
      return gives({ modelDetails: modelSummary(askedModel(resource).id, region) });
    case 'ListInferenceProfiles':
      return gives({
        inferenceProfileSummaries:
          request.query['type'] === 'APPLICATION' || request.query['typeEquals'] === 'APPLICATION'
            ? []
            : knownProfiles().map((id) => profileSummary(id, region)),
      });
    case 'GetInferenceProfile': {
      const id = resource.split('/').at(-1) ?? resource;
      return knownProfiles().includes(id)
        ? gives(profileSummary(id, region))
        : {
            kind: 'refusal',
            status: 404,
            name: 'ResourceNotFoundException',
            message: 'The provided inference profile does not exist.',
          };
    }
    case 'GetFoundationModelAvailability':
      return gives({
        modelId: resource,
        agreementAvailability: { status: 'AVAILABLE' },
        authorizationStatus: 'AUTHORIZED',
        entitlementAvailability: 'AVAILABLE',
        regionAvailability: 'AVAILABLE',
      });
    case 'CountTokens':
      return gives({ inputTokens: Math.ceil(JSON.stringify(request.body).length / 4) });
    case 'ListServiceQuotas':
    case 'ListAWSDefaultServiceQuotas':
      return gives({ Quotas: [] });
    case 'GetAccountDataRetention':
      return gives({});
    default:
      return undefined;
  }
}
