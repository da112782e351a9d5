import { claudeOf } from '../models';
import { firstOf, modelSays, placedBlocks, type ModelRequest } from '../rule';

/** There is a message. */
export function hasMessages({ body }: ModelRequest): string | undefined {
  return (body.messages ?? []).length === 0
    ? 'A conversation must start with a user message. Try again with a conversation that starts with a user message.'
    : undefined;
}

/** The user speaks first. */
export function startsWithUser({ body }: ModelRequest): string | undefined {
  return body.messages?.[0]?.role === 'user'
    ? undefined
    : 'A conversation must start with a user message. Try again with a conversation that starts with a user message.';
}

/** The sides take turns. */
export function rolesAlternate({ body }: ModelRequest): string | undefined {
  const roles = (body.messages ?? []).map(({ role }) => role);
  return roles.every((role, index) => role !== roles[index - 1])
    ? undefined
    : 'A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.';
}

/** No message is empty. */
export function messagesHaveContent({ body }: ModelRequest): string | undefined {
  return firstOf((body.messages ?? []).entries(), ([index, { content }]) =>
    (content ?? []).length === 0
      ? `The content field in the Message object at messages.${index} is empty. Add a ContentBlock object to the content field and try again.`
      : undefined,
  );
}

/** No text is blank, in messages or in the system prompt. */
export function noBlankText({ body }: ModelRequest): string | undefined {
  const inSystem = firstOf((body.system ?? []).entries(), ([index, { text }]) =>
    text?.trim() === ''
      ? `The text field in the SystemContentBlock object at system.${index} is blank. Add text to the text field, and try again.`
      : undefined,
  );
  return (
    inSystem ??
    firstOf(placedBlocks(body), ({ block, place }) =>
      block.text?.trim() === ''
        ? `The text field in the ContentBlock object at ${place} is blank. Add text to the text field, and try again.`
        : undefined,
    )
  );
}

/** The user speaks last; the older Claude models alone go on with an answer that was begun for them. */
export function endsWithUser({ body, model }: ModelRequest): string | undefined {
  const last = body.messages?.at(-1);
  if (last?.role !== 'assistant') {
    return undefined;
  }
  const claude = claudeOf(model);
  if (claude === undefined) {
    return 'The model that you are using requires the last turn in the conversation to be a user message. Add a user message to the conversation and try again.';
  }
  if (claude.generation >= 4.6) {
    return `${modelSays}This model does not support assistant message prefill. The conversation must end with a user message.`;
  }
  const text = last.content?.at(-1)?.text;
  return text !== undefined && text !== text.trimEnd()
    ? `${modelSays}messages: final assistant content cannot end with trailing whitespace`
    : undefined;
}
