import type { Message as WireMessage } from '@aws-sdk/client-bedrock-runtime';
import type { ModelTraits } from '../models/modelFacts';
import type { ModelParameters, ReasoningWish } from '../parameters';

type Effort = Extract<ReasoningWish, { type: 'effort' }>['level'];
type Fields = Record<string, string | Record<string, string | number>>;

/** Tokens that stand for an effort where a model takes a number. */
const budgets: Readonly<Record<Effort, number>> = { low: 2_048, medium: 8_192, high: 24_576 };
/** The smallest budget that Claude takes. */
const MIN_BUDGET = 1_024;

/**
 * How a model is told to reason, in its family's form; undefined when it cannot be told. Sources: Anthropic's
 * pages on extended and adaptive thinking, the Amazon Nova 2 user guide ("Extended thinking"), and the Amazon
 * Bedrock user guide on OpenAI's open models.
 */
export function reasoningFields(wish: ReasoningWish, traits: ModelTraits): Fields | undefined {
  switch (traits.reasoning) {
    case 'budget':
      return { thinking: { type: 'enabled', budget_tokens: budgetOf(wish) } };
    case 'adaptive':
      return adaptive(effortOf(wish));
    case 'novaEffort':
      return { reasoningConfig: { type: 'enabled', maxReasoningEffort: effortOf(wish) } };
    case 'openAiEffort':
      return { reasoning_effort: effortOf(wish) };
    case 'none':
      return undefined;
    case undefined:
      // The user asked, and a Claude that is not known here is a new one.
      return traits.signsReasoning === true ? adaptive(effortOf(wish)) : undefined;
  }
}

/** How many tokens of the answer's limit are for reasoning. */
export function reasoningTokens(wish: ReasoningWish | undefined, traits: ModelTraits): number {
  return wish === undefined || reasoningFields(wish, traits) === undefined ? 0 : budgetOf(wish);
}

/**
 * The reasoning that a request can ask for. None where a tool has to be called, which excludes it, and none
 * in the midst of a tool's use that began without it: a Claude with a budget wants such a turn to begin with
 * the reasoning that led to the call, and what was not signed cannot be sent. A budget leaves room in the
 * limit of tokens for what is to be said.
 */
export function allowedReasoning(
  { reasoning, maxTokens }: ModelParameters,
  traits: ModelTraits,
  sent: { readonly messages: readonly WireMessage[]; readonly toolForced: boolean },
): ReasoningWish | undefined {
  if (reasoning === undefined || (sent.toolForced && traits.signsReasoning === true)) {
    return undefined;
  }
  if (traits.reasoning !== 'budget') {
    return reasoning;
  }
  const limit = Math.min(maxTokens ?? Infinity, traits.maxOutputTokens ?? Infinity);
  if (limit <= MIN_BUDGET || isAmidUnreasonedToolUse(sent.messages)) {
    return undefined;
  }
  const tokens = Math.max(MIN_BUDGET, Math.min(budgetOf(reasoning), Math.floor(limit * 0.75)));
  return { type: 'budget', tokens };
}

/* All rounds of tools that one question leads to are one turn, and the turn begins with the reasoning. */
function isAmidUnreasonedToolUse(messages: readonly WireMessage[]): boolean {
  if (!holdsResults(messages.at(-1))) {
    return false;
  }
  const asked = messages.findLastIndex((message) => message.role === 'user' && !holdsResults(message));
  return messages[asked + 1]?.content?.[0]?.reasoningContent === undefined;
}

function holdsResults(message: WireMessage | undefined): boolean {
  return message?.content?.some(({ toolResult }) => toolResult !== undefined) ?? false;
}

function adaptive(level: Effort): Fields {
  return { thinking: { type: 'adaptive' }, output_config: { effort: level } };
}

function budgetOf(wish: ReasoningWish): number {
  return wish.type === 'budget' ? wish.tokens : budgets[wish.level];
}

/** The effort that a wish stands for. */
export function effortOf(wish: ReasoningWish): Effort {
  if (wish.type === 'effort') {
    return wish.level;
  }
  return wish.tokens <= 4_096 ? 'low' : wish.tokens <= 16_384 ? 'medium' : 'high';
}
