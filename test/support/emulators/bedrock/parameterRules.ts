import { isDeepStrictEqual } from 'node:util';
import type { ModelTraits } from './models';
import { thinkingOf } from './reasoningRules';
import { constraint, firstBroken, modelSays, type Rule, type RuleOptions } from './rule';
import type { ConverseBody } from './wire';

const metadataPattern = /^[a-zA-Z0-9\s:_@$#=/+,.-]{0,256}$/;
const maxMetadata = 16;

/** The parameters of a request for its model besides the conversation. */
export const modelParameters: Rule = (body, options) =>
  firstBroken(
    [inferenceLimits, sampling, additionalFields, thinking, nova, forcedTools, requestFields],
    (rule) => rule(body, options),
  );

function inferenceLimits(body: ConverseBody, { traits }: Required<RuleOptions>): string | undefined {
  const { maxTokens, temperature, topP, stopSequences } = body.inferenceConfig ?? {};
  if (maxTokens !== undefined && maxTokens < 1) {
    return constraint(maxTokens, 'inferenceConfig.maxTokens', 'have value greater than or equal to 1');
  }
  for (const [name, value] of Object.entries({ temperature, topP })) {
    if (value === undefined) {
      continue;
    }
    if (value < 0) {
      return constraint(value, `inferenceConfig.${name}`, 'have value greater than or equal to 0');
    }
    if (value > 1) {
      return constraint(value, `inferenceConfig.${name}`, 'have value less than or equal to 1');
    }
  }
  if (maxTokens !== undefined && maxTokens > traits.maxOutputTokens) {
    return `The maximum tokens you requested exceeds the model limit of ${traits.maxOutputTokens}. Try again with a maximum tokens value that is lower than ${traits.maxOutputTokens}.`;
  }
  return traits.signedReasoning && stopSequences?.some((sequence) => sequence.trim() === '')
    ? `${modelSays}stop_sequences: each stop sequence must contain non-whitespace`
    : undefined;
}

function sampling(body: ConverseBody, { traits }: Required<RuleOptions>): string | undefined {
  const { temperature, topP } = body.inferenceConfig ?? {};
  if (traits.oneSamplingParameter && temperature !== undefined && topP !== undefined) {
    return `${modelSays}\`temperature\` and \`top_p\` cannot both be specified for this model. Please use only one.`;
  }
  const name = temperature !== undefined ? 'temperature' : topP !== undefined ? 'top_p' : undefined;
  return name !== undefined && !traits.sampling
    ? `${modelSays}\`${name}\` is deprecated for this model.`
    : undefined;
}

const fieldsByReasoning: Record<ModelTraits['reasoning'], readonly string[]> = {
  none: [],
  budget: ['thinking'],
  both: ['thinking', 'output_config'],
  adaptive: ['thinking', 'output_config'],
  nova: ['reasoningConfig'],
  openai: ['reasoning_effort'],
};

function additionalFields(body: ConverseBody, { traits }: Required<RuleOptions>): string | undefined {
  const known = fieldsByReasoning[traits.reasoning];
  const extra = Object.keys(body.additionalModelRequestFields ?? {}).find((key) => !known.includes(key));
  return extra === undefined
    ? undefined
    : `Malformed input request: #: extraneous key [${extra}] is not permitted, please reformat your input and try again.`;
}

function thinking(body: ConverseBody, { traits }: Required<RuleOptions>): string | undefined {
  const asked = thinkingOf(body);
  if (asked === undefined) {
    return undefined;
  }
  const { temperature, maxTokens } = body.inferenceConfig ?? {};
  if (asked.type === 'enabled' && traits.reasoning === 'adaptive') {
    return `${modelSays}"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.`;
  }
  if (asked.type === 'adaptive' && traits.reasoning === 'budget') {
    return `${modelSays}adaptive thinking is not supported on this model`;
  }
  if (temperature !== undefined && temperature !== 1) {
    return `${modelSays}\`temperature\` may only be set to 1 when thinking is enabled or in adaptive mode.`;
  }
  if (forces(body)) {
    return `${modelSays}Thinking may not be enabled when tool_choice forces tool use.`;
  }
  if (asked.type !== 'enabled') {
    return undefined;
  }
  const budget = Number(asked.budget_tokens);
  if (!(budget >= 1024)) {
    return `${modelSays}thinking.enabled.budget_tokens: Input should be greater than or equal to 1024`;
  }
  return maxTokens !== undefined && maxTokens <= budget
    ? `${modelSays}\`max_tokens\` must be greater than \`thinking.budget_tokens\`.`
    : undefined;
}

function nova(body: ConverseBody): string | undefined {
  const high = { type: 'enabled', maxReasoningEffort: 'high' };
  const { maxTokens, temperature } = body.inferenceConfig ?? {};
  const limited = maxTokens !== undefined || temperature !== undefined;
  return limited && isDeepStrictEqual(body.additionalModelRequestFields?.['reasoningConfig'], high)
    ? 'maxTokens, temperature and topP must be unset when maxReasoningEffort is high.'
    : undefined;
}

function forcedTools(body: ConverseBody, { traits }: Required<RuleOptions>): string | undefined {
  return forces(body) && !traits.forcedTools
    ? `${modelSays}tool_choice: forced tool use is not supported for this model.`
    : undefined;
}

function forces({ toolConfig }: ConverseBody): boolean {
  return toolConfig?.toolChoice !== undefined && !('auto' in toolConfig.toolChoice);
}

function requestFields(body: ConverseBody, { traits }: Required<RuleOptions>): string | undefined {
  const { guardrailIdentifier: id, guardrailVersion: version } = body.guardrailConfig ?? {};
  if ((id === undefined) !== (version === undefined)) {
    return 'Guardrail identifier and guardrail version must be specified together.';
  }
  if (version !== undefined && !/^(DRAFT|[1-9][0-9]{0,7})$/.test(version)) {
    return constraint(
      version,
      'guardrailConfig.guardrailVersion',
      'satisfy regular expression pattern: (([1-9][0-9]{0,7})|(DRAFT))',
    );
  }
  const metadata = Object.entries(body.requestMetadata ?? {});
  if (metadata.length > maxMetadata) {
    return constraint(
      `${metadata.length} entries`,
      'requestMetadata',
      'have length less than or equal to 16',
    );
  }
  const odd = metadata.flat().find((text) => !metadataPattern.test(text));
  if (odd !== undefined) {
    return constraint(
      odd,
      'requestMetadata',
      'satisfy regular expression pattern: [a-zA-Z0-9\\s:_@$#=/+,-.]*',
    );
  }
  return body.performanceConfig?.latency === 'optimized' && !traits.optimizedLatency
    ? 'Latency performance configuration is not supported for this model.'
    : undefined;
}
