import { AwsError } from './errors';
import type { Operation } from './requestLog';

/** Where a request goes. */
export interface Route {
  readonly operation: Operation;
  readonly service: 'bedrock' | 'sts';
  /** Model id, profile id or ARN in the path, decoded. */
  readonly identifier?: string;
}

const modelOperations: Readonly<Record<string, Operation>> = {
  converse: 'Converse',
  'converse-stream': 'ConverseStream',
  'count-tokens': 'CountTokens',
};

/** The operation of a request, by the paths of the services' REST bindings; STS is the one that posts to the root. */
export function routeOf(method: string, path: string): Route {
  const openAi = openAiRoute(method, path);
  if (openAi !== undefined) {
    return openAi;
  }
  const [first, second, third, ...more] = path.split('/').slice(1).map(decode);
  const unknown: Route = { operation: 'Unknown', service: 'bedrock' };
  if (more.length > 0) {
    return unknown;
  }
  const job = jobRoute(method, first, second, third);
  if (job !== undefined) {
    return job;
  }
  if (method === 'POST' && first === '' && second === undefined) {
    return { operation: 'GetCallerIdentity', service: 'sts' };
  }
  if (method === 'POST' && first === 'model' && second && third) {
    const operation = modelOperations[third];
    return operation ? { operation, service: 'bedrock', identifier: second } : unknown;
  }
  if (method !== 'GET' || third !== undefined) {
    return unknown;
  }
  if (first === 'foundation-models' && second === undefined) {
    return { operation: 'ListFoundationModels', service: 'bedrock' };
  }
  if (first === 'foundation-model-availability' && second) {
    return { operation: 'GetFoundationModelAvailability', service: 'bedrock', identifier: second };
  }
  if (first === 'inference-profiles') {
    return second === undefined
      ? { operation: 'ListInferenceProfiles', service: 'bedrock' }
      : { operation: 'GetInferenceProfile', service: 'bedrock', identifier: second };
  }
  return unknown;
}

/** The OpenAI-compatible APIs, on either of their two prefixes. */
function openAiRoute(method: string, path: string): Route | undefined {
  const [, name] = /^(?:\/openai)?\/v1\/(responses|chat\/completions|models)$/.exec(path) ?? [];
  switch (`${method} ${name}`) {
    case 'POST responses':
      return { operation: 'Responses', service: 'bedrock' };
    case 'POST chat/completions':
      return { operation: 'ChatCompletions', service: 'bedrock' };
    case 'GET models':
      return { operation: 'ListMantleModels', service: 'bedrock' };
    default:
      return undefined;
  }
}

/** Batch jobs; the path names one by its ARN. */
function jobRoute(method: string, first = '', second?: string, third?: string): Route | undefined {
  const route = (operation: Operation): Route => {
    return { operation, service: 'bedrock', ...(second !== undefined && { identifier: second }) };
  };
  switch ([method, first, second === undefined ? '' : 'ARN', third ?? ''].join(' ').trim()) {
    case 'POST model-invocation-job':
      return route('CreateModelInvocationJob');
    case 'GET model-invocation-job ARN':
      return route('GetModelInvocationJob');
    case 'POST model-invocation-job ARN stop':
      return route('StopModelInvocationJob');
    case 'GET model-invocation-jobs':
      return route('ListModelInvocationJobs');
    default:
      return undefined;
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new AwsError('ValidationException', 'The request path is not properly encoded.');
  }
}
