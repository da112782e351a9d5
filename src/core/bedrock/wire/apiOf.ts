import * as l10n from '@vscode/l10n';
import { BedrockError } from '../../aws/errors';
import { modelApi, type ModelApi } from '../models/modelApi';
import type { ConverseRequest } from './converseCall';

type ApiRequest = Pick<ConverseRequest, 'model' | 'parameters'>;

const operations = { converse: 'ConverseStream', responses: 'Responses', chat: 'ChatCompletions' } as const;

/** The operation of a call as the records name it. */
export function operationName({ model, parameters }: ApiRequest): string {
  const api = modelApi(model);
  return operations[isGuarded(api, parameters) ? 'converse' : api.name];
}

/**
 * The API by which a request is sent: its model's, or Converse where a guardrail is to watch over it, which the
 * OpenAI-compatible APIs do not know. @throws BedrockError where the model has no such way: it is not asked unwatched
 */
export function apiOf({ model, parameters }: ApiRequest): ModelApi {
  const api = modelApi(model);
  if (!isGuarded(api, parameters)) {
    return api;
  }
  if (api.name !== 'converse' && api.endpoint === 'runtime') {
    return { name: 'converse' };
  }
  throw new BedrockError('guardrailNotTaken', {
    code: 'GuardrailNotTaken',
    message: l10n.t('{0} is asked by an API that knows no guardrails', model.label),
  });
}

function isGuarded({ name }: ModelApi, { guardrail }: ApiRequest['parameters']): boolean {
  return name !== 'converse' && guardrail !== undefined;
}
