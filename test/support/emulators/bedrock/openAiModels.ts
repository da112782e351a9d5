import { AwsError } from './errors';
import { strictTraits, type FoundationModel } from './models';

function model(
  modelId: string,
  modelName: string,
  providerName: string,
  structuredOutput = false,
): FoundationModel {
  return {
    modelId,
    modelName,
    providerName,
    inputModalities: ['TEXT', 'IMAGE'],
    outputModalities: ['TEXT'],
    streaming: true,
    regions: ['us-'],
    onDemandIn: ['us-'],
    profiles: [],
    lifecycle: 'ACTIVE',
    startOfLife: '2026-04-17',
    availability: 'available',
    traits: { ...strictTraits, signedReasoning: false, caching: null, structuredOutput },
  };
}

/** Models of the OpenAI-compatible APIs by the id that they are asked by: on the runtime, a profile's. */
export const openAiModels: ReadonlyMap<string, FoundationModel> = new Map([
  ['us.openai.gpt-6-sol', model('openai.gpt-6-sol', 'GPT-6 Sol', 'OpenAI')],
  ['openai.gpt-5.4', model('openai.gpt-5.4', 'GPT-5.4', 'OpenAI', true)],
  ['xai.grok-4.3', model('xai.grok-4.3', 'Grok 4.3', 'xAI', true)],
  ['google.gemma-4-31b', model('google.gemma-4-31b', 'Gemma 4 31B', 'Google')],
]);

/** The models that bedrock-mantle lists: by their own ids. */
export function listMantleModels(): Record<string, unknown> {
  const ids = [...openAiModels].flatMap(([id, { modelId }]) => (id === modelId ? [id] : []));
  return {
    object: 'list',
    data: ids.map((id) => ({ id, object: 'model', created: 1, owned_by: 'system', status: 'available' })),
  };
}

/** The model that a request names. @throws AwsError where there is none */
export function openAiModel(id: unknown): FoundationModel {
  const found = openAiModels.get(String(id));
  if (found === undefined) {
    throw new AwsError('ResourceNotFoundException', `The model '${String(id)}' does not exist.`);
  }
  return found;
}
