import type { ModelChoice } from '../core/bedrock/models/modelChoice';
import { modelTraits } from '../core/bedrock/models/modelTraits';
import type { ModelParameters } from '../core/bedrock/parameters';

/** A sentence for the parameters that are set and not sent, since the model is known not to take them; none, or one. */
export function notTaken({ modelId, label }: ModelChoice, parameters: ModelParameters): string[] {
  const traits = modelTraits(modelId);
  const { temperature, stopSequences = [], latency } = parameters;
  const names = [
    temperature !== undefined && traits.temperature === false && 'temperature',
    stopSequences.length > 0 && traits.stopSequences === false && 'stopSequences',
    latency !== undefined && traits.optimizedLatency === false && 'latency',
  ].filter((name) => name !== false);
  return names.length === 0 ? [] : [`${label} does not take, and was not sent: ${names.join(', ')}.`];
}
