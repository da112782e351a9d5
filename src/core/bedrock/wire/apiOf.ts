import * as l10n from '@vscode/l10n';
import { BedrockError } from '../../aws/errors';
import type { Connection } from '../connection';
import { modelApi, type ModelApi } from '../models/modelApi';
import type { ConverseRequest } from './converseCall';

type ApiRequest = Pick<ConverseRequest, 'model' | 'parameters'>;
/** A connection, as far as it decides by which API is asked. */
type ApiHost = Pick<Connection, 'hasConverseAlone'>;

const operations = { converse: 'ConverseStream', responses: 'Responses', chat: 'ChatCompletions' } as const;
const converse: ModelApi = { name: 'converse' };

/** The operation of a call as the records name it. */
export function operationName(request: ApiRequest, host: ApiHost): string {
  return operations[chosenApi(request, host)?.name ?? 'converse'];
}

/**
 * The API by which a request is sent: its model's, or Converse where the runtime has no other, and where a guardrail is
 * to watch over it, which the OpenAI-compatible APIs do not know. @throws BedrockError where the model has no such way: it
 * is not asked unwatched
 */
export function apiOf(request: ApiRequest, host: ApiHost): ModelApi {
  const api = chosenApi(request, host);
  if (api !== undefined) {
    return api;
  }
  throw new BedrockError('guardrailNotTaken', {
    code: 'GuardrailNotTaken',
    message: l10n.t('{0} is asked by an API that knows no guardrails', request.model.label),
  });
}

function chosenApi({ model, parameters }: ApiRequest, { hasConverseAlone }: ApiHost): ModelApi | undefined {
  const api = modelApi(model);
  const isGuarded = parameters.guardrail !== undefined;
  if (api.name === 'converse' || (api.endpoint === 'runtime' && (isGuarded || hasConverseAlone))) {
    return converse;
  }
  return isGuarded ? undefined : api;
}
