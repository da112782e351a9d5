import type { PanelAttachment, PanelHeader, PanelMessage, ToPanel } from '../../src/protocol/chatPanel';

/** All that the panel shows, besides what a user is typing. */
export interface ChatState {
  /** False until the host has said how things stand. */
  ready: boolean;
  header: PanelHeader;
  messages: readonly PanelMessage[];
  /** Attachments of the next question. */
  attachments: readonly PanelAttachment[];
  /** How many tools the model may call. */
  tools: number;
  busy: boolean;
}

/** The panel before the host has spoken. */
export const initialChatState: ChatState = {
  ready: false,
  header: { modelLabel: '', modelTooltip: '', region: '', signedIn: 'unknown' },
  messages: [],
  attachments: [],
  tools: 0,
  busy: false,
};

/** The state after a message of the host; unchanged objects stay the same, so that only changes are drawn. */
export function reduceChat(state: ChatState, message: ToPanel): ChatState {
  switch (message.type) {
    case 'snapshot': {
      const { header, messages, attachments, tools, busy } = message;
      return { ready: true, header, messages, attachments, tools, busy };
    }
    case 'header':
      return { ...state, header: message.header };
    case 'attachments':
      return { ...state, attachments: message.attachments };
    case 'tools':
      return { ...state, tools: message.tools };
    case 'busy':
      return { ...state, busy: message.busy };
    case 'message':
      return { ...state, messages: putById(state.messages, message.message) };
    case 'delta':
      return changeMessage(state, message.messageId, (old) => ({ ...old, text: old.text + message.text }));
    case 'step':
      return changeMessage(state, message.messageId, (old) => ({
        ...old,
        steps: putById(old.steps, message.step),
      }));
    case 'stepDelta':
      return changeMessage(state, message.messageId, (old) => ({
        ...old,
        steps: old.steps.map((step) =>
          step.type === 'reasoning' && step.id === message.stepId
            ? { ...step, text: step.text + message.text }
            : step,
        ),
      }));
    case 'status':
      return changeMessage(state, message.messageId, (old) => ({
        ...old,
        status: message.status,
        waitsToRetry: message.waitsToRetry,
      }));
    case 'truncate': {
      const start = state.messages.findIndex(({ id }) => id === message.messageId);
      return start < 0 ? state : { ...state, messages: state.messages.slice(0, start) };
    }
    case 'focusInput':
      return state;
  }
}

/** The answers that were streaming before and are complete now. */
export function completedAnswers(before: ChatState, now: ChatState): PanelMessage[] {
  const streaming = new Set(before.messages.filter((message) => message.streaming).map(({ id }) => id));
  return now.messages.filter((message) => !message.streaming && streaming.has(message.id));
}

/** The questions asked so far, oldest first. */
export function questionsOf(state: ChatState): string[] {
  return state.messages.filter(({ role }) => role === 'user').map(({ text }) => text);
}

/** The items with this one in the place of the one of its id, or as the last. */
function putById<T extends { readonly id: string }>(items: readonly T[], item: T): T[] {
  const index = items.findIndex(({ id }) => id === item.id);
  return index < 0 ? [...items, item] : items.with(index, item);
}

function changeMessage(
  state: ChatState,
  id: string,
  change: (message: PanelMessage) => PanelMessage,
): ChatState {
  // From the end: what changes is nearly always the last one.
  const index = state.messages.findLastIndex((message) => message.id === id);
  const old = state.messages[index];
  if (old === undefined) {
    return state;
  }
  return { ...state, messages: state.messages.with(index, change(old)) };
}
