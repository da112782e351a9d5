import { strictTraits } from './models';
import { isSealed, isSigned } from './reasoning';
import { cachePoints } from './cacheRules';
import { mediaContent, wellFormedText } from './mediaRules';
import { modelParameters } from './parameterRules';
import { reasoning } from './reasoningRules';
import { firstBroken, messagesOf, modelSays, placedBlocks, type Rule, type RuleOptions } from './rule';
import { structuredOutput } from './structureRules';
import { inputTokensOf } from './tokens';
import { identifiers, toolDefinitions, toolHistory } from './toolRules';
import type { ConverseBody } from './wire';

/** Underscores pass although Bedrock's own sentence does not list them. */
const documentNamePattern = /^(?!.*\s\s)[a-zA-Z0-9 \-()[\]_]{1,200}$/;

/**
 * The first rule of Converse that a request breaks, in the words of Bedrock's ValidationException, or undefined when
 * Bedrock would take it. Wordings come from reports of real answers; the order in which rules are checked is ours.
 */
export function brokenRule(body: ConverseBody, options: RuleOptions = {}): string | undefined {
  const full = {
    traits: strictTraits,
    streaming: true,
    verifySignature: isSigned,
    verifyRedacted: isSealed,
    ...options,
  };
  for (const rule of rules) {
    const message = rule(body, full);
    if (message !== undefined) {
      return message;
    }
  }
  return undefined;
}

const rules: readonly Rule[] = [
  wellFormedText,
  modelParameters,
  structuredOutput,
  toolDefinitions,
  identifiers,
  systemPrompt,
  startsWithUser,
  contentPresent,
  blankText,
  alternation,
  toolHistory,
  mediaPlaces,
  mediaContent,
  modelFeatures,
  lastTurn,
  cachePoints,
  reasoning,
  fitsContext,
];

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

function mediaPlaces(body: ConverseBody, { traits }: Required<RuleOptions>): string | undefined {
  const blocks = placedBlocks(body);
  const misplaced = firstBroken(blocks, ({ block, role }) => {
    for (const kind of ['image', 'document', 'video'] as const) {
      if (block[kind] === undefined) {
        continue;
      }
      const unsupported = (kind === 'image' && !traits.images) || (kind === 'document' && !traits.documents);
      if (role !== 'user' || unsupported) {
        return `This model doesn't support the ${kind} field for ${role} messages. Remove ${kind} and try again.`;
      }
    }
    return undefined;
  });
  if (misplaced !== undefined) {
    return misplaced;
  }
  const names = blocks.flatMap(({ block }) => (block.document ? [block.document.name ?? ''] : []));
  if (names.some((name) => !documentNamePattern.test(name))) {
    return "The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and square brackets. The name can't contain more than one consecutive whitespace character. Check that the file name conforms to these restrictions and retry your request.";
  }
  if (new Set(names).size < names.length) {
    return "Messages can't contain duplicate document names.";
  }
  const lonely = messagesOf(body).some((message) => {
    const content = message.content ?? [];
    return content.some((block) => block.document) && !content.some((block) => block.text !== undefined);
  });
  return lonely ? 'A text block must be included when using documents.' : undefined;
}

function modelFeatures(body: ConverseBody, { traits, streaming }: Required<RuleOptions>): string | undefined {
  if (!body.toolConfig) {
    return undefined;
  }
  if (traits.tools === 'none') {
    return "This model doesn't support tool use.";
  }
  if (traits.tools === 'converse' && streaming) {
    return "This model doesn't support tool use in streaming mode.";
  }
  return undefined;
}

function lastTurn(body: ConverseBody, { traits }: Required<RuleOptions>): string | undefined {
  const last = messagesOf(body).at(-1);
  if (last?.role !== 'assistant') {
    return undefined;
  }
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

function fitsContext(body: ConverseBody, { traits }: Required<RuleOptions>): string | undefined {
  const tokens = inputTokensOf(body);
  if (tokens <= traits.contextTokens) {
    return undefined;
  }
  return traits.signedReasoning
    ? `${modelSays}prompt is too long: ${tokens} tokens > ${traits.contextTokens} maximum`
    : 'Input is too long for requested model.';
}
