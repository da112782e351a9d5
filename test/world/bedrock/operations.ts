/** What a request asks for. */
export interface Operation {
  readonly name: string;
  /** What the path names: a model, a profile, a job. */
  readonly resource?: string;
}

const paths: readonly (readonly [method: string, path: RegExp, name: string])[] = [
  ['POST', /^\/model\/([^/]+)\/converse$/, 'Converse'],
  ['POST', /^\/model\/([^/]+)\/converse-stream$/, 'ConverseStream'],
  ['POST', /^\/model\/([^/]+)\/invoke$/, 'InvokeModel'],
  ['POST', /^\/model\/([^/]+)\/invoke-with-response-stream$/, 'InvokeModelWithResponseStream'],
  ['POST', /^\/model\/([^/]+)\/count-tokens$/, 'CountTokens'],
  ['GET', /^\/foundation-models$/, 'ListFoundationModels'],
  ['GET', /^\/foundation-models\/([^/]+)$/, 'GetFoundationModel'],
  ['GET', /^\/foundation-model-availability\/([^/]+)$/, 'GetFoundationModelAvailability'],
  ['GET', /^\/list-foundation-model-agreement-offers\/([^/]+)$/, 'ListFoundationModelAgreementOffers'],
  ['POST', /^\/create-foundation-model-agreement$/, 'CreateFoundationModelAgreement'],
  ['GET', /^\/inference-profiles$/, 'ListInferenceProfiles'],
  ['POST', /^\/inference-profiles$/, 'CreateInferenceProfile'],
  ['GET', /^\/inference-profiles\/([^/]+)$/, 'GetInferenceProfile'],
  ['GET', /^\/data-retention$/, 'GetAccountDataRetention'],
  ['GET', /^\/use-case-for-model-access$/, 'GetUseCaseForModelAccess'],
  ['POST', /^\/use-case-for-model-access$/, 'PutUseCaseForModelAccess'],
];

/** The operation by path, by `x-amz-target` or by a query's action; undefined where AWS has none. */
export function operationOf(
  method: string,
  path: string,
  target: string | undefined,
  body: string,
): Operation | undefined {
  if (target !== undefined) {
    return { name: target.split('.').at(-1) ?? target };
  }
  for (const [verb, pattern, name] of paths) {
    const found = verb === method ? pattern.exec(path) : null;
    if (found) {
      return { name, resource: found[1] === undefined ? undefined : decodeURIComponent(found[1]) };
    }
  }
  const action = path === '/' && method === 'POST' ? new URLSearchParams(body).get('Action') : null;
  return action === null ? undefined : { name: action };
}
