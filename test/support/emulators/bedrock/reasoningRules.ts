import { firstBroken, messagesOf, modelSays, placedBlocks, type Rule } from './rule';
import type { ConverseBody, WireMessage } from './wire';

/** Reasoning in a history: only where the model takes it, as its signature says, and followed by something said. */
export const reasoning: Rule = (body, options) =>
  misplaced(body, options) ?? (options.traits.signedReasoning ? signedAndInPlace(body, options) : undefined);

const misplaced: Rule = (body, { traits }) =>
  firstBroken(placedBlocks(body), ({ block, role }) => {
    if (!block.reasoningContent) {
      return undefined;
    }
    if (role !== 'assistant') {
      return "This model doesn't support the reasoningContent field for user messages. Remove reasoningContent and try again.";
    }
    return traits.reasoning === 'none' && !traits.signedReasoning
      ? "This model doesn't support the reasoningContent field. Remove reasoningContent and try again."
      : undefined;
  });

const signedAndInPlace: Rule = (body, options) =>
  firstBroken(placedBlocks(body), ({ block, place }) => {
    const { reasoningText, redactedContent } = block.reasoningContent ?? {};
    if (redactedContent !== undefined) {
      return options.verifyRedacted(redactedContent)
        ? undefined
        : `${modelSays}${place}: Invalid \`data\` in \`redacted_thinking\` block`;
    }
    if (!reasoningText) {
      return undefined;
    }
    if (reasoningText.signature === undefined) {
      return `${modelSays}${place}.thinking.signature: Field required`;
    }
    return options.verifySignature(reasoningText.text ?? '', reasoningText.signature)
      ? undefined
      : `${modelSays}${place}: Invalid \`signature\` in \`thinking\` block`;
  }) ??
  firstBroken([...messagesOf(body).entries()], ([index, { content }]) =>
    content?.at(-1)?.reasoningContent
      ? `${modelSays}messages.${index}: The final block in an assistant message cannot be \`thinking\`.`
      : undefined,
  ) ??
  beginsWithReasoning(body);

/** With a budget of thinking, the turn whose tools have just been answered begins with the thinking that led to them. */
function beginsWithReasoning(body: ConverseBody): string | undefined {
  const messages = messagesOf(body);
  if (thinkingOf(body)?.type !== 'enabled' || !answersTools(messages.at(-1))) {
    return undefined;
  }
  const asked = messages.findLastIndex((message) => message.role === 'user' && !answersTools(message));
  const first = messages[asked + 1]?.content?.[0];
  return first && !first.reasoningContent
    ? `${modelSays}messages.${asked + 1}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${first.toolUse ? 'tool_use' : 'text'}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block (preceeding the lastmost set of \`tool_use\` and \`tool_result\` blocks).`
    : undefined;
}

function answersTools(message: WireMessage | undefined): boolean {
  return message?.content?.some((block) => block.toolResult) ?? false;
}

/** The parameters of a request for Claude's thinking. */
export function thinkingOf(
  body: ConverseBody,
): { readonly type?: unknown; readonly budget_tokens?: unknown } | undefined {
  return body.additionalModelRequestFields?.['thinking'] as ReturnType<typeof thinkingOf>;
}
