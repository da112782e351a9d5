import type { ModelTraits } from './models';
import { isSigned } from './reasoning';
import { inputTokensOf } from './tokens';
import type { ConverseBody, WireBlock, WireMessage } from './wire';

/** Traits to check against when no model is named: a Claude of the 4.5 generation, whose rules are strict. */
export const strictTraits: ModelTraits = {
  contextTokens: 200_000,
  maxOutputTokens: 64_000,
  tools: 'stream',
  system: true,
  prefill: false,
  signedReasoning: true,
  oneSamplingParameter: true,
  images: true,
  countTokens: true,
};

/** How a check may differ from the default. */
export interface RuleOptions {
  readonly traits?: ModelTraits;
  readonly streaming?: boolean;
  /** Whether a signature belongs to a reasoning text; by default, whether the emulator made it. */
  readonly verifySignature?: (text: string, signature: string) => boolean;
}

type Rule = (body: ConverseBody, options: Required<RuleOptions>) => string | undefined;

const modelSays = 'The model returned the following errors: ';
const idPattern = /^[a-zA-Z0-9_.:-]{1,64}$/;
const namePattern = /^[a-zA-Z0-9_-]{1,64}$/;
/** Underscores pass although Bedrock's own sentence does not list them. */
const documentNamePattern = /^(?!.*\s\s)[a-zA-Z0-9 \-()[\]_]{1,200}$/;
const maxCachePoints = 4;

/**
 * The first rule of Converse that a request breaks, in the words of Bedrock's ValidationException, or undefined when
 * Bedrock would take it. Wordings come from reports of real answers; the order in which rules are checked is ours.
 */
export function brokenRule(body: ConverseBody, options: RuleOptions = {}): string | undefined {
  const full = { traits: strictTraits, streaming: true, verifySignature: isSigned, ...options };
  for (const rule of rules) {
    const message = rule(body, full);
    if (message !== undefined) return message;
  }
  return undefined;
}

const rules: readonly Rule[] = [
  inferenceLimits,
  toolDefinitions,
  identifiers,
  systemPrompt,
  startsWithUser,
  contentPresent,
  blankText,
  alternation,
  toolConfigPresent,
  toolPairs,
  objectsOnly,
  mediaPlaces,
  modelFeatures,
  lastTurn,
  cachePoints,
  reasoningSigned,
  fitsContext,
];

function messagesOf(body: ConverseBody): readonly WireMessage[] {
  return body.messages ?? [];
}

/** Every block with the place that Bedrock names it by, such as `messages.0.content.1`. */
function placedBlocks(
  body: ConverseBody,
): readonly { block: WireBlock; place: string; role: string | undefined }[] {
  return messagesOf(body).flatMap((message, m) =>
    (message.content ?? []).map((block, b) => ({
      block,
      place: `messages.${m}.content.${b}`,
      role: message.role,
    })),
  );
}

function firstBroken<T>(items: readonly T[], check: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const message = check(item);
    if (message !== undefined) return message;
  }
  return undefined;
}

function constraint(value: string | number, member: string, demand: string): string {
  return `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${demand}`;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function inferenceLimits(body: ConverseBody, { traits }: Required<RuleOptions>): string | undefined {
  const { maxTokens, temperature, topP } = body.inferenceConfig ?? {};
  if (maxTokens !== undefined && maxTokens < 1) {
    return constraint(maxTokens, 'inferenceConfig.maxTokens', 'have value greater than or equal to 1');
  }
  for (const [name, value] of Object.entries({ temperature, topP })) {
    if (value === undefined) continue;
    if (value < 0)
      return constraint(value, `inferenceConfig.${name}`, 'have value greater than or equal to 0');
    if (value > 1) return constraint(value, `inferenceConfig.${name}`, 'have value less than or equal to 1');
  }
  if (maxTokens !== undefined && maxTokens > traits.maxOutputTokens) {
    return `The maximum tokens you requested exceeds the model limit of ${traits.maxOutputTokens}. Try again with a maximum tokens value that is lower than ${traits.maxOutputTokens}.`;
  }
  if (traits.oneSamplingParameter && temperature !== undefined && topP !== undefined) {
    return `${modelSays}\`temperature\` and \`top_p\` cannot both be specified for this model. Please use only one.`;
  }
  return undefined;
}

function toolDefinitions(body: ConverseBody): string | undefined {
  if (!body.toolConfig) return undefined;
  const tools = body.toolConfig.tools ?? [];
  if (tools.length === 0)
    return constraint('[]', 'toolConfig.tools', 'have length greater than or equal to 1');
  return firstBroken([...tools.entries()], ([index, { toolSpec }]) => {
    if (!toolSpec) return undefined;
    const name = toolSpec.name ?? '';
    if (!namePattern.test(name)) {
      return constraint(
        name,
        `toolConfig.tools.${index + 1}.member.toolSpec.name`,
        'satisfy regular expression pattern: [a-zA-Z0-9_-]+',
      );
    }
    const schema = toolSpec.inputSchema?.json;
    const type = isObject(schema) ? (schema as { type?: unknown }).type : undefined;
    return type === 'object'
      ? undefined
      : `The value at toolConfig.tools.${index}.toolSpec.inputSchema.json.type must be one of the following: object.`;
  });
}

function identifiers(body: ConverseBody): string | undefined {
  return firstBroken(placedBlocks(body), ({ block, place }) => {
    const member = place.replace(/\.(\d+)/g, (_all, index: string) => `.${Number(index) + 1}.member`);
    const id = block.toolUse?.toolUseId ?? block.toolResult?.toolUseId;
    const kind = block.toolUse ? 'toolUse' : 'toolResult';
    if (id !== undefined && !idPattern.test(id)) {
      return constraint(
        id,
        `${member}.${kind}.toolUseId`,
        'satisfy regular expression pattern: [a-zA-Z0-9_.:-]+',
      );
    }
    const name = block.toolUse?.name;
    if (name !== undefined && !namePattern.test(name)) {
      return constraint(name, `${member}.toolUse.name`, 'satisfy regular expression pattern: [a-zA-Z0-9_-]+');
    }
    return undefined;
  });
}

function systemPrompt(body: ConverseBody, { traits }: Required<RuleOptions>): string | undefined {
  const system = body.system ?? [];
  if (system.length > 0 && !traits.system) {
    return "This model doesn't support system messages. Try again without a system message or use a model that supports system messages.";
  }
  return firstBroken([...system.entries()], ([index, each]) =>
    each.text !== undefined && each.text.trim() === ''
      ? `The text field in the SystemContentBlock object at system.${index} is blank. Add text to the text field, and try again.`
      : undefined,
  );
}

function startsWithUser(body: ConverseBody): string | undefined {
  return messagesOf(body)[0]?.role === 'user'
    ? undefined
    : 'A conversation must start with a user message. Try again with a conversation that starts with a user message.';
}

function contentPresent(body: ConverseBody): string | undefined {
  return firstBroken([...messagesOf(body).entries()], ([index, message]) =>
    (message.content ?? []).length === 0
      ? `The content field in the Message object at messages.${index} is empty. Add a ContentBlock object to the content field and try again.`
      : undefined,
  );
}

function blankText(body: ConverseBody): string | undefined {
  return firstBroken(placedBlocks(body), ({ block, place }) =>
    block.text !== undefined && block.text.trim() === ''
      ? `The text field in the ContentBlock object at ${place} is blank. Add text to the text field, and try again.`
      : undefined,
  );
}

function alternation(body: ConverseBody): string | undefined {
  const roles = messagesOf(body).map((message) => message.role);
  return roles.every((role, index) => role === (index % 2 === 0 ? 'user' : 'assistant'))
    ? undefined
    : 'A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.';
}

function toolConfigPresent(body: ConverseBody): string | undefined {
  const hasToolBlocks = placedBlocks(body).some(({ block }) => block.toolUse ?? block.toolResult);
  return hasToolBlocks && !body.toolConfig
    ? 'The toolConfig field must be defined when using toolUse and toolResult content blocks.'
    : undefined;
}

/** Each tool use is answered in the very next message, and nothing is answered that was not asked. */
function toolPairs(body: ConverseBody): string | undefined {
  const messages = messagesOf(body);
  const used = messages.map((message) => idsOf(message, 'toolUse'));
  const answered = messages.map((message) => idsOf(message, 'toolResult'));
  return firstBroken([...messages.keys()], (index) => {
    const asked = used[index - 1] ?? [];
    const here = answered[index] ?? [];
    const missing = asked.filter((id) => !here.includes(id));
    if (missing.length > 0) {
      return `Expected toolResult blocks at messages.${index}.content for the following Ids: ${missing.join(', ')}`;
    }
    if (here.some((id) => !asked.includes(id)) || here.length > asked.length) {
      return `The number of toolResult blocks at messages.${index}.content exceeds the number of toolUse blocks of previous turn.`;
    }
    return undefined;
  });
}

function idsOf(message: WireMessage, kind: 'toolUse' | 'toolResult'): readonly string[] {
  return (message.content ?? []).flatMap((block) => {
    const tool = block[kind];
    return tool ? [tool.toolUseId ?? ''] : [];
  });
}

function objectsOnly(body: ConverseBody): string | undefined {
  const invalid = (place: string): string =>
    `The format of the value at ${place} is invalid. Provide a json object for the field and try again.`;
  return firstBroken(placedBlocks(body), ({ block, place }) => {
    if (block.toolUse && !isObject(block.toolUse.input)) return invalid(`${place}.toolUse.input`);
    const content = block.toolResult?.content ?? [];
    if (block.toolResult?.status === 'error' && content.length === 0) {
      return `The content field at ${place}.toolResult cannot be empty when status value is error.`;
    }
    return firstBroken([...content.entries()], ([index, each]) =>
      each.json !== undefined && !isObject(each.json)
        ? invalid(`${place}.toolResult.content.${index}.json`)
        : undefined,
    );
  });
}

function mediaPlaces(body: ConverseBody, { traits }: Required<RuleOptions>): string | undefined {
  const blocks = placedBlocks(body);
  const misplaced = firstBroken(blocks, ({ block, role }) => {
    for (const kind of ['image', 'document', 'video'] as const) {
      if (block[kind] === undefined) continue;
      const unsupported = kind === 'image' && !traits.images;
      if (role !== 'user' || unsupported) {
        return `This model doesn't support the ${kind} field for ${role} messages. Remove ${kind} and try again.`;
      }
    }
    return undefined;
  });
  if (misplaced !== undefined) return misplaced;
  const names = blocks.flatMap(({ block }) => (block.document ? [block.document.name ?? ''] : []));
  if (names.some((name) => !documentNamePattern.test(name))) {
    return "The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and square brackets. The name can't contain more than one consecutive whitespace character. Check that the file name conforms to these restrictions and retry your request.";
  }
  if (new Set(names).size < names.length) return "Messages can't contain duplicate document names.";
  const lonely = messagesOf(body).some((message) => {
    const content = message.content ?? [];
    return content.some((block) => block.document) && !content.some((block) => block.text !== undefined);
  });
  return lonely ? 'A text block must be included when using documents.' : undefined;
}

function modelFeatures(body: ConverseBody, { traits, streaming }: Required<RuleOptions>): string | undefined {
  if (!body.toolConfig) return undefined;
  if (traits.tools === 'none') return "This model doesn't support tool use.";
  if (traits.tools === 'converse' && streaming)
    return "This model doesn't support tool use in streaming mode.";
  return undefined;
}

function lastTurn(body: ConverseBody, { traits }: Required<RuleOptions>): string | undefined {
  const last = messagesOf(body).at(-1);
  if (last?.role !== 'assistant') return undefined;
  if (!traits.prefill) {
    return traits.signedReasoning
      ? `${modelSays}This model does not support assistant message prefill. The conversation must end with a user message.`
      : 'The model that you are using requires the last turn in the conversation to be a user message. Add a user message to the conversation and try again.';
  }
  const text = last.content?.at(-1)?.text;
  return text !== undefined && text !== text.trimEnd()
    ? `${modelSays}messages: final assistant content cannot end with trailing whitespace`
    : undefined;
}

function cachePoints(body: ConverseBody): string | undefined {
  const places = [
    ...(body.system ?? []),
    ...(body.toolConfig?.tools ?? []),
    ...placedBlocks(body).map(({ block }) => block),
  ];
  const count = places.filter((place) => place.cachePoint !== undefined).length;
  return count > maxCachePoints
    ? `${modelSays}A maximum of ${maxCachePoints} blocks with cache_control may be provided. Found ${count}.`
    : undefined;
}

function reasoningSigned(body: ConverseBody, options: Required<RuleOptions>): string | undefined {
  if (!options.traits.signedReasoning) return undefined;
  return firstBroken(placedBlocks(body), ({ block, place }) => {
    const reasoning = block.reasoningContent?.reasoningText;
    if (!reasoning) return undefined;
    if (reasoning.signature === undefined) return `${modelSays}${place}.thinking.signature: Field required`;
    return options.verifySignature(reasoning.text ?? '', reasoning.signature)
      ? undefined
      : `${modelSays}${place}: Invalid \`signature\` in \`thinking\` block`;
  });
}

function fitsContext(body: ConverseBody, { traits }: Required<RuleOptions>): string | undefined {
  const tokens = inputTokensOf(body);
  if (tokens <= traits.contextTokens) return undefined;
  return traits.signedReasoning
    ? `${modelSays}prompt is too long: ${tokens} tokens > ${traits.contextTokens} maximum`
    : 'Input is too long for requested model.';
}
