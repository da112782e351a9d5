import { familyOf } from '../families';
import { claudeOf } from '../models';
import { constraint, firstOf, isObject, modelSays, type Asked } from '../rule';

/** Numbers are within the bounds of the API. */
export function parameterBounds({ body }: Asked): string | undefined {
  const { maxTokens, temperature, topP } = body.inferenceConfig ?? {};
  if (maxTokens !== undefined && !(Number.isInteger(maxTokens) && maxTokens >= 1)) {
    return constraint(maxTokens, 'inferenceConfig.maxTokens', 'have value greater than or equal to 1');
  }
  return firstOf(Object.entries({ temperature, topP }), ([name, value]) =>
    value !== undefined && !(value >= 0 && value <= 1)
      ? constraint(value, `inferenceConfig.${name}`, 'have value between 0 and 1')
      : undefined,
  );
}

/** No more tokens are asked for than the model gives. */
export function maxTokensLimit({ body, model }: Asked): string | undefined {
  const { maxTokens } = body.inferenceConfig ?? {};
  return maxTokens !== undefined && model.output !== undefined && maxTokens > model.output
    ? `The maximum tokens you requested exceeds the model limit of ${model.output}. Try again with a maximum tokens value that is lower than ${model.output}.`
    : undefined;
}

/** Stop sequences only where the family takes them, not too many, and not blank for Claude. */
export function stopSequences({ body, model }: Asked): string | undefined {
  const { stopSequences: sequences } = body.inferenceConfig ?? {};
  const max = familyOf(model).stopSequences;
  if (sequences === undefined) {
    return undefined;
  }
  if (max === 0) {
    return "This model doesn't support the stopSequences field. Remove stopSequences and try again.";
  }
  if (sequences.length > max) {
    return constraint(sequences, 'inferenceConfig.stopSequences', `have length less than or equal to ${max}`);
  }
  if (sequences.includes('')) {
    return constraint('', 'inferenceConfig.stopSequences', 'have length greater than or equal to 1');
  }
  return model.vendor === 'anthropic' && sequences.some((each) => each.trim() === '')
    ? `${modelSays}stop_sequences: each stop sequence must contain non-whitespace`
    : undefined;
}

/** Claude from 4.1 on samples by one of the two, from 4.7 on by none. */
export function sampling({ body, model }: Asked): string | undefined {
  const { generation = 0 } = claudeOf(model) ?? {};
  const { temperature, topP } = body.inferenceConfig ?? {};
  const topK = body.additionalModelRequestFields?.['top_k'];
  if (generation >= 4.7) {
    const name =
      temperature !== undefined && temperature !== 1
        ? 'temperature'
        : topP !== undefined && topP < 0.99
          ? 'top_p'
          : topK !== undefined
            ? 'top_k'
            : undefined;
    if (name !== undefined) {
      return `${modelSays}\`${name}\` is deprecated for this model.`;
    }
  }
  return generation >= 4.1 && temperature !== undefined && topP !== undefined
    ? `${modelSays}\`temperature\` and \`top_p\` cannot both be specified for this model. Please use only one.`
    : undefined;
}

/** GPT from version 5 on samples by itself. */
export function samplingOfGpt({ body, model }: Asked): string | undefined {
  const { temperature, topP } = body.inferenceConfig ?? {};
  return /^openai\.gpt-\d/.test(model.id) && (temperature ?? topP) !== undefined
    ? `${modelSays}Unsupported value: 'temperature' does not support this value with this model.`
    : undefined;
}

/** A choice of tools that the family knows; the newest Claude models are not forced. */
export function toolChoiceSupported({ body, model }: Asked): string | undefined {
  const choice = Object.keys(body.toolConfig?.toolChoice ?? {})[0];
  if (choice === undefined) {
    return undefined;
  }
  if (!familyOf(model).toolChoice.some((each) => each === choice)) {
    return `This model doesn't support the toolConfig.toolChoice.${choice} field. Remove toolConfig.toolChoice.${choice} and try again.`;
  }
  const unforced = /claude-(opus|sonnet)-5-5|claude-fable-5-1/.test(model.id);
  return unforced && choice !== 'auto'
    ? `${modelSays}tool_choice: forced tool use is not supported for this model.`
    : undefined;
}

/** Strict tools only where they are taken. */
export function strictTools({ body, model }: Asked): string | undefined {
  const strict = (body.toolConfig?.tools ?? []).some(({ toolSpec }) => toolSpec?.strict !== undefined);
  const { generation = 0 } = claudeOf(model) ?? {};
  return strict && (!familyOf(model).strictTools || (generation >= 4.7 && generation <= 5))
    ? "This model doesn't support the strict field in the ToolSpecification. Remove strict and try again."
    : undefined;
}

const metadataPattern = /^[a-zA-Z0-9\s:_@$#=/+,\-.]{0,256}$/;

/** Notes for the log are few, short and plain. */
export function requestMetadata({ body }: Asked): string | undefined {
  const entries = Object.entries(body.requestMetadata ?? {});
  if (entries.length > 16) {
    return constraint(`${entries.length} entries`, 'requestMetadata', 'have length less than or equal to 16');
  }
  return firstOf(entries.flat(), (text) =>
    metadataPattern.test(text)
      ? undefined
      : constraint(text, 'requestMetadata', 'satisfy regular expression pattern: [a-zA-Z0-9\\s:_@$#=/+,-.]*'),
  );
}

/** A guardrail has a version, and a version a guardrail. */
export function guardrail({ body }: Asked): string | undefined {
  const { guardrailIdentifier: id, guardrailVersion: version } = body.guardrailConfig ?? {};
  if ((id === undefined) !== (version === undefined)) {
    return 'Guardrail identifier and guardrail version must be specified together.';
  }
  return version !== undefined && !/^(DRAFT|[1-9][0-9]{0,7})$/.test(version)
    ? constraint(
        version,
        'guardrailConfig.guardrailVersion',
        'satisfy regular expression pattern: (([1-9][0-9]{0,7})|(DRAFT))',
      )
    : undefined;
}

/** Tiers that the API knows. */
export function serviceTier({ body }: Asked): string | undefined {
  const type = body.serviceTier?.type;
  return type !== undefined && !['default', 'flex', 'priority', 'reserved'].includes(type)
    ? constraint(type, 'serviceTier.type', 'satisfy enum value set: [default, flex, priority, reserved]')
    : undefined;
}

/** Optimized latency is a preview of a few models. */
export function latency({ body, model }: Asked): string | undefined {
  const asked = body.performanceConfig?.latency;
  if (asked === undefined || asked === 'standard') {
    return undefined;
  }
  return asked === 'optimized' && (!model.known || /nova-pro|claude-3-5-haiku|llama3-1/.test(model.id))
    ? undefined
    : 'Latency performance configuration is not supported for this model.';
}

/** A system prompt, an answer's bounds: the request fits the model's context. A character is a quarter of a token at least. */
export function fitsContext({ body, model }: Asked): string | undefined {
  const characters = charactersOf(body.messages) + charactersOf(body.system) + charactersOf(body.toolConfig);
  if (model.context === undefined || characters / 4 <= model.context) {
    return undefined;
  }
  return model.vendor === 'amazon'
    ? 'Input Tokens Exceeded: Number of input tokens exceeds maximum length. Please update the input to try again.'
    : 'Input is too long for requested model.';
}

/** Of all texts, without the bytes of pictures and files. */
function charactersOf(value: unknown): number {
  if (typeof value === 'string') {
    return value.length;
  }
  if (Array.isArray(value)) {
    return value.reduce((sum: number, each) => sum + charactersOf(each), 0);
  }
  return isObject(value)
    ? Object.entries(value).reduce((sum, [key, each]) => sum + (key === 'bytes' ? 0 : charactersOf(each)), 0)
    : 0;
}
