import { claudeOf } from '../models';
import { firstOf, isObject, modelSays, placedBlocks, type Asked } from '../rule';
import type { WireMessage } from '../wire';

/** Reasoning is the model's. */
export function reasoningFromModel({ body }: Asked): string | undefined {
  return firstOf(placedBlocks(body), ({ block, role }) =>
    block.reasoningContent && role !== 'assistant'
      ? 'User messages cannot contain reasoning content. Please remove the reasoning content and try again.'
      : undefined,
  );
}

/** Reasoning goes back only to models that reason; DeepSeek R1 does not want it either. */
export function reasoningSupported({ body, model }: Asked): string | undefined {
  const refused = (model.known && !model.reasons) || model.id.startsWith('deepseek.r1');
  return refused && placedBlocks(body).some(({ block }) => block.reasoningContent)
    ? "This model doesn't support the reasoningContent field. Remove reasoningContent and try again."
    : undefined;
}

/** Claude takes back its own signed reasoning, word for word; the other families know no signature. */
export function reasoningSigned({ body, model, signatures }: Asked): string | undefined {
  return firstOf(placedBlocks(body), ({ block, place }) => {
    const { reasoningText, redactedContent } = block.reasoningContent ?? {};
    if (model.vendor !== 'anthropic') {
      if (reasoningText?.signature !== undefined) {
        return "This model doesn't support the reasoningContent.reasoningText.signature field. Remove reasoningContent.reasoningText.signature and try again.";
      }
      return redactedContent !== undefined && model.known
        ? "This model doesn't support the reasoningContent.redactedContent field. Remove reasoningContent.redactedContent and try again."
        : undefined;
    }
    if (redactedContent !== undefined) {
      return signatures.authorOf(model.id, '', redactedContent) === 'this model'
        ? undefined
        : `${modelSays}${place}: Invalid \`data\` in \`redacted_thinking\` block`;
    }
    if (reasoningText === undefined) {
      return undefined;
    }
    const { text = '', signature } = reasoningText;
    if (signature === undefined) {
      return `${modelSays}${place}.thinking.signature: Field required`;
    }
    return signatures.authorOf(model.id, text, signature) === 'this model'
      ? undefined
      : `${modelSays}${place}: Invalid \`signature\` in \`thinking\` block`;
  });
}

/** Reasoning leads to something: it is not the end of a message. */
export function reasoningNotLast({ body }: Asked): string | undefined {
  return firstOf((body.messages ?? []).entries(), ([index, { content }]) =>
    content?.at(-1)?.reasoningContent
      ? `${modelSays}messages.${index}: The final block in an assistant message cannot be \`thinking\`.`
      : undefined,
  );
}

/** With a budget for thinking, the turn whose tools are being answered begins with the thinking that led to them. */
export function toolTurnBeginsWithReasoning({ body, model }: Asked): string | undefined {
  const thinking = body.additionalModelRequestFields?.['thinking'];
  const messages = body.messages ?? [];
  if (
    !claudeOf(model) ||
    !isObject(thinking) ||
    thinking['type'] !== 'enabled' ||
    !answersTools(messages.at(-1))
  ) {
    return undefined;
  }
  const asked = messages.findLastIndex((message) => message.role === 'user' && !answersTools(message));
  const first = messages[asked + 1]?.content?.[0];
  return first && !first.reasoningContent
    ? `${modelSays}messages.${asked + 1}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${first.toolUse ? 'tool_use' : 'text'}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block.`
    : undefined;
}

function answersTools(message: WireMessage | undefined): boolean {
  return message?.content?.some(({ toolResult }) => toolResult) ?? false;
}
