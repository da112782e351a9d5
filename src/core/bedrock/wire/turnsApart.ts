import type { ContentBlock as WireBlock, Message as WireMessage } from '@aws-sdk/client-bedrock-runtime';

/** What the other side says between two turns that would otherwise be one's in a row. */
const BETWEEN: Readonly<Record<'user' | 'assistant', string>> = {
  user: 'Continue.',
  assistant: 'I have the results.',
};

/**
 * A conversation in which no message holds talk and tools at once, for models whose chat templates know either alone:
 * what a message says comes before its calls, and after its results.
 */
export function turnsApart(messages: readonly WireMessage[]): WireMessage[] {
  return messages.flatMap(({ role, content = [] }) => {
    const tools = content.filter(isOfTools);
    const talk = content.filter((block) => !isOfTools(block));
    if (tools.length === 0 || talk.length === 0) {
      return [{ role, content }];
    }
    return role === 'user'
      ? [{ role, content: tools }, says('assistant'), { role, content: talk }]
      : [{ role, content: talk }, says('user'), { role, content: tools }];
  });
}

function isOfTools({ toolUse, toolResult }: WireBlock): boolean {
  return toolUse !== undefined || toolResult !== undefined;
}

function says(role: 'user' | 'assistant'): WireMessage {
  return { role, content: [{ text: BETWEEN[role] }] };
}
