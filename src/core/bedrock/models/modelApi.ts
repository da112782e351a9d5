import type { ModelChoice } from './modelChoice';
import { parseModelId } from './modelId';

/** The hosts of Bedrock that answer: the runtime, and the one that has OpenAI-compatible APIs alone. */
export type Endpoint = 'runtime' | 'mantle';

/** An OpenAI-compatible API of Bedrock, where a model has it. */
export interface OpenAiApi {
  readonly name: 'responses' | 'chat';
  readonly endpoint: Endpoint;
  /** What its paths begin with. */
  readonly prefix: '/openai/v1' | '/v1';
  /** The id by which the model is asked there. */
  readonly model: string;
}

/** The API by which a model is asked. */
export type ModelApi = { readonly name: 'converse' } | OpenAiApi;

/** How models whose ids begin alike are asked by their own id, and by that of a profile. */
interface ApiRow {
  readonly pattern: RegExp;
  readonly bare: Omit<OpenAiApi, 'model'> | 'converse';
  readonly profile: Omit<OpenAiApi, 'model'> | 'converse';
}

const onRuntime = { name: 'responses', endpoint: 'runtime', prefix: '/openai/v1' } as const;
const onMantle = { name: 'responses', endpoint: 'mantle', prefix: '/openai/v1' } as const;

/*
 * Bedrock user guide (November 2026): model cards, Endpoints, "Inference using Responses API". GPT's models have their
 * cache and their reasoning on Responses alone; the open ones are asked by Converse where their id has a version.
 */
const rows: readonly ApiRow[] = [
  {
    pattern: /^openai\.gpt-oss-(20b|120b)$/,
    bare: { name: 'responses', endpoint: 'mantle', prefix: '/v1' },
    profile: 'converse',
  },
  { pattern: /^openai\.gpt-oss-/, bare: 'converse', profile: 'converse' },
  { pattern: /^openai\.gpt-/, bare: onMantle, profile: onRuntime },
  { pattern: /^xai\.grok-/, bare: onMantle, profile: 'converse' },
  { pattern: /^google\.gemma-4/, bare: { ...onMantle, name: 'chat' }, profile: 'converse' },
];

const converse: ModelApi = { name: 'converse' };

/** The API by which a model is asked; the user never chooses it. What an account made of a model has Converse alone. */
export function modelApi({ id }: Pick<ModelChoice, 'id'>): ModelApi {
  const { kind, modelId = '', profileId } = parseModelId(id);
  const row = rows.find(({ pattern }) => pattern.test(modelId));
  if (row === undefined || (kind !== 'model' && kind !== 'systemProfile')) {
    return converse;
  }
  const api = kind === 'model' ? row.bare : row.profile;
  return api === 'converse' ? converse : { ...api, model: profileId ?? modelId };
}
