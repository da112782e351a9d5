import type { Message as WireMessage } from '@aws-sdk/client-bedrock-runtime';
import type { ModelTraits } from '../models/traits';
import { efforts, type Effort, type ModelParameters, type ReasoningWish } from '../parameters';

type Fields = Record<string, string | Record<string, string | number>>;

/** Tokens that stand for an effort where a model takes a number, and that are left for it elsewhere. */
const budgets: Readonly<Record<Effort, number>> = {
  none: 0,
  minimal: 1_024,
  low: 2_048,
  medium: 8_192,
  high: 24_576,
  xhigh: 40_960,
  max: 65_536,
};
/** The smallest budget that Claude takes. */
const MIN_BUDGET = 1_024;

/**
 * How a model is told to reason, in its family's form; undefined when it cannot be told, or need not be. Sources:
 * Anthropic's pages on extended and adaptive thinking, the Amazon Nova 2 user guide ("Extended thinking"), and the
 * Amazon Bedrock user guide on OpenAI's open models.
 */
export function reasoningFields(wish: ReasoningWish, traits: ModelTraits): Fields | undefined {
  const level = takenEffort(wish, traits);
  switch (traits.reasoning) {
    case 'budget':
      return level === 'none' ? undefined : { thinking: { type: 'enabled', budget_tokens: budgetOf(wish) } };
    case 'adaptive':
      return adaptive(level, traits);
    case 'novaEffort':
      return level === 'none'
        ? undefined
        : { reasoningConfig: { type: 'enabled', maxReasoningEffort: level } };
    case 'openAiEffort':
      return { reasoning_effort: level };
    case 'nestedEffort':
      return { reasoning: { effort: level } };
    case 'none':
      return undefined;
    case undefined:
      // The user asked, and a Claude that is not known here is a new one.
      return traits.signsReasoning === true ? adaptive(level, traits) : undefined;
  }
}

/** How a model that reasons unasked, and hides it unless asked, is asked to show it; undefined for any other. */
export function shownReasoning(traits: ModelTraits): Fields | undefined {
  return traits.reasonsUnasked === true && traits.hidesReasoning === true
    ? { thinking: { type: 'adaptive', display: 'summarized' } }
    : undefined;
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
  if (traits.reasoning !== 'budget' || takenEffort(reasoning, traits) === 'none') {
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

/* The effort goes beside `thinking`: within it, it is refused. */
function adaptive(level: Effort, { reasonsUnasked, hidesReasoning }: ModelTraits): Fields | undefined {
  if (level === 'none') {
    return reasonsUnasked === true ? { thinking: { type: 'disabled' } } : undefined;
  }
  const thinking: Record<string, string> =
    hidesReasoning === true ? { type: 'adaptive', display: 'summarized' } : { type: 'adaptive' };
  return { thinking, output_config: { effort: level } };
}

function budgetOf(wish: ReasoningWish): number {
  return wish.type === 'budget' ? wish.tokens : budgets[wish.level];
}

/** The effort of a model's own that is told for a wish: the next one below it, or the model's least. */
export function takenEffort(wish: ReasoningWish, { efforts: taken = efforts }: ModelTraits): Effort {
  const rank = efforts.indexOf(effortOf(wish));
  const [least = 'low'] = taken;
  return taken.findLast((effort) => efforts.indexOf(effort) <= rank) ?? least;
}

/** The effort that a wish stands for. */
function effortOf(wish: ReasoningWish): Effort {
  if (wish.type === 'effort') {
    return wish.level;
  }
  return wish.tokens <= 4_096 ? 'low' : wish.tokens <= 16_384 ? 'medium' : 'high';
}
