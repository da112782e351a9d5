import { claudeOf } from '../models';
import { constraint, isObject, modelSays, type Asked } from '../rule';

const claudeFields = [
  'thinking',
  'output_config',
  'anthropic_beta',
  'top_k',
  'context_management',
  'cache_control',
];
const novaFields = ['inferenceConfig', 'reasoningConfig'];
const minBudget = 1_024;

function fieldsOf({ body }: Asked): Readonly<Record<string, unknown>> {
  return body.additionalModelRequestFields ?? {};
}

function thinkingOf(asked: Asked): Readonly<Record<string, unknown>> | undefined {
  const { thinking } = fieldsOf(asked);
  return isObject(thinking) ? thinking : undefined;
}

/** A value as a sentence names it. */
function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Fields beyond Converse's own are those of the family; each is refused by the others. */
export function additionalFields(asked: Asked): string | undefined {
  const { vendor, known } = asked.model;
  const names = Object.keys(fieldsOf(asked));
  const odd = names.find((name) => {
    switch (vendor) {
      case 'anthropic':
        return !claudeFields.includes(name);
      case 'amazon':
        return !novaFields.includes(name);
      default:
        return known && [...claudeFields, ...novaFields].includes(name);
    }
  });
  return odd === undefined
    ? undefined
    : `The model returned the following errors: Malformed input request: #: extraneous key [${odd}] is not permitted, please reformat your input and try again.`;
}

/** Claude thinks with a budget up to 4.6, as it sees fit from 4.6 on, and before 3.7 not at all. */
export function thinkingType(asked: Asked): string | undefined {
  const claude = claudeOf(asked.model);
  const thinking = thinkingOf(asked);
  if (!claude || !thinking) {
    return undefined;
  }
  const { line, generation } = claude;
  const always =
    line === 'fable' || line === 'mythos' || (generation >= 5.5 && (line === 'opus' || line === 'sonnet'));
  const types = [
    ...(generation >= 3.7 && generation <= 4.6 ? ['enabled'] : []),
    ...(generation >= 4.6 ? ['adaptive'] : []),
    ...(always ? [] : ['disabled']),
    ...(line === 'sonnet' && generation >= 5.5 ? ['between_tools'] : []),
  ];
  const { type } = thinking;
  if (typeof type === 'string' && types.includes(type)) {
    return undefined;
  }
  return generation < 3.7
    ? `${modelSays}"thinking" is not supported for this model`
    : `${modelSays}thinking.type.${shown(type)}: "thinking.type.${shown(type)}" is not supported for this model.`;
}

/** What thinking takes besides its type: a budget below the limit of the answer, or how it is shown; effort stands elsewhere. */
export function thinkingFields(asked: Asked): string | undefined {
  const thinking = thinkingOf(asked);
  if (!claudeOf(asked.model) || !thinking) {
    return undefined;
  }
  const { type, budget_tokens: budget, display, ...others } = thinking;
  const odd =
    Object.keys(others)[0] ?? (type === 'enabled' || budget === undefined ? undefined : 'budget_tokens');
  if (odd !== undefined) {
    return `${modelSays}thinking.${shown(type)}.${odd}: Extra inputs are not permitted`;
  }
  if (display !== undefined && display !== 'summarized' && display !== 'omitted') {
    return `${modelSays}thinking.${shown(type)}.display: Input should be 'summarized' or 'omitted'`;
  }
  if (type !== 'enabled') {
    return undefined;
  }
  if (typeof budget !== 'number' || budget < minBudget) {
    return `${modelSays}thinking.enabled.budget_tokens: Input should be greater than or equal to ${minBudget}`;
  }
  const maxTokens = asked.body.inferenceConfig?.maxTokens;
  return maxTokens !== undefined && maxTokens <= budget
    ? `${modelSays}\`max_tokens\` must be greater than \`thinking.budget_tokens\`.`
    : undefined;
}

/** While Claude thinks it samples freely and is not forced to call a tool. */
export function thinkingAlone(asked: Asked): string | undefined {
  const type = thinkingOf(asked)?.['type'];
  if (!claudeOf(asked.model) || (type !== 'enabled' && type !== 'adaptive')) {
    return undefined;
  }
  const { inferenceConfig: { temperature, topP } = {}, toolConfig } = asked.body;
  if (temperature !== undefined && temperature !== 1) {
    return `${modelSays}\`temperature\` may only be set to 1 when thinking is enabled or in adaptive mode.`;
  }
  if (topP !== undefined && topP < 0.95) {
    return `${modelSays}\`top_p\` must be greater than or equal to 0.95 or unset when thinking is enabled or in adaptive mode.`;
  }
  if (fieldsOf(asked)['top_k'] !== undefined) {
    return `${modelSays}\`top_k\` must be unset when thinking is enabled or in adaptive mode.`;
  }
  const { toolChoice = {} } = toolConfig ?? {};
  return 'any' in toolChoice || 'tool' in toolChoice
    ? `${modelSays}Thinking may not be enabled when tool_choice forces tool use.`
    : undefined;
}

/** Effort is one of the model's levels, beside thinking. */
export function effortLevels(asked: Asked): string | undefined {
  const { model, body } = asked;
  const { output_config: output } = fieldsOf(asked);
  const effort = (isObject(output) ? output['effort'] : undefined) ?? body.outputConfig?.['effort'];
  if (effort === undefined || (!model.known && model.efforts === undefined)) {
    return undefined;
  }
  return typeof effort === 'string' && model.efforts?.includes(effort)
    ? undefined
    : `${modelSays}This model does not support effort level '${shown(effort)}'. Supported levels: ${(model.efforts ?? []).join(', ')}.`;
}

/** With thinking off, Haiku 5.5 takes no more effort than high; between tools, Sonnet 5.5 neither. */
export function effortWithoutThinking(asked: Asked): string | undefined {
  const { output_config: output } = fieldsOf(asked);
  const effort = isObject(output) ? output['effort'] : undefined;
  const type = thinkingOf(asked)?.['type'];
  return claudeOf(asked.model) &&
    (type === 'disabled' || type === 'between_tools') &&
    (effort === 'xhigh' || effort === 'max')
    ? `${modelSays}effort '${effort}' requires thinking.`
    : undefined;
}

/** Nova 2 reasons at three levels; at the highest it bounds itself. Nova before does not reason. */
export function novaReasoning(asked: Asked): string | undefined {
  const { reasoningConfig } = fieldsOf(asked);
  if (asked.model.vendor !== 'amazon' || reasoningConfig === undefined) {
    return undefined;
  }
  if (!asked.model.reasons || !isObject(reasoningConfig)) {
    return "This model doesn't support the reasoningConfig field. Remove reasoningConfig and try again.";
  }
  const { type, maxReasoningEffort: effort } = reasoningConfig;
  if (type === 'disabled') {
    return undefined;
  }
  if (type !== 'enabled' || !['low', 'medium', 'high'].includes(shown(effort))) {
    return constraint(
      effort,
      'reasoningConfig.maxReasoningEffort',
      'satisfy enum value set: [low, medium, high]',
    );
  }
  const { maxTokens, temperature, topP } = asked.body.inferenceConfig ?? {};
  return effort === 'high' && (maxTokens ?? temperature ?? topP) !== undefined
    ? 'maxTokens, temperature and topP must be unset when maxReasoningEffort is high.'
    : undefined;
}

/** GPT, Kimi and the open models take their own levels, each where it expects them. */
export function openReasoning(asked: Asked): string | undefined {
  const { model } = asked;
  const { reasoning, reasoning_effort: flat } = fieldsOf(asked);
  const nested = isObject(reasoning) ? reasoning['effort'] : undefined;
  if (model.id.startsWith('openai.gpt-oss')) {
    return reasoning === undefined && (flat === undefined || ['low', 'medium', 'high'].includes(shown(flat)))
      ? undefined
      : `${modelSays}reasoning_effort must be one of low, medium, high.`;
  }
  const refusesNone = /^openai\.gpt-6(-astra|\.1-sol)/.test(model.id) && nested === 'none';
  const unknown =
    nested !== undefined && model.efforts !== undefined && !model.efforts.includes(shown(nested));
  return refusesNone || unknown
    ? `${modelSays}Unsupported value: reasoning.effort '${shown(nested)}' is not supported with this model.`
    : undefined;
}

/** The flag for a long context belongs to two models. */
export function longContextFlag(asked: Asked): string | undefined {
  const { anthropic_beta: flags } = fieldsOf(asked);
  return Array.isArray(flags) &&
    flags.includes('context-1m-2025-08-07') &&
    !/claude-sonnet-4(-5)?-2025/.test(asked.model.id)
    ? `${modelSays}invalid beta flag`
    : undefined;
}
