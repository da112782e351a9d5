import { isRegionId } from '../../aws/credentials/regionId';

/** The longest id of a model that Bedrock takes, in characters; an ARN is the longest kind. */
export const MAX_MODEL_ID_CHARACTERS = 2048;

// eslint-disable-next-line no-control-regex -- they are what is looked for
const NOT_IN_IDS = /[\s\u0000-\u001f\u007f-\u009f]/;

/** Why a text can be no id or ARN of a model: blanks are control characters, too. Undefined where it may be one. */
export function modelIdFault(id: string): 'tooLong' | 'blanks' | undefined {
  if (id.length > MAX_MODEL_ID_CHARACTERS) {
    return 'tooLong';
  }
  return NOT_IN_IDS.test(id) ? 'blanks' : undefined;
}

/** The things that Converse takes as `modelId` (its API reference), by what they are. */
export type ModelKind =
  | 'model'
  /** An inference profile that AWS defines, such as `eu.anthropic.…`. */
  | 'systemProfile'
  | 'applicationProfile'
  | 'provisionedModel'
  | 'customModel'
  | 'customModelDeployment'
  | 'importedModel'
  | 'prompt'
  | 'promptRouter'
  | 'marketplaceEndpoint'
  | 'unknown';

/** All that an id or ARN tells by itself; undefined is what it does not say. */
export interface ModelReference {
  readonly kind: ModelKind;
  /** The id of the model, without a profile's geography. */
  readonly modelId?: string;
  /** The id of a profile that AWS defines, with its geography. */
  readonly profileId?: string;
  /** The part of a profile's id before the model's: `us`, `apac`, `us-gov`, `global`. */
  readonly geography?: string;
  /** The parts of an ARN; AWS's own models have no account. */
  readonly partition?: string;
  readonly region?: string;
  readonly account?: string;
}

/** Reads a model's id, a profile's id, or the ARN of anything that Converse takes. Total: any text is read. */
export function parseModelId(id: string): ModelReference {
  if (!id.startsWith('arn:')) {
    return parseBareId(id);
  }
  const [, partition = '', service = '', region = '', account = '', ...rest] = id.split(':');
  const resource = rest.join(':');
  const slash = resource.indexOf('/');
  const name = resource.slice(slash + 1);
  const kind = slash < 1 || name === '' ? 'unknown' : kindOf(service, resource.slice(0, slash));
  const place = {
    ...(partition === '' ? {} : { partition }),
    ...(region === '' ? {} : { region }),
    ...(account === '' ? {} : { account }),
  };
  if (kind === 'model' || kind === 'systemProfile') {
    return { ...parseBareId(name), ...place };
  }
  // Only a custom model's ARN tells what it was made from: `custom-model/<model>/<id>`.
  const base = kind === 'customModel' ? name.slice(0, Math.max(0, name.lastIndexOf('/'))) : '';
  return { kind, ...(base === '' ? {} : { modelId: parseBareId(base).modelId ?? base }), ...place };
}

/**
 * The region that an ARN names, where it is asked; undefined for an id, which holds wherever it is asked, and for what
 * can be no region: it becomes part of a host's name.
 */
export function regionOfModel(id: string): string | undefined {
  const { region } = parseModelId(id);
  return region !== undefined && isRegionId(region) ? region : undefined;
}

function kindOf(service: string, type: string): ModelKind {
  if (service === 'sagemaker') {
    return type === 'endpoint' ? 'marketplaceEndpoint' : 'unknown';
  }
  switch (service === 'bedrock' ? type : '') {
    case 'foundation-model':
      return 'model';
    case 'inference-profile':
      return 'systemProfile';
    case 'application-inference-profile':
      return 'applicationProfile';
    case 'provisioned-model':
      return 'provisionedModel';
    case 'custom-model':
      return 'customModel';
    case 'custom-model-deployment':
      return 'customModelDeployment';
    case 'imported-model':
      return 'importedModel';
    case 'prompt':
      return 'prompt';
    case 'prompt-router':
    case 'default-prompt-router':
      return 'promptRouter';
    case 'marketplace':
      return 'marketplaceEndpoint';
    default:
      return 'unknown';
  }
}

/*
 * Both `openai.gpt-5.5` and `us.amazon.nova-pro` are words with dots between them, and AWS adds vendors as well as
 * geographies. What is on neither list is told by its shape: a geography is named like a country, before a vendor.
 */
const VENDORS: ReadonlySet<string> = new Set([
  'ai21',
  'amazon',
  'anthropic',
  'cohere',
  'deepseek',
  'google',
  'luma',
  'meta',
  'minimax',
  'mistral',
  'moonshot',
  'moonshotai',
  'nvidia',
  'openai',
  'qwen',
  'stability',
  'twelvelabs',
  'writer',
  'xai',
  'zai',
]);
const GEOGRAPHIES: ReadonlySet<string> = new Set([
  'apac',
  'au',
  'ca',
  'eu',
  'global',
  'jp',
  'sa',
  'us',
  'us-gov',
]);
const COUNTRY = /^[a-z]{2}(-[a-z]{2,8})?$/;
const VENDOR = /^[a-z][a-z0-9]*$/;

function parseBareId(id: string): ModelReference {
  const [first = '', second, ...rest] = id.split('.');
  if (second === undefined || VENDORS.has(first)) {
    return { kind: 'model', modelId: id };
  }
  const hasVendor = VENDORS.has(second) || (VENDOR.test(second) && rest.length > 0);
  const isProfile = GEOGRAPHIES.has(first)
    ? hasVendor
    : VENDORS.has(second) || (hasVendor && COUNTRY.test(first));
  return isProfile
    ? { kind: 'systemProfile', modelId: id.slice(first.length + 1), profileId: id, geography: first }
    : { kind: 'model', modelId: id };
}
